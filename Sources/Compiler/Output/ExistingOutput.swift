package import GitTree

/// The output as it is: on disk, or in a revision.
package struct ExistingOutput {
    /// The folder, for messages.
    package let path: String
    private let files: any FileTree
    /// The folder, relative to the files.
    private let folder: String

    typealias Failure = OutputFolder.Failure

    /// What is at a path of the output.
    enum State {
        case missing
        case file([UInt8])
        case somethingElse
    }

    /// The lock file, and the one of a run that did not end.
    struct Ownership {
        var current: LockFile
        var interrupted: LockFile?

        /// Whether the bytes are what Spindle wrote there.
        func wrote(_ bytes: [UInt8], at path: String) -> Bool {
            let known = [current.files[path]?.sha256, interrupted?.files[path]?.sha256].compactMap(\.self)
            return !known.isEmpty && known.contains(LockFile.digest(of: bytes))
        }
    }

    /// Far more than Spindle ever writes into one file.
    private static let fileLimit = 256 << 20

    init(onDisk path: String) {
        self.path = path
        files = DiskTree(root: path)
        folder = "."
    }

    /// - Parameter path: relative to the repository.
    package init(_ path: String, in repository: GitRepository, at revision: GitRevision) {
        self.path = path
        files = RevisionTree(files: GitFiles(repository, at: revision))
        folder = path
    }

    func state(of file: String) throws(Failure) -> State {
        do {
            // A link on the way would lead the writing elsewhere.
            var reached = folder
            for part in file.split(separator: "/").dropLast() {
                reached = reached == "." ? String(part) : "\(reached)/\(part)"
                switch try files.kind(of: reached) {
                case nil: return .missing
                case .folder?: continue
                default: return .somethingElse
                }
            }
            let path = folder == "." ? file : "\(folder)/\(file)"
            switch try files.kind(of: path) {
            case nil: return .missing
            case .file?: return .file(try files.read(path, limit: Self.fileLimit))
            default: return .somethingElse
            }
        } catch {
            throw Failure(path: file, reason: error.reason)
        }
    }

    func readLock() throws(Failure) -> Ownership {
        Ownership(
            current: try readLock(LockFile.name) ?? LockFile(),
            interrupted: try? readLock("\(OutputFolder.stagingName)/\(LockFile.name)")
        )
    }

    private func readLock(_ name: String) throws(Failure) -> LockFile? {
        switch try state(of: name) {
        case .missing: return nil
        case .somethingElse: throw Failure(path: "\(path)/\(name)", reason: "it is no regular file", isLock: true)
        case .file(let bytes):
            do {
                return try LockFile(json: bytes)
            } catch {
                throw Failure(path: "\(path)/\(name)", reason: error.reason, isLock: true)
            }
        }
    }
}
