import Diagnostics

/// The files of a revision. Paths are relative to its root, with `/`; `.` is the root itself. Reads nothing but the objects
/// that the revision consists of. Not to be shared between threads.
package final class GitFiles {
    package enum Kind: Sendable {
        case file
        case folder
        case link
        /// A commit of another repository, whose files are not here.
        case submodule
    }

    package struct Entry: Sendable {
        package var name: String
        package var kind: Kind
        var id: GitObjectID
    }

    /// Where a path leads when every link on the way is followed.
    package enum Destination: Hashable, Sendable {
        case inside(String)
        /// A link has an absolute path, or leaves the root by `..`.
        case outside
        /// Nothing is there, or links lead in a circle.
        case nowhere
    }

    package let repository: GitRepository
    package let revision: GitRevision
    private var folders: [GitObjectID: [String: Entry]] = [:]

    package init(_ repository: GitRepository, at revision: GitRevision) {
        self.repository = repository
        self.revision = revision
    }

    /// What is at a path; no link is followed. `nil` when nothing is.
    package func kind(of path: String) throws(GitFailure) -> Kind? { try entry(at: path)?.kind }

    /// What a folder holds, sorted by bytes; nothing when it is none.
    package func entries(of folder: String) throws(GitFailure) -> [Entry] {
        guard let entry = try entry(at: folder), entry.kind == .folder else { return [] }
        return try entries(of: entry, at: folder).values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// The content of a file, or the target of a link.
    /// - Parameter limit: bytes.
    /// - Returns: `nil` when it is larger than that; it is not loaded then.
    package func read(_ path: String, limit: Int) throws(GitFailure) -> [UInt8]? {
        let entry = try entry(at: path)
        guard let entry, entry.kind == .file || entry.kind == .link else {
            throw GitFailure(entry?.kind == .submodule ? .submodule(path) : .notAFile(path, revision))
        }
        do throws(LibGit2.Failure) {
            guard try repository.library.header(of: entry.id).bytes <= limit else { return nil }
            return try repository.library.content(of: entry.id)
        } catch {
            throw repository.unreadable("`\(path)` in \(revision)", error)
        }
    }

    /// Follows links.
    package func destination(of path: String) throws(GitFailure) -> Destination {
        var rest = Self.components(path)[...]
        var done: [Substring] = []
        var links = 0
        while let component = rest.popFirst() {
            if component == ".." {
                if done.popLast() == nil { return .outside }
                continue
            }
            done.append(component)
            let reached = done.joined(separator: "/")
            switch try kind(of: reached) {
            case nil: return .nowhere
            case .link:
                links += 1
                guard links <= Self.linkLimit, let bytes = try read(reached, limit: Self.pathLimit) else {
                    return .nowhere
                }
                let target = String(decoding: bytes, as: UTF8.self)
                if target.hasPrefix("/") { return .outside }
                done.removeLast()
                rest = (Self.components(target) + rest)[...]
            case .file, .submodule: if !rest.isEmpty { return .nowhere }
            case .folder: continue
            }
        }
        return .inside(done.isEmpty ? "." : done.joined(separator: "/"))
    }

    /// Follows links to what must be there.
    package func locate(_ path: String) throws(GitFailure) -> String {
        guard case .inside(let target) = try destination(of: path) else { throw try missing(path) }
        if try kind(of: target) == .submodule { throw GitFailure(.submodule(target)) }
        return target
    }

    /// Says what is there instead.
    private func missing(_ path: String) throws(GitFailure) -> GitFailure {
        var folder: [Substring] = []
        for component in Self.components(path) {
            let reached = (folder + [component]).joined(separator: "/")
            switch try kind(of: reached) {
            case .folder: folder.append(component)
            case .submodule: return GitFailure(.submodule(reached))
            case .link, .file, nil:
                let known = try entries(of: folder.joined(separator: "/")).map(\.name)
                return GitFailure(.notInRevision(reached, revision, known: known))
            }
        }
        return GitFailure(.notInRevision(path, revision, known: []))
    }

    /// As many as Linux follows.
    private static let linkLimit = 40
    /// Bytes of a path, as on Linux.
    private static let pathLimit = 4096
    /// Bytes of a tree: a folder of half a million files.
    private static let treeLimit = 32 << 20

    private static func components(_ path: String) -> [Substring] { path.split(separator: "/").filter { $0 != "." } }

    private func entry(at path: String) throws(GitFailure) -> Entry? {
        var entry = Entry(name: ".", kind: .folder, id: revision.tree)
        for component in Self.components(path) {
            guard entry.kind == .folder, let next = try entries(of: entry, at: path)[String(component)] else {
                return nil
            }
            entry = next
        }
        return entry
    }

    private func entries(of folder: Entry, at path: String) throws(GitFailure) -> [String: Entry] {
        if let known = folders[folder.id] { return known }
        let entries: [LibGit2Repository.TreeEntry]
        do throws(LibGit2.Failure) {
            entries = try repository.library.entries(ofTree: folder.id, limit: Self.treeLimit)
        } catch {
            throw repository.unreadable("`\(path)` in \(revision)", error)
        }
        let named = entries.map { ($0.name, Entry(name: $0.name, kind: Self.kind(of: $0.mode), id: $0.id)) }
        let table = Dictionary(named) { first, _ in first }
        folders[folder.id] = table
        return table
    }

    private static func kind(of mode: UInt32) -> Kind {
        switch mode & 0o170000 {
        case 0o040000: .folder
        case 0o120000: .link
        case 0o160000: .submodule
        default: .file
        }
    }
}
