#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The few calls of the operating system that reading specs and writing output need. Nothing here follows a symbolic
/// link unless it says so.
enum Disk {
    /// What the system said, for a message.
    struct Failure: Error, CustomStringConvertible {
        var path: String
        var code: Int32

        var description: String { String(cString: strerror(code)) }
        var isMissing: Bool { code == ENOENT || code == ENOTDIR }
    }

    /// What is at a path, or `nil` when nothing is.
    static func kind(of path: String) throws(Failure) -> FileKind? {
        var info = stat()
        guard lstat(path, &info) == 0 else {
            let failure = Failure(path: path, code: errno)
            if failure.isMissing { return nil }
            throw failure
        }
        return kind(of: info)
    }

    private static func kind(of info: stat) -> FileKind {
        switch info.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFLNK: .link
        default: .other
        }
    }

    /// The canonical absolute path, every link followed.
    static func realPath(_ path: String) throws(Failure) -> String {
        guard let resolved = realpath(path, nil) else { throw Failure(path: path, code: errno) }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    static var workingFolder: String {
        guard let path = getcwd(nil, 0) else { return "." }
        defer { free(path) }
        return String(cString: path)
    }

    /// A variable of the environment.
    static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// The names in a folder, sorted by bytes so that every machine sees one order.
    static func names(in folder: String) throws(Failure) -> [String] {
        guard let handle = opendir(folder) else { throw Failure(path: folder, code: errno) }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// By what a file is known to have changed without reading it.
    struct Stamp: Equatable {
        var name: String
        fileprivate var node: UInt64
        fileprivate var size: Int64
        fileprivate var seconds: Int
        fileprivate var nanoseconds: Int
    }

    /// The stamps of everything in a folder that can be looked at.
    static func stamps(in folder: String) throws(Failure) -> [Stamp] {
        try names(in: folder).compactMap { name in
            var info = stat()
            guard lstat("\(folder)/\(name)", &info) == 0 else { return nil }
            #if canImport(Darwin)
                let time = info.st_mtimespec
            #else
                let time = info.st_mtim
            #endif
            return Stamp(
                name: name,
                node: UInt64(info.st_ino),
                size: Int64(info.st_size),
                seconds: Int(time.tv_sec),
                nanoseconds: Int(time.tv_nsec)
            )
        }
    }

    /// The bytes of a regular file; one more than `limit` at most, so that the caller sees that it is too large.
    static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
        // Without O_NONBLOCK the opening of a pipe would wait for ever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard descriptor >= 0 else { throw Failure(path: path, code: errno) }
        defer { close(descriptor) }
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { throw Failure(path: path, code: errno) }
        guard kind(of: info) == .file else { throw Failure(path: path, code: EINVAL) }
        return try read(descriptor, expected: Int(info.st_size), limit: limit, path: path)
    }

    static func readStandardInput(limit: Int) throws(Failure) -> [UInt8] {
        try read(STDIN_FILENO, expected: 1 << 16, limit: limit, path: "-")
    }

    private static func read(_ descriptor: Int32, expected: Int, limit: Int, path: String) throws(Failure) -> [UInt8] {
        let most = limit + 1
        var bytes: [UInt8] = []
        while bytes.count < most {
            let wanted = min(max(expected + 1 - bytes.count, 1 << 14), most - bytes.count)
            var failure: Failure?
            let chunk = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
                var got: Int
                repeat { got = systemRead(descriptor, buffer.baseAddress, wanted) } while got < 0 && errno == EINTR
                if got < 0 { failure = Failure(path: path, code: errno) }
                count = max(0, got)
            }
            if let failure { throw failure }
            if chunk.isEmpty { break }
            if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
        }
        return bytes
    }

    /// Who may do what with a file, and whose it is.
    struct Attributes {
        fileprivate var info: stat
    }

    static func attributes(of path: String) throws(Failure) -> Attributes {
        var info = stat()
        guard lstat(path, &info) == 0 else { throw Failure(path: path, code: errno) }
        return Attributes(info: info)
    }

    /// Writes a file that does not exist yet; none is left behind when that fails.
    /// - Parameter attributes: those of the file that it will take the place of.
    static func create(_ path: String, _ bytes: [UInt8], as attributes: Attributes? = nil) throws(Failure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw Failure(path: path, code: errno) }
        defer { close(descriptor) }
        do throws(Failure) {
            try fill(descriptor, bytes, as: attributes, path: path)
        } catch {
            unlink(path)
            throw error
        }
    }

    private static func fill(
        _ descriptor: Int32,
        _ bytes: [UInt8],
        as attributes: Attributes?,
        path: String
    ) throws(Failure) {
        if let info = attributes?.info {
            // Only root may give a file away, and only root meets files of others that it may replace.
            if geteuid() == 0 { _ = fchown(descriptor, info.st_uid, info.st_gid) }
            guard fchmod(descriptor, info.st_mode & 0o7777) == 0 else { throw Failure(path: path, code: errno) }
        }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw Failure(path: path, code: errno)
            }
            written += count
        }
    }

    static func createFolder(_ path: String) throws(Failure) {
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw Failure(path: path, code: errno) }
    }

    /// Creates a folder and those above it, as far as they are not there.
    /// - Returns: those that were created, outermost first.
    @discardableResult
    static func createFolders(_ path: String) throws(Failure) -> [String] {
        guard try kind(of: path) == nil else { return [] }
        var created: [String] = []
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            created = try createFolders(String(path[..<slash]))
        }
        try createFolder(path)
        return created + [path]
    }

    static func move(_ source: String, to target: String) throws(Failure) {
        guard rename(source, target) == 0 else { throw Failure(path: target, code: errno) }
    }

    static func removeFile(_ path: String) throws(Failure) {
        guard unlink(path) == 0 || errno == ENOENT else { throw Failure(path: path, code: errno) }
    }

    /// Removes a folder if it is empty.
    /// - Returns: whether it is gone.
    @discardableResult
    static func removeEmptyFolder(_ path: String) -> Bool { rmdir(path) == 0 }

    /// Removes a folder of Spindle's own with all files in it.
    static func removeTree(_ path: String) throws(Failure) {
        switch try kind(of: path) {
        case nil: return
        case .folder?:
            for name in try names(in: path) { try removeTree("\(path)/\(name)") }
            guard rmdir(path) == 0 else { throw Failure(path: path, code: errno) }
        default: try removeFile(path)
        }
    }
}

/// Free functions of the C library whose names the methods above shadow.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}

private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, buffer, count)
}
