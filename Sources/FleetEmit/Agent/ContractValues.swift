import AgentConfig
import Fleet
import FleetPlan
import SpecSyntax

// The words of the spec as words of the contract. Switches, so that a new word of the language does not compile until
// somebody has decided what the agent makes of it.

extension RouterConfig.Complexity {
    init(_ complexity: Complexity) {
        switch complexity {
        case .low: self = .low
        case .medium: self = .medium
        case .high: self = .high
        }
    }
}

extension RouterConfig.Domain {
    init(_ domain: Domain) {
        switch domain {
        case .code: self = .code
        case .maths: self = .maths
        case .reasoning: self = .reasoning
        case .knowledge: self = .knowledge
        case .writing: self = .writing
        case .translation: self = .translation
        case .chat: self = .chat
        case .other: self = .other
        }
    }
}

extension RouterConfig.Marker {
    init(_ marker: Marker) {
        self =
            switch marker {
            case .code: .code
            case .maths: .maths
            case .trace: .trace
            case .json: .json
            case .table: .table
            case .arabic: .arabic
            case .chinese: .chinese
            case .cyrillic: .cyrillic
            case .devanagari: .devanagari
            case .greek: .greek
            case .hebrew: .hebrew
            case .japanese: .japanese
            case .korean: .korean
            case .thai: .thai
            }
    }
}

extension RouterConfig.Capability {
    init(_ capability: Capability) {
        switch capability {
        case .chat: self = .chat
        case .completions: self = .completions
        case .embeddings: self = .embeddings
        case .tools: self = .tools
        case .vision: self = .vision
        case .json: self = .json
        case .reasoning: self = .reasoning
        }
    }
}

extension RouterConfig.Classifier.Kind {
    init(_ kind: ClassifierKind) {
        switch kind {
        case .none: self = .none
        case .distilbert: self = .distilbert
        }
    }
}

extension IdlePolicy {
    init(_ timeout: IdleTimeout) {
        switch timeout {
        case .never: self = .never
        case .fixed(let duration): self = .fixed(seconds: duration.exactSeconds)
        case .adaptive(let shortest, let longest):
            self = .adaptive(minSeconds: shortest.exactSeconds, maxSeconds: longest.exactSeconds)
        }
    }
}

extension ColdStart {
    init(_ timeouts: Timeouts) {
        self.init(seconds: timeouts.coldStart.value.exactSeconds, estimated: timeouts.isEstimated)
    }
}

extension SpecDuration {
    /// Seconds with their fraction. Division rounds to the nearest number, which prints as the decimal that was written.
    var exactSeconds: Double { Double(milliseconds) / 1000 }
}

extension Double {
    /// Rounded to millionths, so that 3 × 2.9 is 8.7 and not 8.700000000000001.
    var tidy: Double { (self * 1e6).rounded() / 1e6 }

    /// Rounded to four digits, for what is an estimate anyway. At least a thousandth: agents divide by it.
    var tidyEstimate: Double {
        guard isFinite, self > 0.001 else { return 0.001 }
        var power = 1.0
        if self >= 10_000 {
            while self / power >= 10_000 { power *= 10 }
            return (self / power).rounded() * power
        }
        while self * power < 1000 { power *= 10 }
        return (self * power).rounded() / power
    }
}
