/// Names of headers, which are the same in lower case and in upper case. Asked for each header of each request: nothing is
/// hashed or copied.
struct HeaderNames: Sendable, ExpressibleByArrayLiteral {
    /// In lower case, by their length.
    private var named: [[[UInt8]]] = []

    init(arrayLiteral names: String...) { self.init(names) }

    init(_ names: [String]) {
        for name in names.map({ Array($0.lowercased().utf8) }) {
            while named.count <= name.count { named.append([]) }
            named[name.count].append(name)
        }
    }

    func contains(_ name: String) -> Bool {
        let bytes = name.utf8
        guard bytes.count < named.count else { return false }
        return named[bytes.count].contains { Self.begins(bytes, with: $0) }
    }

    /// - Parameter prefix: in lower case.
    static func begins(_ name: String.UTF8View, with prefix: [UInt8]) -> Bool {
        guard name.count >= prefix.count else { return false }
        for (byte, wanted) in zip(name, prefix) {
            let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            guard (isUpper ? byte | 0x20 : byte) == wanted else { return false }
        }
        return true
    }
}
