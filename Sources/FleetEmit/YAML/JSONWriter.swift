/// Writes JSON with two spaces of indent and keys in the order given, the same bytes for the same value everywhere.
package enum JSONWriter {
    package static func file(_ value: YAMLValue) -> [UInt8] {
        var bytes: [UInt8] = []
        write(value, indent: 0, to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private static func write(_ value: YAMLValue, indent: Int, to bytes: inout [UInt8]) {
        switch value {
        case .string(let text): QuotedScalar.write(text, to: &bytes)
        case .int(let number): bytes.append(contentsOf: String(number).utf8)
        case .double(let number): bytes.append(contentsOf: number.description.utf8)
        case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .list(let items):
            writeGroup(items, in: ("[", "]"), indent: indent, to: &bytes) { write($0, indent: indent + 2, to: &$1) }
        case .map(let entries):
            writeGroup(entries, in: ("{", "}"), indent: indent, to: &bytes) { entry, bytes in
                QuotedScalar.write(entry.key, to: &bytes)
                bytes.append(contentsOf: ": ".utf8)
                write(entry.value, indent: indent + 2, to: &bytes)
            }
        }
    }

    private static func writeGroup<Item>(
        _ items: [Item],
        in marks: (open: String, close: String),
        indent: Int,
        to bytes: inout [UInt8],
        _ write: (Item, inout [UInt8]) -> Void
    ) {
        bytes.append(contentsOf: marks.open.utf8)
        for (index, item) in items.enumerated() {
            bytes.append(contentsOf: (index == 0 ? "\n" : ",\n").utf8)
            bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent + 2))
            write(item, &bytes)
        }
        if !items.isEmpty {
            bytes.append(UInt8(ascii: "\n"))
            bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent))
        }
        bytes.append(contentsOf: marks.close.utf8)
    }
}
