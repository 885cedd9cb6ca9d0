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

    package init(_ path: String) {
        self.path = path.hasSuffix("/") && path != "/" ? String(path.dropLast()) : path
    }

    static let stagingName = ".spindle-staging"
    private var staging: String { "\(path)/\(Self.stagingName)" }

    /// What it holds now.
    package var existing: ExistingOutput { ExistingOutput(onDisk: path) }

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
