package import Diagnostics

/// The files of a worktree, to change them.
package struct Worktree: Sendable {
    let tree: DiskTree

    /// Absolute and canonical.
    package var root: String { tree.root }

    /// A file and what it becomes.
    package struct Change: Sendable {
        /// Relative to the root.
        package var path: String
        package var old: [UInt8]
        package var new: [UInt8]

        package init(path: String, old: [UInt8], new: [UInt8]) {
            self.path = path
            self.old = old
            self.new = new
        }
    }

    /// Why files were not changed, or not all of them.
    package struct NotChanged: Error {
        package var path: String
        package var reason: String

        package var diagnostic: Diagnostic { .fixNotWritten(path, because: reason) }
    }

    /// Whether a path leads to a regular file through nothing but folders: what is behind a symbolic link is somebody else's.
    package func isOwn(_ file: String) -> Bool {
        var parts = file.split(separator: "/")
        guard (try? Disk.kind(of: tree.absolute(file))) == .file else { return false }
        while let _ = parts.popLast(), !parts.isEmpty {
            guard (try? Disk.kind(of: tree.absolute(parts.joined(separator: "/")))) == .folder else { return false }
        }
        return true
    }

    /// Changes files. Each is replaced in one step and keeps its rights; none is when one of them is no longer what it was.
    package func apply(_ changes: [Change]) throws(NotChanged) {
        var staged: [(path: String, temporary: String)] = []
        defer { for file in staged { try? Disk.removeFile(tree.absolute(file.temporary)) } }
        for change in changes {
            try checkUnchanged(change)
            let temporary = Self.temporary(for: change.path)
            staged.append((change.path, temporary))
            try writing(change.path) { () throws(Disk.Failure) in
                // One that a killed run left behind.
                try Disk.removeFile(tree.absolute(temporary))
                try Disk.create(
                    tree.absolute(temporary),
                    change.new,
                    as: Disk.attributes(of: tree.absolute(change.path))
                )
            }
        }
        for change in changes { try checkUnchanged(change) }
        for file in staged {
            try writing(file.path) { () throws(Disk.Failure) in
                try Disk.move(tree.absolute(file.temporary), to: tree.absolute(file.path))
            }
        }
    }

    /// Beside the file, hidden from the reading of specs.
    private static func temporary(for path: String) -> String {
        let parts = path.split(separator: "/")
        return (parts.dropLast().map(String.init) + [".\(parts.last ?? "").spindle-fix"]).joined(separator: "/")
    }

    private func checkUnchanged(_ change: Change) throws(NotChanged) {
        guard isOwn(change.path), let bytes = try? tree.read(change.path, limit: change.old.count), bytes == change.old
        else {
            throw NotChanged(path: change.path, reason: "it was changed while it was being checked")
        }
    }

    private func writing(_ path: String, _ body: () throws(Disk.Failure) -> Void) throws(NotChanged) {
        do throws(Disk.Failure) {
            try body()
        } catch {
            throw NotChanged(path: path, reason: "\(error)")
        }
    }
}
