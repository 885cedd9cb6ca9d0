package import Diagnostics
import FleetEmit

/// The folder of the output on disk.
///
/// Writing is all or nothing: new files are first written into a folder of Spindle's own beside the others, then moved
/// into place one by one, or with a whole folder that is new; when a move fails, all before it are undone. A run that is killed between two moves leaves its
/// folder behind; the next run knows from it which files are Spindle's, and finishes the work.
package struct OutputFolder: Sendable {
    package let path: String

    package struct Failure: Error {
        package var path: String
        package var reason: String
        /// Whether it is about what the lock file says rather than about reading and writing.
        package var isLock = false
    }

    /// What is at a path of the output.
    enum State {
        case missing
        case file([UInt8])
        case somethingElse
    }

    /// The lock file, and the one of a run that did not end.
    struct Ownership: Sendable {
        var current: LockFile
        var interrupted: LockFile?

        /// Whether the bytes are what Spindle wrote there.
        func wrote(_ bytes: [UInt8], at path: String) -> Bool {
            let known = [current.files[path]?.sha256, interrupted?.files[path]?.sha256].compactMap(\.self)
            return !known.isEmpty && known.contains(LockFile.digest(of: bytes))
        }
    }

    package init(_ path: String) {
        self.path = path.hasSuffix("/") && path != "/" ? String(path.dropLast()) : path
    }

    private var staging: String { "\(path)/.spindle-staging" }

    func state(of file: String) throws(Failure) -> State {
        do {
            // A link on the way would lead the writing elsewhere.
            var folder = path
            for part in file.split(separator: "/").dropLast() {
                folder += "/\(part)"
                switch try Disk.kind(of: folder) {
                case nil: return .missing
                case .folder?: continue
                default: return .somethingElse
                }
            }
            switch try Disk.kind(of: "\(path)/\(file)") {
            case nil: return .missing
            case .file?: return .file(try Disk.read("\(path)/\(file)"))
            default: return .somethingElse
            }
        } catch {
            throw Failure(path: file, reason: "\(error)")
        }
    }

    func readLock() throws(Failure) -> Ownership {
        Ownership(
            current: try readLock("\(path)/\(LockFile.name)") ?? LockFile(),
            interrupted: try? readLock("\(staging)/\(LockFile.name)")
        )
    }

    private func readLock(_ path: String) throws(Failure) -> LockFile? {
        do {
            return try LockFile(json: Disk.read(path))
        } catch let error as Disk.Failure {
            if error.isMissing { return nil }
            throw Failure(path: path, reason: "\(error)")
        } catch let error as LockFile.Malformed {
            throw Failure(path: path, reason: error.reason, isLock: true)
        } catch {
            throw Failure(path: path, reason: "\(error)")
        }
    }

    // MARK: Writing

    /// Carries out a plan that has no obstacles.
    package func apply(_ plan: OutputPlan) throws(Failure) {
        guard !plan.isUpToDate else { return }
        var journal = OutputJournal(folder: path, staging: staging)
        do {
            try journal.stage(plan)
        } catch {
            try? Disk.removeTree(staging)
            throw Failure(path: error.path, reason: "\(error)")
        }
        do {
            try journal.commit(plan)
        } catch {
            journal.undo()
            try? Disk.removeTree(staging)
            throw Failure(path: error.path, reason: "\(error)")
        }
        try? Disk.removeTree(staging)
        for path in plan.orphaned { removeEmptyFolders(above: path) }
    }

    private func removeEmptyFolders(above file: String) {
        var parts = file.split(separator: "/").dropLast()
        while !parts.isEmpty, Disk.removeEmptyFolder("\(path)/\(parts.joined(separator: "/"))") {
            parts = parts.dropLast()
        }
    }
}

extension OutputFolder.Failure {
    package var diagnostic: Diagnostic {
        isLock ? .unreadableLock(path, because: reason) : .writeFailed(path, because: reason)
    }
}
