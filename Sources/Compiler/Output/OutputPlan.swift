package import Diagnostics
package import FleetEmit

/// How a folder of output differs from what it should be.
package struct OutputPlan: Sendable {
    /// Files to write, because they are missing or differ.
    package var stale: [GeneratedFile] = []
    /// Paths of files that were generated once and are no longer.
    package var orphaned: [String] = []
    /// Paths of generated files that somebody changed.
    package var edited: [String] = []
    /// Paths where something stands that Spindle did not write.
    package var foreign: [String] = []
    package var unchanged = 0
    /// What the lock file should say.
    package var lock = LockFile()
    package var isLockStale = false

    package var isUpToDate: Bool {
        stale.isEmpty && orphaned.isEmpty && edited.isEmpty && foreign.isEmpty && !isLockStale
    }

    /// Compares.
    ///
    /// - Parameters:
    ///   - files: what should be there.
    ///   - existing: the folder as it is.
    ///   - environments: names of the environments that `files` speak of; files of others are left alone. `nil` is all.
    package init(
        _ files: [GeneratedFile],
        in existing: ExistingOutput,
        environments: [String]?
    ) throws(OutputFolder.Failure) {
        lock = LockFile(of: files)
        let owned = try existing.readLock()
        for (file, comparison) in zip(files, existing.compare(with: files, owned)) {
            switch comparison {
            case .stale: stale.append(file)
            case .unchanged: unchanged += 1
            case .edited: edited.append(file.path)
            case .foreign: foreign.append(file.path)
            case .failed(let failure): throw failure
            }
        }
        for (path, entry) in owned.current.files.sorted(by: { $0.key < $1.key }) where lock.files[path] == nil {
            if let environments, !environments.contains(where: { path.hasPrefix("\($0)/") }) {
                lock.files[path] = entry
                continue
            }
            switch try existing.state(of: path) {
            case .missing: continue
            case .file(let bytes) where owned.wrote(bytes, at: path): orphaned.append(path)
            default: edited.append(path)
            }
        }
        isLockStale = lock != owned.current
    }

    /// Compares with a folder on disk.
    package init(
        _ files: [GeneratedFile],
        in folder: OutputFolder,
        environments: [String]?
    ) throws(OutputFolder.Failure) {
        try self.init(files, in: folder.existing, environments: environments)
    }

    /// Why the output may not be written, as diagnostics.
    package func obstacles(in folder: String) -> [Diagnostic] {
        var found: [Diagnostic] = []
        if !foreign.isEmpty { found.append(.foreignFiles(foreign, in: folder)) }
        if !edited.isEmpty { found.append(.editedFiles(edited, in: folder)) }
        return found
    }

    /// How the output differs, as diagnostics.
    package func drift(in folder: String) -> [Diagnostic] {
        var found: [Diagnostic] = []
        if !stale.isEmpty { found.append(.staleOutput("stale", stale.map(\.path), in: folder)) }
        if !orphaned.isEmpty { found.append(.staleOutput("no longer generated", orphaned, in: folder)) }
        if found.isEmpty, isLockStale { found.append(.staleOutput("stale", [LockFile.name], in: folder)) }
        return found + obstacles(in: folder)
    }
}
