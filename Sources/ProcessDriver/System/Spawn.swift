import CProcess

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Starts a program without a shell: in a session and group of its own, with nothing of this process but what is given.
struct Spawn {
    /// The program, found by its path alone, and its arguments.
    var program: String
    var arguments: [String]
    var environment: [String: String]
    var workingDirectory: String?
    /// Where both of its outputs go.
    var output: Descriptor

    /// Returns when the program has taken over the new process.
    func run() throws(StartFailure) -> Int32 {
        let assignments = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        if let name = environment.keys.first(where: { $0.isEmpty || $0.contains("=") }) {
            throw .badArgument(name)
        }
        let passed = [program] + arguments + assignments + (workingDirectory.map { [$0] } ?? [])
        if let text = passed.first(where: { $0.utf8.contains(0) }) {
            throw .badArgument(text.replacing("\0", with: "\\0"))
        }
        try checkWorkingDirectory()
        var pid: pid_t = 0
        let code = withActions { actions in
            withAttributes { attributes in
                Self.withCStrings([program] + arguments) { argv in
                    Self.withCStrings(assignments) { environ in
                        posix_spawn(&pid, program, actions, attributes, argv, environ)
                    }
                }
            }
        }
        guard code == 0 else {
            throw .programNotStarted(program, reason: System.message(code))
        }
        return pid
    }

    /// `posix_spawn` would say the same of a folder that is not there as of a program that is not.
    private func checkWorkingDirectory() throws(StartFailure) {
        guard let folder = workingDirectory else { return }
        var info = stat()
        var code = stat(folder, &info) == 0 ? 0 : errno
        if code == 0, info.st_mode & S_IFMT != S_IFDIR { code = ENOTDIR }
        if code == 0, access(folder, X_OK) != 0 { code = errno }
        if code != 0 { throw .badWorkingDirectory(folder, reason: System.message(code)) }
    }

    #if canImport(Darwin)
        private typealias Actions = posix_spawn_file_actions_t?
        private typealias Attributes = posix_spawnattr_t?
    #else
        private typealias Actions = posix_spawn_file_actions_t
        private typealias Attributes = posix_spawnattr_t
    #endif

    private func withActions(_ body: (UnsafePointer<Actions>) -> Int32) -> Int32 {
        #if canImport(Darwin)
            var actions: Actions = nil
        #else
            var actions = Actions()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.raw, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output.raw, STDERR_FILENO)
        if let workingDirectory { posix_spawn_file_actions_addchdir_np(&actions, workingDirectory) }
        #if canImport(Glibc)
            posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)
        #elseif canImport(Musl)
            let open = (try? DiskFiles.names(in: "/proc/self/fd")) ?? []
            for raw in open.compactMap(Int32.init) where raw > STDERR_FILENO {
                posix_spawn_file_actions_addclose(&actions, raw)
            }
        #endif
        return body(&actions)
    }

    /// What this process does with signals is its own affair: threads of servers block them, and SIGPIPE is ignored.
    private func withAttributes(_ body: (UnsafePointer<Attributes>) -> Int32) -> Int32 {
        #if canImport(Darwin)
            var attributes: Attributes = nil
            let session = POSIX_SPAWN_SETSID | POSIX_SPAWN_CLOEXEC_DEFAULT
        #else
            var attributes = Attributes()
            let session = SPINDLE_SPAWN_SETSID
        #endif
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let flags = Int32(session) | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
        posix_spawnattr_setflags(&attributes, Int16(flags))
        return body(&attributes)
    }

    /// A list of strings as C has it, ended by a null pointer.
    private static func withCStrings<Result>(
        _ strings: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}
