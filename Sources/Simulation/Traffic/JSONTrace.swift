import AgentConfig
import FoundationEssentials

/// Traces of JSON lines.
enum JSONTrace {
    private struct Mooncake: Decodable {
        /// Milliseconds.
        var timestamp: Double
        var input_length: Int
        var output_length: Int
    }

    /// What is needed of a line of the agent's decision log.
    private struct Entry: Decodable {
        var time: Double
        var name: String
        var complexity: [String: Double]?
        var domain: String?
        var promptTokens: Int
        var answerTokens: Int?
        var status: Int
    }

    static func readMooncake(_ bytes: [UInt8]) throws(TraceFault) -> Trace {
        Trace(
            try lines(of: bytes) { (line: Mooncake) in
                Trace.Request(
                    time: line.timestamp / 1000,
                    promptTokens: max(1, line.input_length),
                    answerTokens: max(1, line.output_length)
                )
            }
        )
    }

    /// A request that had no answer is taken to have wanted one like the others.
    static func readLog(_ bytes: [UInt8]) throws(TraceFault) -> Trace {
        var known: [Int] = []
        var requests: [(request: Trace.Request, isKnown: Bool)] = try lines(of: bytes) { (line: Entry) in
            let likeliest = line.complexity?.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
            if let answer = line.answerTokens, line.status == 200 { known.append(answer) }
            let request = Trace.Request(
                time: line.time,
                promptTokens: max(1, line.promptTokens),
                answerTokens: max(1, line.answerTokens ?? 1),
                name: line.name,
                complexity: likeliest.flatMap(RouterConfig.Complexity.init(rawValue:)),
                domain: line.domain.flatMap(RouterConfig.Domain.init(rawValue:))
            )
            return (request, line.answerTokens != nil)
        }
        let usual = known.sorted().dropFirst(known.count / 2).first ?? 256
        let first = requests.reduce(Double.infinity) { min($0, $1.request.time) }
        for index in requests.indices {
            requests[index].request.time -= first
            if !requests[index].isKnown { requests[index].request.answerTokens = usual }
        }
        return Trace(requests.map(\.request), start: first.isFinite ? first : nil)
    }

    private static func lines<Line: Decodable, Value>(
        of bytes: [UInt8],
        _ value: (Line) -> Value
    ) throws(TraceFault) -> [Value] {
        var values: [Value] = []
        let decoder = JSONDecoder()
        for (number, line) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated()
        where !line.isEmpty {
            guard let read = try? decoder.decode(Line.self, from: Data(line)) else {
                throw TraceFault("it is no JSON object with the fields of such a trace", line: number + 1)
            }
            values.append(value(read))
            if values.count > TraceFormat.mostRequests {
                throw TraceFault("more than \(TraceFormat.mostRequests) requests")
            }
        }
        return values
    }
}
