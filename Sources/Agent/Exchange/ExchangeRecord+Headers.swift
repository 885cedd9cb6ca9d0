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
    /// - Parameter headers: without any of these.
    func addHeaders(to headers: inout HTTPHeaders, _ router: Router) {
        headers.add(name: "X-Request-Id", value: requestID)
        guard let model else { return }
        headers.add(name: "X-Spindle-Model", value: model)
        headers.add(name: "X-Spindle-Reason", value: reason)
        headers.add(name: "X-Spindle-Start", value: hasWaited ? "waited" : "warm")
        if attempts > 1 { headers.add(name: "X-Spindle-Attempts", value: String(attempts)) }
        if let judgement { add(judgement, to: &headers) }
        if let classifierSilence { headers.add(name: "X-Spindle-Classifier", value: classifierSilence.rawValue) }
        guard let decision, decision.candidates.count + decision.exclusions.count > 1 else { return }
        let models = router.config.models
        if !decision.candidates.isEmpty {
            let candidates = Self.list(decision.candidates) { candidate, text in
                text += models[candidate.model].name
                text.append(";score=", candidate.score)
                text.append(";accuracy=", candidate.accuracy.contribution)
                text.append(";latency=", candidate.latency.contribution)
                text.append(";cost=", candidate.cost.contribution)
                text.append(";seconds=", candidate.seconds)
            }
            headers.add(name: "X-Spindle-Candidates", value: candidates)
        }
        if !decision.exclusions.isEmpty {
            let excluded = Self.list(decision.exclusions) { exclusion, text in
                text += models[exclusion.model].name
                text += ";cause="
                text += exclusion.cause.token
            }
            headers.add(name: "X-Spindle-Excluded", value: excluded)
        }
    }

    private func add(_ judgement: Judgement, to headers: inout HTTPHeaders) {
        let shares = judgement.complexity.shares
        var complexity = judgement.complexity.likeliest?.rawValue ?? "any"
        complexity.append(";low=", shares[0])
        complexity.append(";medium=", shares[1])
        complexity.append(";high=", shares[2])
        complexity += ";by="
        complexity += judgement.complexityOrigin.rawValue
        headers.add(name: "X-Spindle-Complexity", value: complexity)
        let domain = judgement.domain.likeliest?.rawValue ?? "any"
        headers.add(name: "X-Spindle-Domain", value: domain + ";by=" + judgement.domainOrigin.rawValue)
        guard !judgement.keywords.isEmpty else { return }
        let rules = Self.list(judgement.keywords) { $1 += String($0.rule) }
        headers.add(name: "X-Spindle-Rules", value: rules)
    }

    /// The first of some, with commas in between, in one piece of text.
    private static func list<Element>(_ elements: [Element], _ write: (Element, inout String) -> Void) -> String {
        var text = ""
        text.reserveCapacity(128 * min(elements.count, mostCandidates))
        for (index, element) in elements.prefix(mostCandidates).enumerated() {
            if index > 0 { text += ", " }
            write(element, &text)
        }
        return text
    }
}

extension String {
    fileprivate mutating func append(_ name: String, _ value: Double) {
        self += name
        Decimal3(value).write(to: &self)
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

/// A number with three decimals, written without Foundation.
struct Decimal3: CustomStringConvertible, TextOutputStreamable {
    let value: Double

    init(_ value: Double) { self.value = value }

    var description: String {
        var text = ""
        write(to: &text)
        return text
    }

    func write(to text: inout some TextOutputStream) {
        guard value.isFinite, abs(value) < 1e12 else { return text.write("\(value)") }
        let thousandths = Int((value * 1000).rounded())
        let (whole, rest) = (abs(thousandths) / 1000, abs(thousandths) % 1000)
        // Texts of up to 15 bytes take no memory of their own.
        if thousandths < 0 { text.write("-") }
        text.write(String(whole))
        text.write(rest < 10 ? ".00" : rest < 100 ? ".0" : ".")
        text.write(String(rest))
    }
}
