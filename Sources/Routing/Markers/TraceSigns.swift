/// Signs of a stack trace.
struct TraceSigns {
    private var headings = 0
    private var frames = 0

    var areThere: Bool { headings > 0 || frames >= 2 }

    /// Python, Java, Rust, Go, C#, Ruby and Node say so.
    private static let openings = [
        "Traceback (most recent call last)", "Exception in thread ", "Unhandled exception", "Caused by: ",
        "goroutine ", "stack backtrace:", "Segmentation fault",
    ].map { Array($0.utf8) }
    private static let panicked = Array("' panicked at ".utf8)
    private static let frame = (
        at: Array("at ".utf8), file: Array("File \"".utf8), line: Array(", line ".utf8), number: Array("#".utf8),
        address: Array(" 0x".utf8)
    )

    mutating func note(_ line: PromptLine) {
        guard let first = line.first else { return }
        switch first {
        case UInt8(ascii: "T"), UInt8(ascii: "E"), UInt8(ascii: "U"), UInt8(ascii: "C"), UInt8(ascii: "g"),
            UInt8(ascii: "s"),
            UInt8(ascii: "S"):
            // A sentence may begin with one of them; the trace goes on with more marks.
            if Self.openings.contains(where: line.starts(with:)),
                first != UInt8(ascii: "g") || line.last == UInt8(ascii: ":")
            {
                headings += 1
            }
        case UInt8(ascii: "t"): if line.contains(Self.panicked) { headings += 1 }
        case UInt8(ascii: "a"):
            // `at package.Class.method(File.java:12)`, `at name (/path/file.js:1:2)`
            if line.starts(with: Self.frame.at), line.tally[.bracket] >= 2 || line.tally[.digit] > 0,
                line.contains(where: {
                    $0 == UInt8(ascii: ":") && ByteKind.ofByte[Int($1)] == ByteKind.digit.rawValue
                })
            {
                frames += 1
            }
        case UInt8(ascii: "F"):
            if line.starts(with: Self.frame.file), line.contains(Self.frame.line) { frames += 1 }
        case UInt8(ascii: "#"): if line.contains(Self.frame.address) { frames += 1 }
        default: break
        }
    }
}
