import FoundationEssentials

/// Values of a text with one JSON value in each line. Blank lines are none.
enum JSONLines {
    /// - Parameter problem: what is wrong with a value, or `nil`.
    static func decode<Value: Decodable>(
        _ bytes: [UInt8],
        problem: (Value) -> String?
    ) throws(OutcomeTable.Malformed) -> [Value] {
        var values: [Value] = []
        for (index, text) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            guard text.contains(where: { $0 > UInt8(ascii: " ") }) else { continue }
            let value: Value
            do {
                value = try JSONDecoder().decode(Value.self, from: Data(text))
            } catch {
                throw .init(line: index + 1, reason: JSONLineFault.words(of: error))
            }
            if let problem = problem(value) { throw .init(line: index + 1, reason: problem) }
            values.append(value)
        }
        return values
    }
}
