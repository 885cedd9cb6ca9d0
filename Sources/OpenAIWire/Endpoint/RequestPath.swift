/// The segments of a path, decoded.
///
/// Empty segments, which a base URL that ends in `/` makes, do not count. A path is refused whose meaning depends on
/// who reads it: one with `.` or `..` in any spelling, with an encoded NUL or control character, with bad escapes or
/// UTF-8.
package struct RequestPath {
    let segments: [String]

    /// Far longer than any path that is served.
    private static let longest = 2048

    /// - Parameter target: path and query as in the request line.
    init?(_ target: String) {
        guard target.utf8.first == UInt8(ascii: "/"), target.utf8.count <= Self.longest else { return nil }
        var segments: [String] = []
        let path = target.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        for part in path.split(separator: UInt8(ascii: "/")) {
            guard let segment = Self.decoded(part), segment != ".", segment != ".." else { return nil }
            segments.append(segment)
        }
        self.segments = segments
    }

    private static func decoded(_ part: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var rest = part[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                guard byte > 0x20, byte != 0x7F, byte != UInt8(ascii: "\\") else { return nil }
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(JSONHex.digit), let low = rest.popFirst().flatMap(JSONHex.digit)
            else { return nil }
            let decoded = high << 4 | low
            guard decoded >= 0x20, decoded != 0x7F else { return nil }
            bytes.append(decoded)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// A segment in which everything is escaped that is not unreserved (RFC 3986).
    package static func encoded(_ segment: String) -> String {
        var bytes: [UInt8] = []
        for byte in segment.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                for digit in [byte >> 4, byte & 0xF] {
                    bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10)
                }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
