#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The streams of the process.
struct Console: Sendable {
    static let standard = Console()

    /// Text for the user's program or eyes: what a command was asked for.
    func output(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Everything else: progress, summaries, errors.
    func error(_ text: String) { write(text.hasSuffix("\n") ? text : text + "\n", to: STDERR_FILENO) }

    /// Whether colour may be used there: on a terminal, unless `NO_COLOR` is set (no-color.org) or the terminal is dumb.
    func allowsColor(_ stream: Stream) -> Bool {
        isTerminal(stream) && value("NO_COLOR")?.isEmpty ?? true && value("TERM") != "dumb"
    }

    func isTerminal(_ stream: Stream) -> Bool { isatty(stream == .output ? STDOUT_FILENO : STDERR_FILENO) == 1 }

    enum Stream {
        case output
        case error
    }

    /// A line that the next one replaces; nothing where nobody watches.
    func progress(_ text: String) {
        guard isTerminal(.error) else { return }
        write("\r\u{1B}[K" + text, to: STDERR_FILENO)
    }

    /// Clears the screen for what comes next; what has scrolled away stays.
    func clear() {
        guard isTerminal(.error), value("TERM") != "dumb" else { return }
        write("\u{1B}[H\u{1B}[2J", to: STDERR_FILENO)
    }

    /// The next bytes of standard input, once there are some; none at its end.
    func input() -> [UInt8] {
        let size = 1 << 16
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            var got: Int
            repeat { got = systemRead(STDIN_FILENO, buffer.baseAddress, size) } while got < 0 && errno == EINTR
            count = max(0, got)
        }
    }

    /// The running executable.
    var executable: String? {
        guard let path = realpath("/proc/self/exe", nil) ?? realpath(CommandLine.arguments[0], nil) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }

    func value(_ variable: String) -> String? { getenv(variable).map { String(cString: $0) } }

    private func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                // Nobody reads any more, as after `| head`.
                return
            }
            bytes = bytes.dropFirst(count)
        }
    }
}

private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}

/// The function of the C library, whose name the method above shadows.
private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, buffer, count)
}
