import NIOCore
import NIOHTTP1
import OpenAIWire

/// The answer of a model server on its way to the client, as a value: parts go in, and what may be passed on comes out.
///
/// Of a stream only whole events are passed on, so that whatever happens between two of them the client never sees half of
/// one. Until the first content everything is held back, and so is an answer that is not streamed until it is whole or too
/// large: as long as nothing has been passed on, another server can be asked.
struct Relay {
    enum Kind {
        case stream(EventStream)
        case whole
    }

    private(set) var kind = Kind.whole
    private(set) var head: HTTPResponseHead?
    private var held = ByteBuffer()
    /// Whether the client has been given something of it.
    private(set) var hasBegun = false
    private let endpoint: Endpoint
    private let mostHeld: Int

    /// Beyond this the events before the first content are passed on, and another server cannot be asked any more.
    private static let mostHeldOfStream = 256 << 10

    init(_ endpoint: Endpoint, mostHeld: Int) {
        self.endpoint = endpoint
        self.mostHeld = mostHeld
    }

    mutating func receive(_ head: HTTPResponseHead) {
        self.head = head
        let type = head.headers.first(name: "content-type") ?? ""
        if head.status == .ok, type.lowercased().hasPrefix("text/event-stream") { kind = .stream(EventStream()) }
    }

    /// - Returns: what goes to the client now.
    mutating func receive(_ bytes: ByteBuffer) -> ByteBuffer? {
        switch kind {
        case .whole:
            hold(bytes)
            guard hasBegun || held.readableBytes > mostHeld else { return nil }
        case .stream(var stream):
            let before = held.readableBytes
            let whole = stream.consume(bytes.readableBytesSpan)
            kind = .stream(stream)
            hold(bytes)
            guard hasBegun || stream.hasContent || held.readableBytes > Self.mostHeldOfStream, whole > 0 else {
                return nil
            }
            hasBegun = true
            return held.readSlice(length: before + whole)
        }
        hasBegun = true
        return take()
    }

    private mutating func hold(_ bytes: ByteBuffer) {
        var bytes = bytes
        if held.readableBytes == 0 { held = bytes } else { held.writeBuffer(&bytes) }
    }

    private mutating func take() -> ByteBuffer? {
        defer { held = ByteBuffer() }
        return held.readableBytes > 0 ? held : nil
    }

    /// The answer is whole.
    /// - Returns: what has been held back; `nil` for a stream that broke off, where an error has to follow what was passed on.
    mutating func finish() -> ByteBuffer? {
        if case .stream(let stream) = kind, !stream.isDone, !stream.hasFailed, isTerminated { return nil }
        hasBegun = true
        return take() ?? ByteBuffer()
    }

    /// Whether streams of this endpoint say that they are over.
    private var isTerminated: Bool {
        switch endpoint {
        case .chatCompletions, .completions, .responses, .messages: true
        default: false
        }
    }

    /// Whether the client may be given an event of the agent's own.
    var isStream: Bool { if case .stream = kind { true } else { false } }

    var hasContent: Bool { if case .stream(let stream) = kind { stream.hasContent } else { hasBegun } }

    var usage: Usage {
        if case .stream(let stream) = kind { stream.usage } else { ResponseScan(held.readableBytesSpan).usage }
    }

    var events: Int { if case .stream(let stream) = kind { stream.events } else { 0 } }

    /// The whole answer, if it has been held.
    var body: ByteBuffer { held }
}
