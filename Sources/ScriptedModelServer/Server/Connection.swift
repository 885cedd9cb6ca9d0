import NIOCore

/// One client: its requests are answered in turn.
final class Connection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let state: ServerState
    private var parser = RequestParser()
    private var running: RunningAnswer?
    private var isClosing = false
    private var output = ByteBuffer()

    init(_ state: ServerState) { self.state = state }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        parser.append(&bytes)
        serve(context)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) { running?.proceed() }

    func channelInactive(context: ChannelHandlerContext) {
        guard let running else { return }
        self.running = nil
        running.abandon()
        state.statistics.cancelled += 1
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// Answers what has come, until an answer takes its time.
    private func serve(_ context: ChannelHandlerContext) {
        do throws(RequestParser.Failure) {
            while running == nil, !isClosing, let request = try parser.next() { answer(request, context) }
            if running == nil, parser.takeExpectation() { output.writeString("HTTP/1.1 100 Continue\r\n\r\n") }
        } catch {
            isClosing = true
            HTTPResponse.error(error.status, error.message).write(to: &output, servedBy: state.port, keepsAlive: false)
        }
        flush(context)
        if isClosing, running == nil { context.close(promise: nil) }
    }

    private func flush(_ context: ChannelHandlerContext) {
        guard output.readableBytes > 0 else { return }
        context.writeAndFlush(wrapOutboundOut(output), promise: nil)
        output = ByteBuffer()
    }

    private func answer(_ request: HTTPRequest, _ context: ChannelHandlerContext) {
        let keepsAlive = request.keepsAlive
        isClosing = !keepsAlive
        switch state.answer(to: request) {
        case .whole(let response): response.write(to: &output, servedBy: state.port, keepsAlive: keepsAlive)
        case .generated(let generation, let dialect):
            state.statistics.started += 1
            if let body = generation.wholeAtOnce(dialect) {
                HTTPResponse(body: body).write(to: &output, servedBy: state.port, keepsAlive: keepsAlive)
                state.statistics.finished += 1
                return
            }
            flush(context)
            let wire = AnswerWire(
                channel: context.channel,
                port: state.port,
                keepsAlive: keepsAlive,
                isChunked: request.isVersion11
            )
            let running = RunningAnswer(generation, dialect, on: wire) { [weak self] end in
                self?.end(end, context)
            }
            self.running = running
            running.proceed()
        }
    }

    private func end(_ end: RunningAnswer.End, _ context: ChannelHandlerContext) {
        running = nil
        if end.isWhole { state.statistics.finished += 1 } else { state.statistics.failed += 1 }
        isClosing = isClosing || end.closes
        // Not from within: many short answers to requests that wait would call each other.
        context.eventLoop.assumeIsolated().execute { [weak self] in self?.serve(context) }
    }
}

extension Generation {
    /// The answer, where nothing is to happen before it or to it.
    fileprivate func wholeAtOnce(_ dialect: any Dialect) -> String? {
        let isPlain = script.fault == nil && script.firstTokenMilliseconds == 0 && script.tokensPerSecond == 0
        return isPlain && !isStreamed ? dialect.whole(self) : nil
    }
}
