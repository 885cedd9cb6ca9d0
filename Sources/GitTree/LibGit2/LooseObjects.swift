import CGit2
import FoundationEssentials

/// The objects of a repository that are files of their own ("loose"): `<first two digits>/<others>`, in each
/// `<kind> <bytes>`, a NUL and the content, compressed by zlib.
///
/// They are read here because libgit2 1.5 runs for ever over a file that is cut off, as a crash of the machine leaves it,
/// and writes past its memory over one that holds more than it says.
final class LooseObjects {
    struct Header: Equatable {
        var kind: git_object_t
        var bytes: Int
        /// Bytes of the header itself, with the NUL.
        fileprivate var length: Int
    }

    /// What is wrong with a file.
    struct Damage: Error {
        var reason: String
    }

    private let folders: [String]

    init(in folders: [String]) { self.folders = folders }

    /// - Returns: `nil` when there is no such file.
    func header(of id: GitObjectID) throws(Damage) -> Header? {
        guard let file = file(of: id) else { return nil }
        return try Self.header(of: Self.inflate(file, atMost: Self.headerLimit).bytes)
    }

    /// - Returns: `nil` when there is no such file.
    func read(_ id: GitObjectID) throws(Damage) -> (header: Header, content: ArraySlice<UInt8>)? {
        guard let file = file(of: id) else { return nil }
        let header = try Self.header(of: Self.inflate(file, atMost: Self.headerLimit).bytes)
        guard header.bytes <= Self.contentLimit else { throw Damage(reason: "it is too large") }
        let whole = try Self.inflate(file, atMost: header.length + header.bytes + 1)
        guard whole.isComplete, whole.bytes.count == header.length + header.bytes else {
            throw Damage(reason: "it is not as long as it says")
        }
        return (header, whole.bytes[header.length...])
    }

    /// Every id of a file that starts with some digits, at least two.
    func ids(startingWith digits: String) -> Set<GitObjectID> {
        let first = digits.prefix(2)
        let names = folders.flatMap { folder in
            (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(first)")) ?? []
        }
        return Set(names.map { GitObjectID(hex: first + $0) }.filter { $0.hex.hasPrefix(digits) })
    }

    private func file(of id: GitObjectID) -> Data? {
        folders.lazy.compactMap { folder in
            let path = "\(folder)/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))"
            return try? Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
        }.first
    }

    // MARK: The format

    /// More than a kind and any number take.
    private static let headerLimit = 64
    /// Far more than a tree or a spec has.
    private static let contentLimit = 1 << 30

    private static let kinds = [
        "commit": GIT_OBJECT_COMMIT, "tree": GIT_OBJECT_TREE, "blob": GIT_OBJECT_BLOB, "tag": GIT_OBJECT_TAG,
    ]

    private static func header(of bytes: [UInt8]) throws(Damage) -> Header {
        let words = bytes.prefix { $0 != 0 }.split(separator: UInt8(ascii: " ")).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard let length = bytes.firstIndex(of: 0), words.count == 2, let kind = kinds[words[0]],
            let count = Int(words[1]), count >= 0
        else { throw Damage(reason: "it has no header") }
        return Header(kind: kind, bytes: count, length: length + 1)
    }

    /// - Returns: the first bytes, and whether they are all.
    private static func inflate(_ file: Data, atMost limit: Int) throws(Damage) -> (bytes: [UInt8], isComplete: Bool) {
        var stream = z_stream()
        guard spindle_inflate_start(&stream) == Z_OK else { throw Damage(reason: "zlib does not start") }
        defer { inflateEnd(&stream) }
        var status = Z_OK
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { output, count in
            file.withUnsafeBytes { input in
                // zlib only reads it.
                stream.next_in = UnsafeMutablePointer(mutating: input.assumingMemoryBound(to: UInt8.self).baseAddress)
                stream.avail_in = uInt(clamping: input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = uInt(clamping: limit)
                status = CGit2.inflate(&stream, Z_SYNC_FLUSH)
            }
            count = limit - Int(stream.avail_out)
        }
        guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
            throw Damage(reason: "zlib finds it damaged")
        }
        return (bytes, status == Z_STREAM_END && stream.avail_in == 0)
    }
}
