import AgentConfig
import Routing

/// A trace with prompts: what each request says, and what it truly is.
///
/// What a prompt truly is, the trace says, or the set; where neither does it is drawn by what the classifier says of it: of prompts that it calls hard with a probability of
/// 0.7, seven in ten are. A classifier whose probabilities are not right is better or worse than that.
package struct Traffic: Sendable {
    package let trace: Trace
    /// Index into the prompts, by request.
    let prompts: [Int32]
    /// Index into `PromptTruth.all`, by request.
    let truths: [UInt8]
    let set: PromptSet

    /// - Parameter seed: the same one draws the same prompts for the same requests.
    package init(_ trace: Trace, prompts set: PromptSet = .bundled, seed: UInt64) {
        self.trace = trace
        self.set = set
        var lots = Lots(seed: seed, stream: 0)
        let groups = PromptGroups(set)
        var prompts: [Int32] = []
        var truths: [UInt8] = []
        prompts.reserveCapacity(trace.requests.count)
        truths.reserveCapacity(trace.requests.count)
        for request in trace.requests {
            let choice = groups.of(request.complexity, request.domain)
            let index = choice[lots.index(below: choice.count)]
            let signal = set.prompts[index].signal
            let complexities = signal.complexity.shares
            let domains = signal.domain?.shares ?? []
            let truth = set.prompts[index].truth
            // Lots are drawn whether they are needed or not, so that others stay what they are.
            let (drawn, drawnDomain) = (lots.index(weights: complexities), lots.index(weights: domains))
            let complexity = (request.complexity ?? truth?.complexity)?.place ?? drawn
            let domain = (request.domain ?? truth?.domain)?.place ?? drawnDomain
            prompts.append(Int32(index))
            truths.append(UInt8(PromptTruth.place(complexity: complexity, domain: domain)))
        }
        self.prompts = prompts
        self.truths = truths
    }
}

/// A complexity and a domain.
struct PromptTruth {
    let complexity: RouterConfig.Complexity
    let domain: RouterConfig.Domain

    static let all: [PromptTruth] = RouterConfig.Complexity.allCases.flatMap { complexity in
        RouterConfig.Domain.allCases.map { PromptTruth(complexity: complexity, domain: $0) }
    }

    static func place(complexity: Int, domain: Int) -> Int { complexity * RouterConfig.Domain.allCases.count + domain }

    /// What somebody thinks of such a prompt who knows.
    var judgement: Judgement { .certain(complexity, domain) }
}

extension CaseIterable where Self: Equatable, AllCases == [Self] {
    fileprivate var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// The prompts of a set by what they seem to be.
private struct PromptGroups {
    private var groups: [String: [Int]] = [:]
    private let all: [Int]

    init(_ set: PromptSet) {
        all = Array(set.prompts.indices)
        for (index, prompt) in set.prompts.enumerated() {
            let complexity = prompt.signal.complexity.likeliest?.rawValue ?? ""
            let domain = prompt.signal.domain?.likeliest?.rawValue ?? ""
            for key in ["\(complexity)/", "/\(domain)", "\(complexity)/\(domain)"] {
                groups[key, default: []].append(index)
            }
        }
    }

    /// The closest that there are.
    func of(_ complexity: RouterConfig.Complexity?, _ domain: RouterConfig.Domain?) -> [Int] {
        guard complexity != nil || domain != nil else { return all }
        let (complexity, domain) = (complexity?.rawValue ?? "", domain?.rawValue ?? "")
        return groups["\(complexity)/\(domain)"] ?? groups["\(complexity)/"] ?? groups["/\(domain)"] ?? all
    }
}
