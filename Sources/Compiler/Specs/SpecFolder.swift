package import Diagnostics
package import GitTree
package import SpecSyntax

/// Finds and reads the spec files of a folder, of the worktree or of a revision.
package struct SpecFolder {
    /// The folder, relative to the repository that holds it, or to the folder above it outside of one; `.` when they are one.
    package private(set) var path: String
    /// `nil` for the worktree.
    package let revision: GitRevision?
    /// Where output goes unless told otherwise: `generated` beside the folder. `nil` in a bare repository, and where that
    /// would be outside of the repository.
    package let defaultOutput: String?
    /// The repository, or the folder above outside of one: nothing beyond is ever read.
    private let files: any FileTree
    /// The same, where its files can be changed: not in a revision.
    package let worktree: Worktree?
    private let repository: GitRepository?
    private let limits: SpecLimits

    /// A path that cannot be read at all.
    package struct Unreadable: Error {
        package var message: String

        package init(message: String) { self.message = message }
    }

    /// What a folder holds.
    package struct Contents {
        package var files: [SpecInput] = []
        package var diagnostics: [Diagnostic] = []

        package init(files: [SpecInput] = [], diagnostics: [Diagnostic] = []) {
            self.files = files
            self.diagnostics = diagnostics
        }
    }

    package static let extensions = ["yaml", "yml", "json", "jsonnet"]

    /// A folder of the worktree.
    /// - Parameters:
    ///   - path: a folder of specs or a single spec file, relative to the working folder or absolute.
    ///   - buffers: files that read differently from what is on disk, by their canonical paths.
    package init(
        _ path: String,
        overlaidBy buffers: [String: [UInt8]] = [:],
        limits: SpecLimits = SpecLimits()
    ) throws(Unreadable) {
        let real: String
        do {
            real = try Disk.realPath(path)
        } catch {
            throw Unreadable(message: "cannot read `\(path)`: \(error)")
        }
        let tree = DiskTree(root: Self.root(of: real))
        self.path = DiskTree.relative(real, to: tree.root) ?? "."
        self.limits = limits
        files = buffers.isEmpty ? tree : OverlayTree(buffers, over: tree)
        worktree = Worktree(tree: tree)
        (revision, repository) = (nil, nil)
        defaultOutput = Self.path(of: "generated", beside: self.path).map(tree.absolute)
    }

    /// A folder of a revision, which is read without a checkout.
    /// - Parameters:
    ///   - place: a folder of specs or a single spec file.
    ///   - revision: of the same repository.
    package init(
        _ place: RepositoryPath,
        at revision: GitRevision,
        limits: SpecLimits = SpecLimits()
    ) throws(GitFailure) {
        let tree = GitFiles(place.repository, at: revision)
        path = try tree.locate(place.path)
        self.revision = revision
        self.limits = limits
        files = RevisionTree(files: tree)
        worktree = nil
        repository = place.repository
        let output = Self.path(of: "generated", beside: path)
        defaultOutput = output.flatMap { path in place.repository.workFolder.map { DiskTree(root: $0).absolute(path) } }
    }

    /// - Returns: `nil` when nothing is at the path.
    package static func ifPresent(_ path: String) throws(Unreadable) -> SpecFolder? {
        do {
            guard try Disk.kind(of: path) != nil else { return nil }
        } catch {
            throw Unreadable(message: "cannot read `\(path)`: \(error)")
        }
        return try SpecFolder(path)
    }

    /// The nearest folder above with `.git` in it, else the parent.
    private static func root(of path: String) -> String {
        var folder = path
        while let parent = parent(of: folder) {
            if (try? Disk.kind(of: "\(folder)/.git")) != nil { return folder }
            folder = parent
        }
        return parent(of: path) ?? path
    }

    /// Whether a path leads out of the repository it is in, through a symbolic link.
    package static func leavesRepository(_ path: String) -> Bool {
        var parts: [Substring] = []
        for part in (path.hasPrefix("/") ? path : "\(Disk.workingFolder)/\(path)").split(separator: "/") {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        guard let root = try? Disk.realPath(root(of: "/" + parts.joined(separator: "/"))),
            let real = try? Disk.realPath(path)
        else { return false }
        return DiskTree.relative(real, to: root) == nil
    }

    static func parent(of path: String) -> String? {
        guard path != "/", let slash = path.lastIndex(of: "/") else { return nil }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The path of a folder beside that of the specs, such as `policies`; `nil` when the specs are the whole repository.
    package func path(beside name: String) -> String? { Self.path(of: name, beside: path) }

    private static func path(of name: String, beside path: String) -> String? {
        guard path != "." else { return nil }
        return path.lastIndex(of: "/").map { path[...$0] + name } ?? name
    }

    /// A folder beside that of the specs, of the worktree or the same revision; `nil` when there is none.
    package func folder(beside name: String) throws(Unreadable) -> SpecFolder? {
        guard let path = path(beside: name) else { return nil }
        do throws(FileFailure) {
            switch try files.destination(of: path) {
            case .nowhere where try files.kind(of: path) == nil: return nil
            case .nowhere:
                throw FileFailure(
                    reason: "the symbolic link leads nowhere",
                    diagnostic: .unreadable(path, because: "the symbolic link leads nowhere")
                )
            case .outside: break
            case .inside(let target):
                var folder = self
                folder.path = target
                return folder
            }
        } catch {
            throw Unreadable(message: "cannot read `\(path)`: \(error.reason)")
        }
        throw Unreadable(message: "`\(path)` leads out of the repository")
    }

    /// Another folder from where the specs are: of the worktree, or of the same revision.
    /// - Parameter path: relative to the working folder or absolute.
    package func other(_ path: String) throws(Unreadable) -> SpecFolder {
        guard let repository, let revision else { return try SpecFolder(path, limits: limits) }
        do {
            return try SpecFolder(RepositoryPath(path, in: repository), at: revision, limits: limits)
        } catch {
            throw Unreadable(message: error.diagnostic.message)
        }
    }

    /// The output as it is where the specs are: on disk, or in the revision.
    /// - Parameter out: its folder, relative to the working folder or absolute; by default `generated` beside the specs.
    /// - Returns: `nil` when there can be no default.
    package func existingOutput(at out: String?) throws(GitFailure) -> ExistingOutput? {
        guard let repository, let revision else { return (out ?? defaultOutput).map { OutputFolder($0).existing } }
        let path = try out.map { path throws(GitFailure) in try RepositoryPath(path, in: repository).path }
        return (path ?? self.path(beside: "generated")).map { ExistingOutput($0, in: repository, at: revision) }
    }

    // MARK: Reading

    /// Reads every spec file, in the order of their paths.
    package func read() -> Contents {
        read(path, extensions: Self.extensions) ?? Contents(diagnostics: [.unreadable(path, because: "it is gone")])
    }

    /// Reads the files of another folder of the worktree or the revision.
    /// - Parameters:
    ///   - folder: relative to the repository; see `path(beside:)`. A single file is read whatever its extension.
    ///   - extensions: without dots.
    /// - Returns: `nil` when there is no such folder.
    package func read(_ folder: String, extensions: [String]) -> Contents? {
        do throws(FileFailure) {
            switch try files.destination(of: folder) {
            case .nowhere: return nil
            case .outside: return Contents(diagnostics: [.linkLeavesRepository(folder)])
            case .inside(let path):
                var walk = SpecWalk(files: files, top: path, extensions: extensions, limits: limits)
                walk.run()
                return walk.contents
            }
        } catch {
            return Contents(diagnostics: [error.diagnostic])
        }
    }

    /// Reads a file that a Jsonnet program imports.
    ///
    /// - Parameters:
    ///   - path: as the program has it.
    ///   - directory: where the importing file lies, relative to the root.
    package func readImport(_ path: String, from directory: String) throws(JsonnetImportError) -> JsonnetImport {
        let inside = try JsonnetImport.path(of: path, importedIn: directory)
        let result: Result<JsonnetImport, JsonnetImportError>
        do throws(FileFailure) {
            result = try readImport(inside)
        } catch {
            throw .unreadable(error.reason)
        }
        return try result.get()
    }

    private func readImport(_ path: String) throws(FileFailure) -> Result<JsonnetImport, JsonnetImportError> {
        switch try files.destination(of: path) {
        case .nowhere: return .failure(.missing)
        case .outside, .inside("."): return .failure(.symbolicLink)
        case .inside(let target):
            let bytes = try files.read(target, limit: limits.fileBytes)
            if LFSPointer.isPointer(bytes) { return .failure(.unreadable("it is a pointer of Git LFS")) }
            return .success(JsonnetImport(path: target, bytes: bytes))
        }
    }
}

extension SpecInput {
    /// Standard input, as one file.
    package static func standardInput(limits: SpecLimits = SpecLimits()) throws(SpecFolder.Unreadable) -> SpecInput {
        do {
            return SpecInput(path: "<stdin>", bytes: try Disk.readStandardInput(limit: limits.fileBytes))
        } catch {
            throw SpecFolder.Unreadable(message: "cannot read standard input: \(error)")
        }
    }
}
