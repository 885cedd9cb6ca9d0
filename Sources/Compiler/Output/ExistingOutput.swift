import FleetEmit
package import GitTree
import Parallel

/// The output as it is: on disk, or in a revision.
package struct ExistingOutput {
    /// The folder, for messages.
    package let path: String
    private let place: Place

    private enum Place {
        case disk(OutputReader<DiskTree>)
        case revision(OutputReader<RevisionTree>)
    }

    typealias Failure = OutputFolder.Failure

    /// What is at a path of the output.
    enum State: Sendable {
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

    /// How what is there compares with what should be.
    enum Comparison: Sendable {
        case stale, unchanged, edited, foreign
        case failed(Failure)
    }

    init(onDisk path: String) {
        self.path = path
        place = .disk(OutputReader(files: DiskTree(root: path), folder: "."))
    }

    /// - Parameter path: relative to the repository.
    package init(_ path: String, in repository: GitRepository, at revision: GitRevision) {
        self.path = path
        place = .revision(OutputReader(files: RevisionTree(files: GitFiles(repository, at: revision)), folder: path))
    }

    func state(of file: String) throws(Failure) -> State {
        switch place {
        case .disk(let reader): try reader.state(of: file)
        case .revision(let reader): try reader.state(of: file)
        }
    }

    /// One comparison a file, in their order.
    func compare(with files: [GeneratedFile], _ owned: Ownership) -> [Comparison] {
        switch place {
        case .disk(let reader): files.concurrentMap { reader.compare(with: $0, owned) }
        case .revision(let reader): files.map { reader.compare(with: $0, owned) }
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

/// Reads files of the output where they lie.
private struct OutputReader<Files: FileTree> {
    let files: Files
    /// The folder of the output, relative to the files.
    let folder: String

    func state(of file: String) throws(ExistingOutput.Failure) -> ExistingOutput.State {
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
            throw ExistingOutput.Failure(path: file, reason: error.reason)
        }
    }

    /// Far more than Spindle ever writes into one file.
    private static var fileLimit: Int { 256 << 20 }

    func compare(with file: GeneratedFile, _ owned: ExistingOutput.Ownership) -> ExistingOutput.Comparison {
        do throws(ExistingOutput.Failure) {
            switch try state(of: file.path) {
            case .missing: return .stale
            case .file(let bytes) where bytes == file.bytes: return .unchanged
            case .file(let bytes) where owned.wrote(bytes, at: file.path): return .stale
            case .file: return owned.current.files[file.path] == nil ? .foreign : .edited
            case .somethingElse: return .foreign
            }
        } catch {
            return .failed(error)
        }
    }
}

extension OutputReader: Sendable where Files: Sendable {}
