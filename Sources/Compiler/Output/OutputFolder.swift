package import Diagnostics
import FleetEmit

/// The folder of the output on disk.
///
/// Writing is all or nothing: new files are first written into a folder of Spindle's own beside the others, then moved
/// into place one by one; when a move fails, all before it are undone. A run that is killed between two moves leaves its
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
        var journal = Journal(folder: path, staging: staging)
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

    /// The moves of one run, so that they can be undone.
    private struct Journal {
        let folder: String
        let staging: String
        private var moves: [(from: String, to: String)] = []
        private var knownFolders = Set<String>()

        init(folder: String, staging: String) {
            self.folder = folder
            self.staging = staging
        }

        /// Writes all new bytes beside the old ones. A disk that is full shows here, before anything has changed.
        mutating func stage(_ plan: OutputPlan) throws(Disk.Failure) {
            try createFolders(folder)
            try Disk.removeTree(staging)
            try Disk.createFolder(staging)
            for (index, file) in plan.stale.enumerated() { try Disk.create("\(staging)/new-\(index)", file.bytes) }
            let lock = plan.lock.json
            try Disk.create("\(staging)/new-lock", lock)
            try Disk.create("\(staging)/\(LockFile.name)", lock)
        }

        mutating func commit(_ plan: OutputPlan) throws(Disk.Failure) {
            for (index, file) in plan.stale.enumerated() {
                let target = "\(folder)/\(file.path)"
                if let slash = target.lastIndex(of: "/") { try createFolders(String(target[..<slash])) }
                try replace(target, with: "\(staging)/new-\(index)", keeping: "\(staging)/old-\(index)")
            }
            for (index, path) in plan.orphaned.enumerated() {
                try move("\(folder)/\(path)", to: "\(staging)/orphan-\(index)")
            }
            try replace("\(folder)/\(LockFile.name)", with: "\(staging)/new-lock", keeping: "\(staging)/old-lock")
        }

        mutating func undo() {
            for (from, to) in moves.reversed() { try? Disk.move(to, to: from) }
        }

        private mutating func replace(_ target: String, with new: String, keeping old: String) throws(Disk.Failure) {
            if try Disk.kind(of: target) != nil { try move(target, to: old) }
            try move(new, to: target)
        }

        private mutating func move(_ from: String, to: String) throws(Disk.Failure) {
            try Disk.move(from, to: to)
            moves.append((from, to))
        }

        private mutating func createFolders(_ path: String) throws(Disk.Failure) {
            guard knownFolders.insert(path).inserted else { return }
            if try Disk.kind(of: path) == nil {
                if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
                    try createFolders(String(path[..<slash]))
                }
                try Disk.createFolder(path)
            }
        }
    }
}

extension OutputFolder.Failure {
    package var diagnostic: Diagnostic {
        isLock ? .unreadableLock(path, because: reason) : .writeFailed(path, because: reason)
    }
}
