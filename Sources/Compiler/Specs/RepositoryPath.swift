package import GitTree

/// A folder or file of a git repository. It need not exist on disk, only the repository must.
package struct RepositoryPath {
    package let repository: GitRepository
    /// Relative to the root of its files, with `/`; `.` is the root.
    package let path: String

    /// - Parameter path: where it is, or would be, in the checkout: relative to the working folder, or absolute. In a bare
    ///   repository, as if that were the checkout: `/srv/fleet.git/specs`.
    package init(_ path: String) throws(GitFailure) {
        let (existing, rest) = Self.split(path)
        let incoming = Disk.variable("GIT_QUARANTINE_PATH").flatMap { try? Disk.realPath($0) }
        repository = try GitRepository(containing: Self.start(at: existing), incoming: incoming)
        self.path = try Self.relative(Self.join(existing, rest), in: repository)
    }

    /// Another path of the same repository.
    package init(_ path: String, in repository: GitRepository) throws(GitFailure) {
        let (existing, rest) = Self.split(path)
        self.repository = repository
        self.path = try Self.relative(Self.join(existing, rest), in: repository)
    }

    /// Where to look for the repository: the nearest folder with `.git` in it, or the nearest that is named like a bare
    /// repository and is one. Any folder can hold what makes one up, `HEAD`, `objects` and `refs`: one that somebody
    /// committed into the specs must not stand for the repository that they lie in.
    private static func start(at path: String) -> String {
        let isFolder = (try? Disk.kind(of: path)) == .folder
        let first = isFolder ? path : SpecFolder.parent(of: path) ?? "/"
        var folder = first
        while let parent = SpecFolder.parent(of: folder) {
            let isBare = folder.hasSuffix(".git") && (try? Disk.kind(of: "\(folder)/HEAD")) == .file
            if isBare || (try? Disk.kind(of: "\(folder)/.git")) != nil { return folder }
            folder = parent
        }
        return first
    }

    private static func relative(_ path: String, in repository: GitRepository) throws(GitFailure) -> String {
        guard let relative = DiskTree.relative(path, to: repository.path) else {
            throw GitFailure(.outsideOfRepository(path, repository.path))
        }
        return relative
    }

    /// The part of a path that exists, canonical, and the rest of it.
    private static func split(_ path: String) -> (existing: String, rest: [Substring]) {
        var components = path.split(separator: "/")
        let start = path.hasPrefix("/") ? "/" : Disk.workingFolder + "/"
        var rest: [Substring] = []
        while true {
            if let real = try? Disk.realPath(start + components.joined(separator: "/")) { return (real, rest) }
            guard let last = components.popLast() else { return ("/", rest) }
            rest.insert(last, at: 0)
        }
    }

    /// What does not exist has no links, so that its `..` can be taken by the text.
    private static func join(_ existing: String, _ rest: [Substring]) -> String {
        var components = existing.split(separator: "/")
        for component in rest where component != "." {
            if component == ".." { _ = components.popLast() } else { components.append(component) }
        }
        return "/" + components.joined(separator: "/")
    }
}
