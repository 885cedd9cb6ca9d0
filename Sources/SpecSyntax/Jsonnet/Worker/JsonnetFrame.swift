/// One message between Spindle and its Jsonnet worker.
///
/// The two speak over one stream socket, in turns. A frame is, all numbers in 32 bits, little end first:
///
///     length of what follows │ kind (one byte) │ length, bytes │ length, bytes │ …
///
/// | kind | sent by | fields |
/// |---|---|---|
/// | `e` evaluate | parent | path, source, limits (three decimal numbers: output bytes, memory bytes, seconds), variables |
/// | `i` import | worker | directory of the importing file, path as imported |
/// | `f` found | parent | path in the repository, content |
/// | `x` refused | parent | the reason, which comes back inside the worker's error text |
/// | `r` result | worker | JSON |
/// | `l` too large | worker | bytes of the JSON that it does not send, in decimal |
/// | `t` error text | worker | libjsonnet's words |
///
/// Variables are those of `std.extVar`: a name and a text for each. An evaluation is one `e`, any number of `i` each
/// answered by `f` or `x`, then one of `r`, `l`, `t`. Paths are relative to the repository, with `/`; its top is the empty
/// directory. The worker ends when its input does.
struct JsonnetFrame: Equatable {
    enum Kind: UInt8 {
        case evaluate = 0x65
        case importing = 0x69
        case found = 0x66
        case refused = 0x78
        case result = 0x72
        case tooLarge = 0x6C
        case errorText = 0x74
    }

    var kind: Kind
    var fields: [[UInt8]]

    init(_ kind: Kind, _ fields: [UInt8]...) {
        self.kind = kind
        self.fields = fields
    }

    /// Bytes of the length in front of a frame.
    static let headerSize = 4

    /// The length that a header announces.
    static func bodySize(_ header: some Sequence<UInt8>) -> Int {
        header.reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// - Parameter body: a frame without its header.
    init?(body: ArraySlice<UInt8>) {
        guard let first = body.first, let kind = Kind(rawValue: first) else { return nil }
        self.kind = kind
        fields = []
        var rest = body.dropFirst()
        while !rest.isEmpty {
            guard rest.count >= Self.headerSize else { return nil }
            let size = Self.bodySize(rest.prefix(Self.headerSize))
            rest = rest.dropFirst(Self.headerSize)
            guard size <= rest.count else { return nil }
            fields.append(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
    }

    /// The frame as it is sent.
    var encoded: [UInt8] {
        let size = fields.reduce(1) { $0 + Self.headerSize + $1.count }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.headerSize + size)
        bytes += Self.header(size)
        bytes.append(kind.rawValue)
        for field in fields {
            bytes += Self.header(field.count)
            bytes += field
        }
        return bytes
    }

    private static func header(_ size: Int) -> [UInt8] {
        let size = UInt32(clamping: size)
        return (0..<headerSize).map { UInt8(truncatingIfNeeded: size >> (8 * UInt32($0))) }
    }

    /// A field as text; empty when there is none.
    func text(_ index: Int) -> String { String(decoding: bytes(index), as: UTF8.self) }

    /// A field as bytes; empty when there is none.
    func bytes(_ index: Int) -> [UInt8] { index < fields.count ? fields[index] : [] }
}
