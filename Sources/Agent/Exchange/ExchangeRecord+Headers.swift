import AgentConfig
import NIOHTTP1
import Routing

extension ExchangeRecord {
    /// Candidates that are told of; a fleet of hundreds would not fit into a head.
    private static let mostCandidates = 8

    func headers(_ router: Router) -> HTTPHeaders {
        var headers = HTTPHeaders()
        addHeaders(to: &headers, router)
        return headers
    }

    /// Says why: which model, how the prompt was judged and by whom, the score of every candidate, who was excluded.
    func addHeaders(to headers: inout HTTPHeaders, _ router: Router) {
        headers.replaceOrAdd(name: "X-Request-Id", value: requestID)
        guard let model else { return }
        headers.replaceOrAdd(name: "X-Spindle-Model", value: model)
        headers.replaceOrAdd(name: "X-Spindle-Reason", value: reason)
        headers.replaceOrAdd(name: "X-Spindle-Start", value: hasWaited ? "waited" : "warm")
        if attempts > 1 { headers.replaceOrAdd(name: "X-Spindle-Attempts", value: "\(attempts)") }
        if let judgement { add(judgement, to: &headers, router) }
        guard let decision, decision.candidates.count + decision.exclusions.count > 1 else { return }
        let models = router.config.models
        let scores = decision.candidates.prefix(Self.mostCandidates).map { candidate in
            "\(models[candidate.model].name);score=\(Decimal3(candidate.score))"
                + ";accuracy=\(Decimal3(candidate.accuracy.contribution))"
                + ";latency=\(Decimal3(candidate.latency.contribution))"
                + ";cost=\(Decimal3(candidate.cost.contribution));seconds=\(Decimal3(candidate.seconds))"
        }
        if !scores.isEmpty { headers.replaceOrAdd(name: "X-Spindle-Candidates", value: scores.joined(separator: ", ")) }
        let excluded = decision.exclusions.prefix(Self.mostCandidates).map {
            "\(models[$0.model].name);cause=\($0.cause.token)"
        }
        if !excluded.isEmpty {
            headers.replaceOrAdd(name: "X-Spindle-Excluded", value: excluded.joined(separator: ", "))
        }
    }

    private func add(_ judgement: Judgement, to headers: inout HTTPHeaders, _ router: Router) {
        let shares = judgement.complexity.shares.map { "\(Decimal3($0))" }
        headers.replaceOrAdd(
            name: "X-Spindle-Complexity",
            value:
                "\(judgement.complexity.likeliest?.rawValue ?? "any");low=\(shares[0]);medium=\(shares[1]);high=\(shares[2])"
                + ";by=\(judgement.complexityOrigin.rawValue)"
        )
        headers.replaceOrAdd(
            name: "X-Spindle-Domain",
            value: "\(judgement.domain.likeliest?.rawValue ?? "any");by=\(judgement.domainOrigin.rawValue)"
        )
        guard !judgement.keywords.isEmpty else { return }
        let rules = judgement.keywords.prefix(Self.mostCandidates).map { "\($0.rule)" }
        headers.replaceOrAdd(name: "X-Spindle-Rules", value: rules.joined(separator: ", "))
    }
}

extension Decision.Exclusion.Cause {
    /// One word, and numbers, fit for a header.
    var token: String {
        switch self {
        case .forbidden: "forbidden"
        case .incapable(let missing): "incapable:\(missing.map(\.rawValue).joined(separator: "+"))"
        case .contextTooShort(let needed, let most): "context:\(needed)>\(most)"
        case .unhealthy: "unhealthy"
        }
    }
}

/// A number with at most three decimals, written without Foundation.
struct Decimal3: CustomStringConvertible {
    let value: Double

    init(_ value: Double) { self.value = value }

    var description: String {
        guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
        let thousandths = Int((value * 1000).rounded())
        let (whole, rest) = (abs(thousandths) / 1000, abs(thousandths) % 1000)
        let sign = thousandths < 0 ? "-" : ""
        return "\(sign)\(whole)." + (rest < 10 ? "00" : rest < 100 ? "0" : "") + "\(rest)"
    }
}
