import AgentConfig
import Classifier
import Crypto
import NIOCore
import NIOPosix
import PromptReading
import Routing
import Synchronization

/// What a classifier made of a prompt.
enum ClassifierAnswer: Sendable, Equatable {
    case signal(ClassifierSignal)
    case silence(Silence)

    /// Why there is no signal, so that keywords decide alone.
    enum Silence: String, Sendable {
        /// Too many prompts wait.
        case busy
        /// It would have held up the request for longer than it may.
        case late
        case failed
    }
}

/// Asks the classifier beside the event loops: prompts wait in a short queue, none for longer than its request has time.
final class ClassifierDesk: Sendable {
    /// Of a prompt: it is not kept itself.
    private typealias Digest = SHA256.Digest

    private let reader: PromptReader
    private let metrics: Metrics
    /// Seconds that a request may be held up.
    private let budget: Double
    private let threads: NIOThreadPool
    private let waiting = Atomic(0)
    private let recent = Mutex(RecentMemory<Digest, ClassifierSignal>(capacity: mostRemembered))
    /// Each has a state of 1.5 KB with the classifier that Spindle brings.
    private static let mostRemembered = 4096
    /// What waits beyond these would be late anyway.
    private static let mostWaiting = 64

    init(_ reader: PromptReader, _ metrics: Metrics, budget: Double) {
        self.reader = reader
        self.metrics = metrics
        self.budget = budget
        // Most of the processors are for those who are waited for: models, and the proxy.
        threads = NIOThreadPool(numberOfThreads: max(1, System.coreCount / 4))
        threads.start()
    }

    deinit { threads.shutdownGracefully { _ in } }

    /// - Parameter then: is called once, on the event loop, at the latest when the time is up; at once where the answer is known.
    func ask(_ prompt: String, on loop: any EventLoop, then: @escaping @Sendable (ClassifierAnswer) -> Void) {
        let prompt = Array(prompt.utf8)
        let digest = SHA256.hash(data: prompt)
        if let signal = recent.withLock({ $0.value(of: digest) }) {
            metrics.count(.classifications, "cached")
            return then(.signal(signal))
        }
        let asked = NIODeadline.now()
        let deadline = asked + .nanoseconds(Int64(budget * 1e9))
        let reply = Reply(metrics, then)
        guard waiting.add(1, ordering: .relaxed).newValue <= Self.mostWaiting else {
            waiting.subtract(1, ordering: .relaxed)
            return reply(.silence(.busy))
        }
        let alarm = loop.scheduleTask(deadline: deadline) { reply(.silence(.late)) }
        threads.submit { [self] state in
            defer { waiting.subtract(1, ordering: .relaxed) }
            // Nobody waits for it any longer.
            guard case .active = state, NIODeadline.now() < deadline else { return }
            let answer = classify(prompt, digest)
            metrics.observe((NIODeadline.now() - asked).seconds, in: .classificationSeconds)
            loop.execute {
                alarm.cancel()
                reply(answer)
            }
        }
    }

    private func classify(_ prompt: [UInt8], _ digest: Digest) -> ClassifierAnswer {
        do throws(ClassifierFailure) {
            let signal = try reader.signal(of: prompt)
            recent.withLock { $0.remember(digest, signal) }
            return .signal(signal)
        } catch {
            return .silence(.failed)
        }
    }
}

/// An answer that is given once.
private final class Reply: Sendable {
    private let metrics: Metrics
    private let then: @Sendable (ClassifierAnswer) -> Void
    private let isGiven = Atomic(false)

    init(_ metrics: Metrics, _ then: @escaping @Sendable (ClassifierAnswer) -> Void) {
        self.metrics = metrics
        self.then = then
    }

    func callAsFunction(_ answer: ClassifierAnswer) {
        guard !isGiven.exchange(true, ordering: .relaxed) else { return }
        switch answer {
        case .signal: metrics.count(.classifications, "classified")
        case .silence(let silence): metrics.count(.classifications, silence.rawValue)
        }
        then(answer)
    }
}
