import CGit2

/// A repository as libgit2 has it. Takes and gives values only.
final class LibGit2Repository {
    /// An object that a name led to.
    struct Object {
        var id: GitObjectID
        var kind: GitObjectKind
    }

    /// What is known of an object without reading it.
    struct Header {
        var bytes: Int
        var kind: GitObjectKind
    }

    struct TreeEntry {
        var name: String
        /// As in `git ls-tree`, such as `0o100644`.
        var mode: UInt32
        var id: GitObjectID
    }

    private let git: LibGit2
    private let repository: Handle
    private let database: Handle

    /// The folder that is checked out, without a closing `/`; `nil` in a bare repository.
    let workFolder: String?
    /// `.git`, or the bare repository, without a closing `/`. All worktrees of a repository have the same.
    let gitFolder: String
    let isShallow: Bool
    /// Whether `HEAD` names a branch without a commit.
    let isUnborn: Bool

    var path: String { workFolder ?? gitFolder }

    /// Opens the repository that a folder lies in: the folder itself or the nearest above it.
    init(containing folder: String, _ git: LibGit2, ofAnyOwner: Bool = false) throws(LibGit2.Failure) {
        self.git = git
        let c = git.c
        let repository = try git.make(c.git_repository_free) { repository in
            git.opening(ofAnyOwner: ofAnyOwner) { c.git_repository_open_ext(&repository, folder, 0, nil) }
        }
        self.repository = repository
        database = try repository.use { repository throws(LibGit2.Failure) in
            try git.make(c.git_odb_free) { c.git_repository_odb(&$0, repository) }
        }
        (workFolder, gitFolder, isShallow, isUnborn) = repository.use { repository in
            (
                c.git_repository_workdir(repository).map(Self.folder),
                c.git_repository_commondir(repository).map(Self.folder) ?? folder,
                c.git_repository_is_shallow(repository) == 1,
                c.git_repository_head_unborn(repository) == 1
            )
        }
    }

