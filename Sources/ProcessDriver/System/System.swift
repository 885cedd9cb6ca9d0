#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What the operating system calls things.
enum System {
    static func message(_ code: Int32) -> String { String(cString: strerror(code)) }

    static func signalName(_ signal: Int32) -> String {
        guard let name = strsignal(signal) else { return "unknown" }
        return String(cString: name)
    }

    /// A call again and again until no signal cuts it short.
    static func retrying<Value: SignedInteger>(_ call: () -> Value) -> Value {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }
}

/// An open file that is closed when nobody holds it any longer, and that no other program inherits.
final class Descriptor: Sendable {
    let raw: Int32

    /// Takes over an open descriptor; `nil` when the call that was to open it failed.
    init?(_ raw: Int32) {
        guard raw >= 0 else { return nil }
        self.raw = raw
        _ = fcntl(raw, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(raw) }

    func makeNonBlocking() { _ = fcntl(raw, F_SETFL, fcntl(raw, F_GETFL) | O_NONBLOCK) }
}

/// Two ends: a byte in one wakes whoever polls the other.
struct WakePipe: Sendable {
    let reading: Descriptor
    private let writing: Descriptor

    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0, let reading = Descriptor(ends[0]), let writing = Descriptor(ends[1]) else { return nil }
        self.reading = reading
        self.writing = writing
        reading.makeNonBlocking()
        writing.makeNonBlocking()
    }

    /// A full pipe wakes as well.
    func wake() {
        var byte: UInt8 = 0
        _ = write(writing.raw, &byte, 1)
    }

    func drain() {
        var bytes = [UInt8](repeating: 0, count: 256)
        while read(reading.raw, &bytes, bytes.count) > 0 {}
    }
}
