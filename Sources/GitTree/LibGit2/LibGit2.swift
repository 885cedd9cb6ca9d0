import CGit2
import Synchronization

/// The library as a whole: its functions, its options and its errors.
struct LibGit2: Sendable {
    /// The functions, each under its own name.
    let c: SpindleGit

    /// What libgit2 said of a call that failed.
    struct Failure: Error {
        /// One of `git_error_code`.
        var code: Int32
        /// One of `git_error_t`: the part of the library that failed.
        var area: Int32
        var message: String

        /// Of the call just made; the next call would overwrite it.
        init(code: Int32, in library: LibGit2) {
            self.code = code
            let last = library.c.git_error_last()
            area = last?.pointee.klass ?? 0
            message = last?.pointee.message.map { String(cString: $0) } ?? "error \(code)"
        }

        /// Of our own.
        init(_ message: String) {
            (code, area, self.message) = (GIT_ERROR.rawValue, 0, message)
        }

        var isNotFound: Bool { code == GIT_ENOTFOUND.rawValue }
        var isAmbiguous: Bool { code == GIT_EAMBIGUOUS.rawValue }
        var isInvalid: Bool { code == GIT_EINVALIDSPEC.rawValue || code == GIT_EPEEL.rawValue }

        /// Up to libgit2 1.5 a repository of another user is the error "config value 'safe.directory' was not found"
        /// where that setting is missing.
        var isForeignOwner: Bool {
            code == GIT_EOWNER.rawValue || (isNotFound && area == GIT_ERROR_CONFIG.rawValue)
        }
    }

    /// The library, opened and started once a process and only when git is needed: it takes some milliseconds.
    static func start() throws(Failure) -> LibGit2 { try started.get() }

    private static let started: Result<LibGit2, Failure> = Result { () throws(Failure) in
        var reason: UnsafePointer<CChar>?
        guard let functions = spindle_git_open(&reason) else {
            throw Failure(reason.map { String(cString: $0) } ?? "libgit2 cannot be opened")
        }
        let library = LibGit2(c: functions.pointee)
        try library.call { functions.pointee.git_libgit2_init() }
        try library.call { spindle_git_set_cache_bytes(functions, 32 << 20) }
        try library.call { spindle_git_accept_extensions(functions) }
        return library
    }

    /// Makes a call, and throws what the library says if it fails.
    func call(_ body: () -> Int32) throws(Failure) {
        let code = body()
        guard code >= 0 else { throw Failure(code: code, in: self) }
    }

    /// Makes an object.
    /// - Parameters:
    ///   - free: the function that frees it.
    ///   - body: a call that sets the pointer.
    func make(_ free: @escaping Free, _ body: (inout OpaquePointer?) -> Int32) throws(Failure) -> Handle {
        var pointer: OpaquePointer?
        try call { body(&pointer) }
        guard let pointer else { throw Failure("nothing was found") }
        return Handle(pointer, freedBy: free)
    }

    typealias Free = @convention(c) (OpaquePointer?) -> Void

    /// Makes the call that opens a repository.
    /// - Parameter ofAnyOwner: whether it may be another user's; a setting of the process, hence one at a time.
    func opening(ofAnyOwner: Bool, _ body: () -> Int32) -> Int32 {
        Self.lock.withLock { _ in
            guard ofAnyOwner else { return body() }
            return withUnsafePointer(to: c) { functions in
                _ = spindle_git_set_owner_validation(functions, 0)
                defer { _ = spindle_git_set_owner_validation(functions, 1) }
                return body()
            }
        }
    }

    private static let lock = Mutex(())
}
