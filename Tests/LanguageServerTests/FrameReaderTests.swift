import LanguageServer
import TestSupport
import Testing

/// The base protocol: a stream of bytes becomes messages, however it is cut and whatever is in it.
@Suite struct FrameReaderTests {
    static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func messagesAreCutAtTheirLengths() {
        var reader = FrameReader()
        let stream = Self.bytes(
            "Content-Length: 2\r\n\r\n{}content-length:5\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n[\"ü\""
        )
        #expect(reader.read(stream) == [.message(Self.bytes("{}")), .message(Self.bytes("[\"ü\""))])
    }

    @Test func piecesOfOneByteAreTheSame() {
        var reader = FrameReader()
        let stream = Self.bytes("Content-Length: 2\r\n\r\n{}Content-Length: 4\n\nnull")
        #expect(
            stream.flatMap { reader.read([$0]) } == [.message(Self.bytes("{}")), .message(Self.bytes("null"))]
        )
    }

    @Test(arguments: [
        "Content-Length: x\r\n\r\n", "Content-Length: -1\r\n\r\n", "Content-Length: 99999999999999999999\r\n\r\n",
        "Length: 2\r\n\r\n", "nonsense\n\n", "\r\n", "Content-Length: ٣\r\n\r\n",
    ])
    func malformedHeadersAreSkipped(header: String) {
        var reader = FrameReader()
        let frames = reader.read(Self.bytes(header + "Content-Length: 2\r\n\r\n{}"))
        #expect(frames.count == 2 && frames.last == .message(Self.bytes("{}")), "\(frames)")
        guard case .malformed? = frames.first else { return #expect(Bool(false), "\(frames)") }
    }

    @Test func messagesThatAreTooLargeArePassedOver() {
        var reader = FrameReader(longestContent: 10)
        var frames = reader.read(Self.bytes("Content-Length: 5000\r\n\r\n"))
        #expect(frames == [.malformed("a message has more than 10 bytes")])
        for _ in 0..<50 { frames += reader.read([UInt8](repeating: 0x7B, count: 100)) }
        frames += reader.read(Self.bytes("Content-Length: 2\r\n\r\n{}"))
        #expect(frames.count == 2 && frames.last == .message(Self.bytes("{}")))
    }

    @Test func headerWithoutEndIsTheEnd() {
        var reader = FrameReader()
        let frames = (0..<100).flatMap { _ in reader.read([UInt8](repeating: 0x61, count: 100)) }
        #expect(frames == [.lost("a header has more than 4096 bytes")])
    }

    @Test func randomBytesAreNoMessages() {
        var random = SplitMix(seed: 3)
        for _ in 0..<200 {
            var reader = FrameReader()
            for _ in 0..<20 {
                let piece = (0..<Int.random(in: 1...400, using: &random)).map { _ in
                    Bool.random(using: &random)
                        ? UInt8.random(in: .min ... .max, using: &random)
                        : "Content-Length: 12\r\n\r\n{}".utf8.randomElement(using: &random) ?? 0
                }
                _ = reader.read(piece)
            }
        }
    }
}
