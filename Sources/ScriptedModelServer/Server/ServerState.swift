import NIOCore

/// What all connections share. They have one event loop, so that nobody else looks at it meanwhile.
final class ServerState {
    let options: ServerOptions
    var port = 0
    var statistics = ServerStatistics()
    /// As vLLM in its sleep mode.
    var isAsleep = false
    private var dice: Dice
    private var answers = 0
    private let readyAt: NIODeadline

    init(_ options: ServerOptions) {
        self.options = options
        dice = Dice(seed: options.seed)
        readyAt = .now() + .nanoseconds(Int64(options.loadSeconds * 1e9))
    }

    var isReady: Bool { NIODeadline.now() >= readyAt }

    func nextNumber() -> Int {
        answers += 1
        return answers
    }

    func rollFault() -> Fault? { options.faults.isEmpty ? nil : dice.fault(options.faults) }
}
