import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An answer that takes its time, or goes wrong.
///
/// Whole and streamed answers are both a list of texts: in a whole one they are the two halves of its body, so that a
/// fault can come in the middle.
final class RunningAnswer {
    struct End {
        /// Whether all of the answer was sent.
        var isWhole: Bool
        /// Whether the connection ends with it.
        var closes: Bool
    }

    private let generation: Generation
    private let dialect: any Dialect
    private let wire: AnswerWire
    private let onEnd: (End) -> Void
    private let begin = NIODeadline.now()
    /// Tokens sent so far; `nil` before the head.
    private var sent: Int?
    private var isOver = false
    /// Whether a timer will call `proceed`.
    private var isWaiting = false
    private var isProceeding = false
    private let faultPosition: Int?

    init(_ generation: Generation, _ dialect: any Dialect, on wire: AnswerWire, onEnd: @escaping (End) -> Void) {
        self.generation = generation
        self.dialect = dialect
        self.wire = wire
        self.onEnd = onEnd
        faultPosition = generation.script.fault.map { _ in generation.script.faultPosition(of: generation.count) }
    }

    /// The client is gone.
    func abandon() { isOver = true }

    /// Sends what is due, as far as the client takes it.
    func proceed() {
        // Sending may make room, and call for more in the middle of an event.
        guard !isProceeding else { return }
        isProceeding = true
        defer { isProceeding = false }
        var isFirst = true
        while !isOver, !isWaiting {
            if !wire.channel.isWritable {
                wire.flush()
                guard wire.channel.isWritable else { return }
            }
            if let wait = timeToNext, wait > .nanoseconds(0) {
                if !isFirst { wire.flush() }
                return resume(in: wait)
            }
            isFirst = false
            step()
            if let sent, sent % 64 == 0, sent > 0, !isOver { wire.flush() }
        }
    }

    private func resume(in time: TimeAmount) {
        isWaiting = true
        wire.channel.eventLoop.assumeIsolated().scheduleTask(in: time) { [weak self] in
            self?.isWaiting = false
            self?.proceed()
        }
    }

    /// `nil` when nothing is to be waited for.
    private var timeToNext: TimeAmount? {
        let script = generation.script
        let tokens = generation.isStreamed ? sent ?? 0 : generation.count
        let pace = script.tokensPerSecond > 0 ? Double(tokens) / script.tokensPerSecond * 1e9 : 0
        let nanoseconds = script.firstTokenMilliseconds * 1e6 + pace
        return nanoseconds > 0 ? begin + .nanoseconds(Int64(nanoseconds)) - .now() : nil
    }

    private func step() {
        guard let sent else {
            if beginsWell { begin(generation.isStreamed) }
            return
        }
        if sent == faultPosition, let fault = generation.script.fault, !strike(fault) { return }
        if isOver { return }
        if sent == generation.count {
            for event in dialect.epilogue(generation) { send(event) }
            wire.lastChunk()
            wire.flush()
            return end(isWhole: true, closes: !wire.isChunked)
        }
        send(dialect.event(generation, piece: sent))
        self.sent = sent + 1
    }

    private func send(_ text: String) {
        if generation.script.fault == .split {
            wire.splinters(text, asChunks: wire.isChunked)
        } else {
            wire.chunk(text)
        }
    }

    private func end(isWhole: Bool, closes: Bool) {
        isOver = true
        onEnd(End(isWhole: isWhole, closes: closes))
    }

    // MARK: Faults before the answer

    /// - Returns: whether the answer begins as it should.
    private var beginsWell: Bool {
        switch generation.script.fault {
        case .status500, .status503, .status429:
            let status = generation.script.fault.flatMap { Int($0.rawValue) } ?? 500
            var response = HTTPResponse.error(status, "a scripted failure", type: "server_error")
            if status != 500 { response.headers = [("retry-after", "1")] }
            wire.whole(response)
            wire.flush()
            end(isWhole: false, closes: false)
            return false
        case .stallAtFirst:
            stall()
            return false
        default: return true
        }
    }

    private func begin(_ isStreamed: Bool) {
        let padding = (0..<64).map { (name: "x-padding-\($0)", value: String(repeating: "x", count: 1000)) }
        let headers = generation.script.fault == .hugeHeaders ? padding : []
        guard isStreamed else { return sendWhole(headers) }
        wire.head(headers)
        for event in dialect.prelude(generation) { send(event) }
        sent = 0
    }

    private func sendWhole(_ headers: [(name: String, value: String)]) {
        var response = HTTPResponse(headers: headers, body: dialect.whole(generation))
        let half = String(decoding: response.body.utf8.prefix(response.body.utf8.count / 2), as: UTF8.self)
        let missing = response.body.utf8.count - half.utf8.count
        switch generation.script.fault {
        case nil, .hugeHeaders: wire.whole(response)
        case .badJSON:
            response.body = half
            wire.whole(response)
        case .split:
            response.body = ""
            let text = dialect.whole(generation)
            wire.whole(response, missing: text.utf8.count)
            wire.flush()
            wire.splinters(text, asChunks: false)
        case .errorEvent: wire.whole(.error(500, "a scripted failure", type: "server_error"))
        case .badChunk:
            wire.raw("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n")
            wire.chunk(half)
            _ = strike(.badChunk)
            return
        case .some(let fault):
            response.body = half
            wire.whole(response, missing: missing)
            _ = strike(fault)
            return
        }
        wire.flush()
        end(isWhole: true, closes: false)
    }

    // MARK: Faults in the middle

    /// - Returns: whether the answer goes on.
    private func strike(_ fault: Fault) -> Bool {
        switch fault {
        case .exit: die { exit(1) }
        case .abort: die { abort() }
        case .stall: stall()
        case .close, .wrongLength:
            wire.flush()
            end(isWhole: false, closes: true)
        case .badChunk:
            wire.raw("zz\r\nthis is no chunk\r\n")
            wire.flush()
            end(isWhole: false, closes: true)
        case .badJSON:
            wire.chunk("data: {\"choices\":[{\"delta\":\n\n")
            return true
        case .errorEvent:
            wire.chunk(dialect.errorEvent(generation))
            wire.lastChunk()
            wire.flush()
            end(isWhole: false, closes: !wire.isChunked)
        case .exitBeforeReady, .split, .status500, .status503, .status429, .hugeHeaders, .stallAtFirst: return true
        }
        return false
    }

    private func stall() {
        wire.flush()
        // Only the client's leaving ends it.
        isWaiting = true
    }

    /// Ends the process once all before has been sent.
    private func die(_ how: @escaping @Sendable () -> Void) {
        isWaiting = true
        let sent = wire.channel.eventLoop.makePromise(of: Void.self)
        wire.flush(sent)
        sent.futureResult.whenComplete { _ in how() }
    }
}