    private static func folder(_ path: UnsafePointer<CChar>) -> String {
        let path = String(cString: path)
        return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    private var c: SpindleGit { git.c }

    /// Also reads objects from another folder of objects.
    func addObjects(in folder: String) throws(LibGit2.Failure) {
        try database.use { database throws(LibGit2.Failure) in
            try git.call { c.git_odb_add_disk_alternate(database, folder) }
        }
    }

    /// A setting, the user's and the system's included.
    func setting(_ name: String) -> String? {
        repository.use { repository in
            let config = try? git.make(c.git_config_free) { c.git_repository_config_snapshot(&$0, repository) }
            return config?.use { config in
                var text: UnsafePointer<CChar>?
                return c.git_config_get_string(&text, config, name) == 0 ? text.map { String(cString: $0) } : nil
            }
        }
    }

    // MARK: Revisions

    /// The object that a revision names, as `git rev-parse` takes it.
    func object(named revision: String) throws(LibGit2.Failure) -> Object {
        try repository.use { repository throws(LibGit2.Failure) in
            try describe(git.make(c.git_object_free) { c.git_revparse_single(&$0, repository, revision) })
        }
    }

    /// What a commit or tag leads to.
    func peel(_ id: GitObjectID, to kind: GitObjectKind) throws(LibGit2.Failure) -> GitObjectID {
        var oid = try oid(id)
        let object = try repository.use { repository throws(LibGit2.Failure) in
            try git.make(c.git_object_free) { c.git_object_lookup(&$0, repository, &oid, GIT_OBJECT_ANY) }
        }
        return try object.use { object throws(LibGit2.Failure) in
            try describe(git.make(c.git_object_free) { c.git_object_peel(&$0, object, Self.type(of: kind)) }).id
        }
    }

    /// The best common ancestor of two commits.
    func mergeBase(_ a: GitObjectID, _ b: GitObjectID) throws(LibGit2.Failure) -> GitObjectID {
        var (one, two, base) = (try oid(a), try oid(b), git_oid())
        try repository.use { repository throws(LibGit2.Failure) in
            try git.call { c.git_merge_base(&base, repository, &one, &two) }
        }
        return Self.id(base)
    }

    /// The object that a full name such as `refs/heads/main` leads to.
    func target(of reference: String) -> GitObjectID? {
        repository.use { repository in
            var oid = git_oid()
            return c.git_reference_name_to_id(&oid, repository, reference) == 0 ? Self.id(oid) : nil
        }
    }

    /// The reference that another one stands for, such as `refs/heads/main` for `HEAD`.
    func symbolicTarget(of reference: String) -> String? {
        repository.use { repository in
            let found = try? git.make(c.git_reference_free) { c.git_reference_lookup(&$0, repository, reference) }
            return found?.use { c.git_reference_symbolic_target($0).map { String(cString: $0) } }
        }
    }

    /// Full names of branches, tags and all else under `refs/`; at most `limit`.
    func references(limit: Int) -> [String] {
        repository.use { repository in
            let iterator = try? git.make(c.git_reference_iterator_free) {
                c.git_reference_iterator_new(&$0, repository)
            }
            guard let iterator else { return [] }
            return iterator.use { iterator in
                var names: [String] = []
                var name: UnsafePointer<CChar>?
                while names.count < limit, c.git_reference_next_name(&name, iterator) == 0, let name {
                    names.append(String(cString: name))
                }
                return names
            }
        }
    }

    // MARK: Objects

    func header(of id: GitObjectID) throws(LibGit2.Failure) -> Header {
        var (oid, size, type) = (try oid(id), 0, GIT_OBJECT_INVALID)
        try database.use { database throws(LibGit2.Failure) in
            try git.call { c.git_odb_read_header(&size, &type, database, &oid) }
        }
        return Header(bytes: size, kind: Self.kind(of: type))
    }

    /// The content of an object; look at its size first.
    func content(of id: GitObjectID) throws(LibGit2.Failure) -> [UInt8] {
        var oid = try oid(id)
        let object = try database.use { database throws(LibGit2.Failure) in
            try git.make(c.git_odb_object_free) { c.git_odb_read(&$0, database, &oid) }
        }
        return object.use { object in
            Array(UnsafeRawBufferPointer(start: c.git_odb_object_data(object), count: c.git_odb_object_size(object)))
        }
    }

    /// - Parameter limit: bytes of the tree; a larger one is not loaded.
    func entries(ofTree id: GitObjectID, limit: Int) throws(LibGit2.Failure) -> [TreeEntry] {
        guard try header(of: id).bytes <= limit else { throw LibGit2.Failure("the folder holds too many files") }
        var oid = try oid(id)
        let tree = try repository.use { repository throws(LibGit2.Failure) in
            try git.make(c.git_tree_free) { c.git_tree_lookup(&$0, repository, &oid) }
        }
        return tree.use { tree in
            (0..<c.git_tree_entrycount(tree)).compactMap { index in
                guard let entry = c.git_tree_entry_byindex(tree, index), let name = c.git_tree_entry_name(entry),
                    let id = c.git_tree_entry_id(entry)
                else { return nil }
                return TreeEntry(
                    name: String(cString: name),
                    mode: c.git_tree_entry_filemode_raw(entry).rawValue,
                    id: Self.id(id.pointee)
                )
            }
        }
    }

    /// Every object whose name starts with some digits. Looks at the name of every object.
    func objects(startingWith digits: String) throws(LibGit2.Failure) -> [GitObjectID] {
        final class Search {
            let digits: String
            var found: [GitObjectID] = []

            init(_ digits: String) { self.digits = digits }
        }
        let search = Search(digits)
        try database.use { database throws(LibGit2.Failure) in
            try git.call {
                let visit: git_odb_foreach_cb = { oid, context in
                    guard let oid, let context else { return 0 }
                    let search = Unmanaged<Search>.fromOpaque(context).takeUnretainedValue()
                    let id = LibGit2Repository.id(oid.pointee)
                    if id.hex.hasPrefix(search.digits) { search.found.append(id) }
                    return 0
                }
                return c.git_odb_foreach(database, visit, Unmanaged.passUnretained(search).toOpaque())
            }
        }
        // One object may be stored several times.
        return Set(search.found).sorted { $0.hex < $1.hex }
    }

    // MARK: Values

    private func describe(_ object: Handle) -> Object {
        object.use { object in
            let id = c.git_object_id(object).map { Self.id($0.pointee) }
            return Object(id: id ?? Self.id(git_oid()), kind: Self.kind(of: c.git_object_type(object)))
        }
    }

    private static func kind(of type: git_object_t) -> GitObjectKind {
        switch type {
        case GIT_OBJECT_COMMIT: .commit
        case GIT_OBJECT_TREE: .tree
        case GIT_OBJECT_TAG: .tag
        default: .blob
        }
    }

    private static func type(of kind: GitObjectKind) -> git_object_t {
        switch kind {
        case .commit: GIT_OBJECT_COMMIT
        case .tree: GIT_OBJECT_TREE
        case .tag: GIT_OBJECT_TAG
        case .blob: GIT_OBJECT_BLOB
        }
    }

    private func oid(_ id: GitObjectID) throws(LibGit2.Failure) -> git_oid {
        var oid = git_oid()
        try git.call { c.git_oid_fromstr(&oid, id.hex) }
        return oid
    }

    private static func id(_ oid: git_oid) -> GitObjectID {
        let digits = Array("0123456789abcdef".utf8)
        var hex: [UInt8] = []
        hex.reserveCapacity(40)
        withUnsafeBytes(of: oid.id) { bytes in
            for byte in bytes {
                hex.append(digits[Int(byte >> 4)])
                hex.append(digits[Int(byte & 15)])
            }
        }
        return GitObjectID(hex: String(decoding: hex, as: UTF8.self))
    }
}
