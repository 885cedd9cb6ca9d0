package import Diagnostics
package import FleetEmit
import Parallel

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
    ///   - folder: the folder as it is.
    ///   - environments: names of the environments that `files` speak of; files of others are left alone. `nil` is all.
    package init(
        _ files: [GeneratedFile],
        in folder: OutputFolder,
        environments: [String]?
    ) throws(OutputFolder.Failure) {
        lock = LockFile(of: files)
        let owned = try folder.readLock()
        for (file, comparison) in zip(files, files.concurrentMap { Comparison(of: $0, in: folder, owned) }) {
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
            switch try folder.state(of: path) {
            case .missing: continue
            case .file(let bytes) where owned.wrote(bytes, at: path): orphaned.append(path)
            default: edited.append(path)
            }
        }
        isLockStale = lock != owned.current
    }

    /// What stands in the place of a file.
    private enum Comparison: Sendable {
        case stale, unchanged, edited, foreign
        case failed(OutputFolder.Failure)

        init(of file: GeneratedFile, in folder: OutputFolder, _ owned: OutputFolder.Ownership) {
            do throws(OutputFolder.Failure) {
                switch try folder.state(of: file.path) {
                case .missing: self = .stale
                case .file(let bytes) where bytes == file.bytes: self = .unchanged
                case .file(let bytes) where owned.wrote(bytes, at: file.path): self = .stale
                case .file: self = owned.current.files[file.path] == nil ? .foreign : .edited
                case .somethingElse: self = .foreign
                }
            } catch {
                self = .failed(error)
            }
        }
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
