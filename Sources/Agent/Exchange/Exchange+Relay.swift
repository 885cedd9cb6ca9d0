import AgentConfig
import NIOCore
import NIOHTTP1
import OpenAIWire
import Scaling

extension Exchange: UpstreamReceiver {
    func upstream(_ event: UpstreamEvent) {
        guard case .sent(let lease, let connection, var relay) = phase else { return }
        switch event {
        case .head(let head):
            guard !Self.isFailure(head.status) else {
                connection.abandon()
                return failed(lease, head)
            }
            relay.receive(head)
            phase = .sent(lease, connection, relay)
        case .body(let bytes):
            let isFirst = !relay.hasContent
            let passed = relay.receive(bytes)
            if isFirst, relay.hasContent { record.firstContent = .now() }
            phase = .sent(lease, connection, relay)
            if let passed {
                guard relay.isStream || !isStreamPromised else { return refuse(lease, connection) }
                pass(passed, of: relay)
            }
            if relay.hasBegun { watchAnswer(of: lease) }
        case .pause: if relay.hasBegun { answer.flush() }
        case .end: end(lease, relay)
        case .failed(let failure):
            guard relay.hasBegun else { return fail(lease, failure) }
            release(lease, .failed)
            record.failures.append(failure.words)
            interrupt(relay, .upstreamFailed(lease.model, failure.words))
        }
    }

    /// An answer that has begun may not stand still, nor go on for ever.
    func watchAnswer(of lease: Lease) {
        watch(until: min(.now() + .nanoseconds(Int64(core.options.stall * 1e9)), longest(of: lease)))
    }

    private func longest(of lease: Lease) -> NIODeadline {
        (record.firstContent ?? .now()) + .nanoseconds(Int64(lease.longestStream * 1e9))
    }

    /// Answers that say that the server is at fault or busy, and another may not be.
    private static func isFailure(_ status: HTTPResponseStatus) -> Bool {
        switch status.code {
        case 429, 500, 502, 503, 504: true
        default: false
        }
    }

    private func failed(_ lease: Lease, _ head: HTTPResponseHead) {
        let wait = head.headers.first(name: "retry-after").flatMap(Int.init)
        fail(lease, .refused(status: Int(head.status.code), retryAfter: wait))
    }

    private func pass(_ bytes: ByteBuffer, of relay: Relay) {
        if relay.isStream { writeStreamHead(relay.head) } else { writeHead(relay.head, length: nil) }
        answer.write(bytes)
    }

    // MARK: The end of an answer

    private func end(_ lease: Lease, _ ended: Relay) {
        var relay = ended
        record.tokens = relay.usage
        record.events = relay.events
        if !relay.isStream { noteResponse(relay.body) }
        let hadBegun = relay.hasBegun
        guard let rest = relay.finish() else {
            // A stream that stops without saying that it is over.
            guard hadBegun else { return fail(lease, .hungUp(wasIdle: false)) }
            release(lease, .failed)
            record.failures.append("broke off")
            return interrupt(relay, .upstreamFailed(lease.model, "it stopped in the middle of its answer"))
        }
        release(lease, .succeeded)
        if isStreamPromised, !relay.isStream { return endStream(with: rest, relay.head) }
        if relay.isStream {
            writeStreamHead(relay.head)
        } else {
            if record.firstContent == nil { record.firstContent = .now() }
            writeHead(relay.head, length: hadBegun ? nil : rest.readableBytes)
        }
        answer.write(rest)
        answer.end()
        if let conversation, let model = record.model { core.remember(conversation, model) }
        conclude(status: Int(relay.head?.status.code ?? 200))
    }

    /// An answer without end that is no stream, to a client that has been told that one is coming.
    private func refuse(_ lease: Lease, _ connection: UpstreamConnection) {
        connection.abandon()
        release(lease, .abandoned)
        finish(.upstreamFailed(lease.model, "it did not answer with a stream"))
    }

    /// The same, but whole and short, such as an error: the client gets it as the one event of its stream.
    private func endStream(with body: ByteBuffer, _ head: HTTPResponseHead?) {
        let text = String(buffer: body)
        guard let status = head?.status.code, status >= 400, text.hasPrefix("{") else {
            return finish(.upstreamFailed(record.model ?? "", "it did not answer with a stream"))
        }
        let lines = text.split(whereSeparator: \.isNewline).map { "data: \($0)\n" }
        answer.write(ByteBuffer(string: (dialect == .chat ? "" : "event: error\n") + lines.joined() + "\n"))
        answer.end()
        conclude(status: Int(status))
    }

