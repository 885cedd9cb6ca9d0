/// Watches a stream of server-sent events go by, in chunks that are cut anywhere, without keeping it.
///
/// An event that lies within one chunk is looked at where it is. Of one that is cut its pieces are kept until it ends,
/// up to a limit; of a longer one only its beginning is looked at.
package struct EventStream: Sendable {
    /// Whether the bytes so far end where an event may begin, so that a comment or an event of one's own may be sent.
    ///
    /// An upstream that begins with a byte-order mark (none is known) would have to be relieved of it, where something
    /// was sent before.
    package private(set) var isAtBoundary = true
    /// Whether a part of the answer has been seen: words, thoughts, a refusal, or the call of a tool. Before that
    /// nothing is lost if the request is sent to another server.
    package private(set) var hasContent = false
    /// Whether the stream has ended well: `[DONE]`, `message_stop`, `response.completed` or `response.incomplete`.
    package private(set) var isDone = false
    /// Whether an event says that the answer has failed.
    package private(set) var hasFailed = false
    /// The last that was said of it.
    package private(set) var usage = Usage()
    /// Events with data.
    package private(set) var events = 0

    /// Bytes of an event that are looked at.
    private let longest: Int
    /// The beginning of an event that is cut by the end of a chunk.
    private var pending: [UInt8] = []
    private var isLineEmpty = true
    private var isBehindReturn = false

    /// - Parameter longest: bytes of one event that are looked at. Usage stands at the end of the last event, which
    ///   with the Responses API holds the whole answer.
    package init(longest: Int = 1 << 20) { self.longest = longest }

    /// Looks at the next bytes.
    ///
    /// - Returns: how many bytes of the chunk belong to events that are whole; 0 if none ends in it.
    @discardableResult
    package mutating func consume(_ chunk: RawSpan) -> Int {
        var start = 0
        var index = 0
        while index < chunk.byteCount {
            if isBehindReturn {
                isBehindReturn = false
                if chunk[at: index] == UInt8(ascii: "\n") {
                    index += 1
                    // The end of an event may be cut between the two.
                    if isAtBoundary { start = index }
                    continue
                }
            }
            isAtBoundary = false
            let end = chunk.firstIndex(from: index, ByteMark.ofLineEnd)
            if end > index { isLineEmpty = false }
            index = end
            guard end < chunk.byteCount else { break }
            isBehindReturn = chunk[at: end] == UInt8(ascii: "\r")
            index += 1
            if isLineEmpty {
                finish(chunk.extracting(start..<index))
                start = index
                isAtBoundary = true
            }
            isLineEmpty = true
        }
        keep(chunk.extracting(start..<chunk.byteCount))
        return start
    }

    private mutating func keep(_ bytes: RawSpan) {
        let count = min(bytes.byteCount, longest - pending.count)
        bytes.append(0..<count, to: &pending)
    }

    private mutating func finish(_ rest: RawSpan) {
        guard !pending.isEmpty else { return look(at: rest) }
        keep(rest)
        let event = pending
        pending = []
        look(at: event.span.bytes)
    }

    private mutating func look(at bytes: RawSpan) {
        let fields = EventFields(bytes)
        guard let range = fields.data else { return }
        let kind = fields.name.flatMap { EventKind(spelled: bytes.extracting($0)) }
        if let data = fields.joined {
            look(at: data.span.bytes, kind)
        } else {
            look(at: bytes.extracting(range), kind)
        }
    }

    private mutating func look(at data: RawSpan, _ kind: EventKind?) {
        events += 1
        if data.starts(with: "[DONE]") {
            isDone = true
            return
        }
        var facts = EventFacts()
        if let kind {
            facts.note(kind)
            if EventFacts.mayHoldUsage(data) { facts.read(data) }
        } else if !hasContent || EventFacts.mayHoldMore(data) {
            facts.read(data)
        }
        hasContent = hasContent || facts.hasContent
        isDone = isDone || facts.isDone
        hasFailed = hasFailed || facts.hasFailed
        usage.update(facts.usage)
    }
}
