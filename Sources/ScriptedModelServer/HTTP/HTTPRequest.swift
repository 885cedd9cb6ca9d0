import NIOCore

/// A request as it came.
struct HTTPRequest {
    var method: String
    var target: String
    var isVersion11: Bool
    /// In their order, spelled as they came.
    var headers: [(name: String, value: String)]
    var body: ByteBuffer

    /// The target without its query.
    var path: String { String(Substring(target.utf8.prefix { $0 != UInt8(ascii: "?") })) }

    func header(_ name: String) -> String? { headers.first { $0.name.equalsIgnoringCase(name) }?.value }

    var keepsAlive: Bool {
        let connection = header("connection")
        return isVersion11
            ? connection?.equalsIgnoringCase("close") != true
            : connection?.equalsIgnoringCase("keep-alive") == true
    }
}

extension String {
    /// For ASCII.
    func equalsIgnoringCase(_ other: String) -> Bool {
        utf8.count == other.utf8.count
            && zip(utf8, other.utf8).allSatisfy { $0 == $1 || ($0 | 0x20 == $1 | 0x20 && $0 | 0x20 >= 0x61) }
    }
}
