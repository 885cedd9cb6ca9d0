import FoundationEssentials

/// How a trace is written down.
package enum TraceFormat: String, Sendable, CaseIterable {
    /// Spindle's own: a header that names the columns, one request a line.
    case csv
    /// Azure's public traces of LLM inference (Patel et al., arXiv 2311.18677): `TIMESTAMP,ContextTokens,GeneratedTokens`.
    case azure
    /// Rates over time, as ServeGen (Xiang et al., arXiv 2505.09999) has them: `model,t_s,total_rate_rps`.
    case rates
    /// JSON lines with `timestamp` in milliseconds, `input_length` and `output_length` (Mooncake: Qin et al., arXiv 2407.00079).
    case mooncake
    /// The agent's decision log.
    case log

    /// The largest trace that is read.
    package static let mostRequests = 20_000_000

    /// What a file is, by its first line; `nil` for none of these.
    package init?(guessing bytes: [UInt8]) {
        let first = bytes.prefix { $0 != 10 }.prefix(4096)
        let line = String(decoding: first, as: UTF8.self).trimmed
        if line.hasPrefix("{") {
            self = line.contains("\"input_length\"") ? .mooncake : .log
            return
        }
        let columns = line.lowercased().split(separator: ",").map { String($0).trimmed }
        if columns.contains("contexttokens") {
            self = .azure
        } else if columns.contains("total_rate_rps") {
            self = .rates
        } else if columns.contains("prompt_tokens") {
            self = .csv
        } else {
            return nil
        }
    }

    /// - Parameters:
    ///   - draw: how requests are made of rates.
    package func read(_ bytes: [UInt8], draw: RateDraw) throws(TraceFault) -> Trace {
        let trace =
            switch self {
            case .csv, .azure: try RequestTable.read(bytes)
            case .rates: try draw.trace(try RateTable(bytes))
            case .mooncake: try JSONTrace.readMooncake(bytes)
            case .log: try JSONTrace.readLog(bytes)
            }
        if trace.requests.isEmpty { throw TraceFault("there are no requests in it") }
        return trace
    }
}

extension String {
    var trimmed: String {
        var text = Substring(self)
        while let last = text.last, last.isWhitespace { text.removeLast() }
        while let first = text.first, first.isWhitespace || first == "\u{FEFF}" { text.removeFirst() }
        return String(text)
    }
}
