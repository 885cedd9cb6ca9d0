#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a replica prints. It writes to the file itself, so that it can go on when the agent ends, and so the file cannot
/// be exchanged under it: when it is too large, its end is copied beside it and it begins anew.
struct ReplicaLog: Sendable, Equatable {
    let path: String
    private var earlier: String { path + ".1" }

    /// Begins a log for a new process; that of the process before is kept as `….log.1`.
    func begin() throws(DiskFiles.Failure) -> Descriptor {
        if rename(path, earlier) != 0, errno != ENOENT { throw DiskFiles.Failure(path) }
        return try DiskFiles.open(path, O_WRONLY | O_CREAT | O_APPEND)
    }

    /// Cuts what is larger than `limit` bytes. Lines written during the cut may be lost.
    func bound(limit: Int) throws(DiskFiles.Failure) {
        guard DiskFiles.size(path) > limit else { return }
        try DiskFiles.replace(earlier, with: DiskFiles.tail(path, limit: limit))
        let file = try DiskFiles.open(path, O_WRONLY)
        guard ftruncate(file.raw, 0) == 0 else { throw DiskFiles.Failure(path) }
    }

    /// The last lines, for a message: few, and none of them long.
    var lastLines: [String] {
        let bytes = (try? DiskFiles.tail(path, limit: 16 << 10)) ?? []
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).suffix(20).map { line in
            String(line.prefix(500))
        }
    }
}
