/// Lines of comma-separated fields without quotes, under a header that names them.
struct CSVRows {
    private let bytes: [UInt8]
    private var position = 0
    private(set) var line = 0
    private(set) var columns: [String] = []

    init(_ bytes: [UInt8]) throws(TraceFault) {
        self.bytes = bytes
        guard let header = nextLine() else { throw TraceFault("it is empty") }
        let names = header.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        columns = names.map { String(decoding: $0, as: UTF8.self).trimmed.lowercased() }
    }

    /// The place of a column, by any of its names.
    func column(_ names: String...) -> Int? { columns.firstIndex(where: names.contains) }

    mutating func next() throws(TraceFault) -> [ArraySlice<UInt8>]? {
        guard let line = nextLine() else { return nil }
        let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard fields.count == columns.count else {
            throw TraceFault("\(fields.count) fields where the header names \(columns.count)", line: self.line)
        }
        return fields
    }

    /// Without its end; empty lines are left out.
    private mutating func nextLine() -> ArraySlice<UInt8>? {
        while position < bytes.count {
            let end = bytes[position...].firstIndex(of: 10) ?? bytes.count
            var text = bytes[position..<end]
            position = end + 1
            line += 1
            if text.last == 13 { text.removeLast() }
            if !text.isEmpty { return text }
        }
        return nil
    }

    /// Digits, and nothing else.
    func natural(_ field: ArraySlice<UInt8>, _ name: String) throws(TraceFault) -> Int {
        var value = 0
        for byte in field {
            guard (48...57).contains(byte), value < 1 << 40 else {
                throw wrong(field, name, "a whole number of at least 0")
            }
            value = value * 10 + Int(byte - 48)
        }
        if field.isEmpty { throw wrong(field, name, "a whole number of at least 0") }
        return value
    }

    func number(_ field: ArraySlice<UInt8>, _ name: String) throws(TraceFault) -> Double {
        guard let value = Double(String(decoding: field, as: UTF8.self)), value.isFinite, value >= 0 else {
            throw wrong(field, name, "a number of at least 0")
        }
        return value
    }

    func wrong(_ field: ArraySlice<UInt8>, _ name: String, _ wanted: String) -> TraceFault {
        TraceFault("`\(name)` is `\(String(decoding: field.prefix(40), as: UTF8.self))`, not \(wanted)", line: line)
    }
}
