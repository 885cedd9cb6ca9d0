import CGit2

/// `LooseObjects` as libgit2 asks for them, before any backend of its own: what is there is read here, and what is damaged
/// ends the search.
enum LooseBackend {
    static func add(_ objects: LooseObjects, to database: OpaquePointer, _ git: LibGit2) throws(LibGit2.Failure) {
        let backend = UnsafeMutablePointer<SpindleGitBackend>.allocate(capacity: 1)
        let context = Unmanaged.passRetained(Context(objects: objects, git: git))
        backend.initialize(to: SpindleGitBackend(parent: git_odb_backend(), context: context.toOpaque()))
        backend.pointee.parent.version = UInt32(GIT_ODB_BACKEND_VERSION)
        backend.pointee.parent.read = { data, size, kind, backend, id in
            LooseBackend.answer(backend) { context throws(LooseObjects.Damage) in
                guard let id, let found = try context.objects.read(GitObjectID(id.pointee)) else {
                    return GIT_ENOTFOUND
                }
                // Parsers of libgit2 rely on a NUL behind the content.
                let count = found.content.count
                guard let copy = context.git.c.git_odb_backend_data_alloc(backend, count + 1) else { return GIT_ERROR }
                copy.initializeMemory(as: UInt8.self, repeating: 0, count: count + 1)
                found.content.withUnsafeBytes { bytes in
                    if let start = bytes.baseAddress { copy.copyMemory(from: start, byteCount: bytes.count) }
                }
                data?.pointee = copy
                size?.pointee = count
                kind?.pointee = found.header.kind
                return GIT_OK
            }
        }
        backend.pointee.parent.read_header = { size, kind, backend, id in
            LooseBackend.answer(backend) { context throws(LooseObjects.Damage) in
                guard let id, let header = try context.objects.header(of: GitObjectID(id.pointee)) else {
                    return GIT_ENOTFOUND
                }
                size?.pointee = header.bytes
                kind?.pointee = header.kind
                return GIT_OK
            }
        }
        backend.pointee.parent.read_prefix = { _, _, _, _, backend, id, length in
            LooseBackend.answer(backend) { context throws(LooseObjects.Damage) in
                let digits = id.map { String(GitObjectID($0.pointee).hex.prefix(length)) } ?? ""
                for id in context.objects.ids(startingWith: digits) { _ = try context.objects.read(id) }
                return GIT_PASSTHROUGH
            }
        }
        // libgit2 takes this one for granted; its own backend lists the same files.
        backend.pointee.parent.foreach = { _, _, _ in GIT_OK.rawValue }
        backend.pointee.parent.free = { backend in
            backend?.withMemoryRebound(to: SpindleGitBackend.self, capacity: 1) { backend in
                backend.pointee.context.map { Unmanaged<Context>.fromOpaque($0).release() }
                backend.deallocate()
            }
        }
        do {
            // libgit2's own have 1 and 2.
            try git.call {
                backend.withMemoryRebound(to: git_odb_backend.self, capacity: 1) {
                    git.c.git_odb_add_backend(database, $0, 10)
                }
            }
        } catch {
            context.release()
            backend.deallocate()
            throw error
        }
    }

    private final class Context {
        let objects: LooseObjects
        let git: LibGit2

        init(objects: LooseObjects, git: LibGit2) {
            self.objects = objects
            self.git = git
        }
    }

    private static func answer(
        _ backend: UnsafeMutablePointer<git_odb_backend>?,
        _ body: (Context) throws(LooseObjects.Damage) -> git_error_code
    ) -> Int32 {
        let context = backend?.withMemoryRebound(to: SpindleGitBackend.self, capacity: 1) { $0.pointee.context }
        guard let context else { return GIT_PASSTHROUGH.rawValue }
        let owner = Unmanaged<Context>.fromOpaque(context).takeUnretainedValue()
        do throws(LooseObjects.Damage) {
            return try body(owner).rawValue
        } catch {
            _ = owner.git.c.git_error_set_str(Int32(GIT_ERROR_ODB.rawValue), "the object is damaged: \(error.reason)")
            return GIT_ERROR.rawValue
        }
    }
}
