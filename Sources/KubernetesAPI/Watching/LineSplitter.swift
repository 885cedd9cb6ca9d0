import Foundation

/// Cuts bytes that come in pieces into lines.
struct LineSplitter {
    private var rest = Data()
    private let limit: Int

    /// - Parameter limit: bytes that a line may have.
    init(limit: Int) { self.limit = limit }

    /// - Returns: lines that are whole now, without their ends; empty ones are left out.
    mutating func add(_ bytes: Data) throws(APIFailure) -> [Data] {
        rest.append(bytes)
        var lines: [Data] = []
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = rest[rest.startIndex..<end]
            if !line.isEmpty { lines.append(Data(line)) }
            rest = Data(rest[rest.index(after: end)...])
        }
        guard rest.count <= limit else { throw .malformed("a line has more than \(limit) bytes") }
        return lines
    }
}
