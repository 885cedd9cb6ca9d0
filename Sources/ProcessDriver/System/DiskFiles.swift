#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The few calls for files that state and logs need. None follows a symbolic link in the last place.
enum DiskFiles {
    struct Failure: Error {
        var path: String
        var code: Int32

        init(_ path: String, _ code: Int32 = errno) {
            self.path = path
            self.code = code
        }

        var reason: String { System.message(code) }
    }

    /// Makes a folder that is not there, and those above it, for this user alone.
    static func makeFolder(_ path: String) throws(Failure) {
        var info = stat()
        if stat(path, &info) == 0 {
            guard info.st_mode & S_IFMT == S_IFDIR else { throw Failure(path, ENOTDIR) }
            guard access(path, W_OK | X_OK) == 0 else { throw Failure(path) }
            return
        }
        guard errno == ENOENT else { throw Failure(path) }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try makeFolder(String(path[..<slash])) }
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw Failure(path) }
    }

    static func names(in folder: String) throws(Failure) -> [String] {
        guard let handle = opendir(folder) else { throw Failure(folder) }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
            )
        }
        return names.filter { $0 != "." && $0 != ".." }.sorted()
    }

    static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws(Failure) -> Descriptor {
        let raw = System.retrying { openat(AT_FDCWD, path, flags | O_CLOEXEC | O_NOFOLLOW, mode) }
        guard let descriptor = Descriptor(raw) else { throw Failure(path) }
        return descriptor
    }

    static func size(_ path: String) -> Int {
        var info = stat()
        return lstat(path, &info) == 0 ? Int(info.st_size) : 0
    }

    /// The last bytes of a file, `limit` at most.
    static func tail(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
        let file = try open(path, O_RDONLY | O_NONBLOCK)
        var info = stat()
        guard fstat(file.raw, &info) == 0 else { throw Failure(path) }
        guard info.st_mode & S_IFMT == S_IFREG else { throw Failure(path, EINVAL) }
        var bytes = [UInt8](repeating: 0, count: min(limit, Int(info.st_size)))
        let start = Int(info.st_size) - bytes.count
        var count = 0
        while count < bytes.count {
            let wanted = bytes.count - count
            let got = System.retrying {
                bytes.withUnsafeMutableBytes {
                    pread(file.raw, $0.baseAddress?.advanced(by: count), wanted, off_t(start + count))
                }
            }
            guard got >= 0 else { throw Failure(path) }
            if got == 0 { break }
            count += got
        }
        return Array(bytes.prefix(count))
    }

    /// Writes a whole file so that a reader sees the old bytes or the new ones, never a part, whatever happens meanwhile.
    static func replace(_ path: String, with bytes: [UInt8]) throws(Failure) {
        let draft = path + ".new"
        do throws(Failure) {
            let file = try open(draft, O_WRONLY | O_CREAT | O_TRUNC)
            var count = 0
            while count < bytes.count {
                let wanted = bytes.count - count
                let got = System.retrying {
                    bytes.withUnsafeBytes { write(file.raw, $0.baseAddress?.advanced(by: count), wanted) }
                }
                guard got > 0 else { throw Failure(path) }
                count += got
            }
            guard rename(draft, path) == 0 else { throw Failure(path) }
        } catch {
            unlink(draft)
            throw error
        }
    }

    static func remove(_ path: String) { unlink(path) }

    /// - Returns: `false` when another process, or another part of this one, holds the lock.
    static func lock(_ file: Descriptor, path: String) throws(Failure) -> Bool {
        if System.retrying({ flock(file.raw, LOCK_EX | LOCK_NB) }) == 0 { return true }
        guard errno == EWOULDBLOCK else { throw Failure(path) }
        return false
    }
}