    /// What later requests may refer to.
    private func noteResponse(_ body: ByteBuffer) {
        guard case .responses = endpoint, let model = record.model else { return }
        let bytes = body.readableBytesSpan
        guard let id = ResponseScan(bytes).id else { return }
        core.remember(ConversationKey(response: id.text(in: bytes), caller: record.tenant ?? ""), model)
    }

    /// Something of the answer has reached the client, and no more will come.
    func interrupt(_ relay: Relay, _ error: APIError) {
        record.tokens = relay.usage
        record.events = relay.events
        guard relay.hasBegun else { return finish(error) }
        if relay.isStream {
            answer.write(ByteBuffer(bytes: error.event(dialect)))
            answer.end()
        } else {
            answer.cut()
        }
        conclude(status: error.status, error: error.code)
    }

    // MARK: Heads

    /// - Parameter head: that of the model server; `nil` when the stream begins before there is one.
    func writeStreamHead(_ head: HTTPResponseHead? = nil) {
        guard !isHeadSent else { return }
        isHeadSent = true
        var headers = head.map { HopByHop.responseHeaders($0.headers) } ?? HTTPHeaders()
        headers.replaceOrAdd(name: "Content-Type", value: "text/event-stream; charset=utf-8")
        headers.replaceOrAdd(name: "Cache-Control", value: "no-cache")
        // Tells nginx and others like it not to collect the stream.
        headers.replaceOrAdd(name: "X-Accel-Buffering", value: "no")
        headers.remove(name: "Content-Length")
        record.addHeaders(to: &headers, router)
        headers.add(name: "Transfer-Encoding", value: "chunked")
        answer.write(.ok, headers)
    }

    /// - Parameter length: of the whole answer, if it is known here; else that of the model server's head holds.
    private func writeHead(_ head: HTTPResponseHead?, length: Int?) {
        guard !isHeadSent, let head else { return }
        isHeadSent = true
        var headers = HopByHop.responseHeaders(head.headers)
        if let length { headers.replaceOrAdd(name: "Content-Length", value: "\(length)") }
        if !headers.contains(name: "content-length") { headers.add(name: "Transfer-Encoding", value: "chunked") }
        record.addHeaders(to: &headers, router)
        answer.write(head.status, headers)
    }

    /// What goes to the model server: the client's bytes, with another value of `model`.
    func upstreamRequest(to lease: Lease) -> (HTTPRequestHead, [ByteBuffer]) {
        var headers = HopByHop.requestHeaders(request.head.headers)
        headers.add(name: "Host", value: lease.authority)
        headers.add(name: "X-Request-Id", value: record.requestID)
        let body = upstreamBody()
        let length = body.reduce(0) { $0 + $1.readableBytes }
        if length > 0 || endpoint.method == "POST" { headers.add(name: "Content-Length", value: "\(length)") }
        let method = HTTPMethod(rawValue: endpoint.method)
        return (HTTPRequestHead(version: .http1_1, method: method, uri: endpoint.path, headers: headers), body)
    }

    /// Bodies up to this size are copied into one piece, which costs less than three pieces on their way.
    private static let mostCopied = 64 << 10

    private func upstreamBody() -> [ByteBuffer] {
        guard let scan, let name = record.upstream else {
            return request.body.readableBytes > 0 ? [request.body] : []
        }
        let patch = ModelPatch(scan, model: name)
        let start = request.body.readerIndex
        let rest = patch.range.upperBound..<request.body.readableBytes
        let parts = [
            request.body.getSlice(at: start, length: patch.range.lowerBound),
            ByteBuffer(bytes: patch.value),
            request.body.getSlice(at: start + rest.lowerBound, length: rest.count),
        ].compactMap(\.self)
        let length = patch.length(from: request.body.readableBytes)
        guard length <= Self.mostCopied else { return parts }
        var whole = answer.allocator.buffer(capacity: length)
        for part in parts { whole.writeImmutableBuffer(part) }
        return [whole]
    }
}

extension SocketAddress {
    /// For `Host`.
    var authority: String {
        let host = ipAddress ?? "localhost"
        return (host.contains(":") ? "[\(host)]" : host) + (port.map { ":\($0)" } ?? "")
    }
}
