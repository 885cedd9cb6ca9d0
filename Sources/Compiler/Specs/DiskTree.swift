import Diagnostics
import Parallel
import SpecSyntax

/// The files of a folder on disk.
struct DiskTree: FileTree, Sendable {
    /// Absolute and canonical.
    let root: String

    func kind(of path: String) throws(FileFailure) -> FileKind? {
        do throws(Disk.Failure) {
            return try Disk.kind(of: absolute(path))
        } catch {
            throw FileFailure(error, path)
        }
    }

    func entries(of folder: String) throws(FileFailure) -> [FileEntry] {
        do throws(Disk.Failure) {
            let path = absolute(folder)
            return try Disk.names(in: path).map { name throws(Disk.Failure) in
                // What cannot be found by its name, as one that is not UTF-8, must not go unnoticed: reading it will fail.
                FileEntry(name: name, kind: try Disk.kind(of: path == "/" ? "/\(name)" : "\(path)/\(name)") ?? .file)
            }
        } catch {
            throw FileFailure(error, folder)
        }
    }

    func destination(of path: String) -> FileDestination {
        guard let real = try? Disk.realPath(absolute(path)) else { return .nowhere }
        return Self.relative(real, to: root).map { .inside($0) } ?? .outside
    }

    func read(_ path: String, limit: Int) throws(FileFailure) -> [UInt8] {
        let bytes: [UInt8]
        do throws(Disk.Failure) {
            bytes = try Disk.read(absolute(path), limit: limit)
        } catch {
            throw FileFailure(error, path)
        }
        guard bytes.count <= limit else { throw .tooLarge(path, limit: limit) }
        return bytes
    }

    func read(_ paths: [String], limit: Int) -> [Result<[UInt8], FileFailure>] {
        paths.concurrentMap { path in Result { () throws(FileFailure) in try read(path, limit: limit) } }
    }

    func absolute(_ path: String) -> String { path == "." ? root : root == "/" ? "/\(path)" : "\(root)/\(path)" }

    static func relative(_ path: String, to root: String) -> String? {
        if path == root { return "." }
        let prefix = root == "/" ? "/" : root + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil
    }
}

extension FileFailure {
    fileprivate init(_ failure: Disk.Failure, _ path: String) {
        self.init(reason: "\(failure)", diagnostic: .unreadable(path, because: "\(failure)"))
    }
}
