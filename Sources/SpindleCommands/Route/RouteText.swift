import AgentConfig
import Diagnostics
import FleetPlan
import Routing
import SpecSyntax

/// A decision as a person reads it.
struct RouteText {
    private let answer: RouteAnswer

    init(_ answer: RouteAnswer) { self.answer = answer }

    func render() -> String {
        [heading, judgement, candidates, exclusions].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var heading: String {
        let facts = answer.question.facts
        let asked = "\(answer.config.environment): `\(TerminalText.visible(facts.name))`"
        var text: String
        switch answer.decision.outcome {
        case .chosen(let model, let upstream, let reason):
            text = "\(asked) goes to \(answer.name(of: model)): \(reason.words)\n"
            if upstream != answer.name(of: model) { text += "  asked of it as: \(upstream)\n" }
        case .refused(let refusal):
            text = "\(asked) gets no answer: \(refusal.words)\n"
            if refusal == .unknownName, let meant = nearest(to: facts.name, among: names) {
                text += "  did you mean `\(meant)`?\n"
            }
        }
        text +=
            "  prompt: \(facts.promptTokens.counting("token")); answer: \(facts.answerTokens.counting("token")) expected"
        text += "; needs \(facts.capabilities.map(\.rawValue).listed())\n"
        if case .tenant(let name) = facts.caller { text += "  tenant: \(name)\n" }
        if let conversation = facts.conversation {
            text += "  conversation: on \(conversation); moving it costs \(Self.figure(answer.config.switchingCost))\n"
        }
        return text
    }

    /// Those that clients may ask for.
    private var names: [String] {
        answer.config.routes.map(\.name) + answer.config.models.flatMap { $0.served.map(\.name) }
    }

    private var judgement: String {
        guard let judgement = answer.judgement else { return "" }
        var text = line(
            "complexity",
            judgement.complexity,
            judgement.complexityOrigin,
            RouterConfig.Complexity.allCases
        )
        text += line("domain", judgement.domain, judgement.domainOrigin, RouterConfig.Domain.allCases)
        for match in judgement.keywords {
            let rule = answer.config.keywords[match.rule]
            let named = [
                rule.complexity.map { "complexity \($0.rawValue)" }, rule.domain.map { "domain \($0.rawValue)" },
            ].compactMap(\.self)
            text += "  keyword rule \(match.rule + 1) fires on \(match.sign.words): \(named.listed())"
            text += " (routing.keywords[\(match.rule)])\n"
        }
        if answer.config.classifier.encoder != nil {
            text +=
                judgement.state == nil
                ? "  note: quality is that of the tables; the heads of models say nothing without the classifier they read\n"
                : "  quality is what the tables and the heads of models expect of this prompt\n"
        }
        if answer.config.classifier.kind != .none,
            judgement.complexityOrigin == .votes || judgement.domainOrigin == .votes
        {
            text +=
                "  note: the agent asks its classifier (\(answer.config.classifier.kind.rawValue)) what is open here\n"
        }
        return text
    }

    private func line<Class: RawRepresentable<String>>(
        _ title: String,
        _ distribution: Distribution<Class>,
        _ origin: Judgement.Origin,
        _ classes: [Class]
    ) -> String {
        let shares = zip(classes, distribution.shares).filter { $1 > 0 }.map { "\($0.rawValue) \(Self.figure($1))" }
        let isEven = Set(distribution.shares).count == 1
        return "\(title): \(isEven ? "any" : shares.joined(separator: ", ")); \(origin.words)\n"
    }

    private var candidates: String {
        guard !answer.decision.candidates.isEmpty else { return "" }
        var table = TextTable([
            .text("MODEL"), .number("SCORE"), .number("ACCURACY"), .number("LATENCY"), .number("COST"),
            .number("SECONDS"),
            .number("PRICE"), .text("STATE"),
        ])
        for candidate in answer.decision.candidates {
            table.add([
                answer.name(of: candidate.model), Self.figure(candidate.score), Self.term(candidate.accuracy),
                Self.term(candidate.latency), Self.term(candidate.cost), Self.figure(candidate.seconds, places: 1),
                candidate.price.map { Self.figure($0, places: 5) } ?? "unknown", answer.state(of: candidate.model),
            ])
        }
        return table.render()
    }

    private var exclusions: String {
        answer.decision.exclusions.map { "excluded: \(answer.name(of: $0.model)), as \($0.cause.words)\n" }.joined()
    }

    /// What it adds to the score, and of what.
    private static func term(_ term: Decision.Term) -> String {
        "\(figure(term.contribution)) = \(figure(term.weight, places: 2)) × \(figure(term.value))"
    }

    /// With as many decimals, whatever they are.
    private static func figure(_ value: Double, places: Int = 3) -> String {
        let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
        guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
        let digits = String(Int((abs(value) * scale).rounded()))
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return (value < 0 ? "-" : "") + padded.dropLast(places) + "." + padded.suffix(places)
    }
}
