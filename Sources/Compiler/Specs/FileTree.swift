import Diagnostics
import SpecSyntax

/// The files of a folder as they are at one moment: on disk, or in a revision of a repository. Paths are relative to it,
/// with `/`; `.` is the folder itself.
protocol FileTree {
    /// What is at a path; no link is followed. `nil` when nothing is.
    func kind(of path: String) throws(FileFailure) -> FileKind?
    /// What a folder holds, sorted by the bytes of the names so that every machine sees one order.
    func entries(of folder: String) throws(FileFailure) -> [FileEntry]
    /// Where a path leads when every link on the way is followed.
    func destination(of path: String) throws(FileFailure) -> FileDestination
    /// The bytes of a regular file; no link is followed.
    func read(_ path: String, limit: Int) throws(FileFailure) -> [UInt8]
    /// Reads many files, in their order.
    func read(_ paths: [String], limit: Int) -> [Result<[UInt8], FileFailure>]
}

extension FileTree {
    func read(_ paths: [String], limit: Int) -> [Result<[UInt8], FileFailure>] {
        paths.map { path in Result { () throws(FileFailure) in try read(path, limit: limit) } }
    }
}

enum FileKind {
    case file
    case folder
    case link
    /// A repository of its own, whose files are not among those of the revision.
    case submodule
    case other
}

struct FileEntry {
    var name: String
    var kind: FileKind
}

enum FileDestination: Equatable {
    case inside(String)
    case outside
    case nowhere
}

/// A file or folder that cannot be read.
struct FileFailure: Error {
    /// A few words, such as `Permission denied`.
    var reason: String
    /// The same as a finding of its own.
    var diagnostic: Diagnostic

    static func tooLarge(_ path: String, limit: Int) -> FileFailure {
        FileFailure(reason: "it has more than \(limit) bytes", diagnostic: .fileTooLarge(path, limit: limit))
    }
}
