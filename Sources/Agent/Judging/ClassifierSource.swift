import AgentConfig
import Classifier
import Logging
import PromptReading
import Routing
import Synchronization

extension AgentCore {
    /// Says in the log whether there is the classifier that a configuration wants.
    func prepareClassifier(for router: RouterConfig, _ logger: Logger) {
        guard router.classifier.kind != .none else { return }
        if let reason = classifier.prepare(for: router) {
            logger.warning("Without a classifier: keywords decide alone", metadata: ["reason": "\(reason)"])
        } else if let words = classifier.words(for: router) {
            let level = classifier.canRead(router) ? Logger.Level.info : .warning
            logger.log(level: level, "A classifier judges prompts", metadata: ["model": "\(words)"])
        }
    }
}

/// Where the classifier is, and the one that was loaded. It is looked for when a configuration first wants one.
final class ClassifierSource: Sendable {
    private enum State {
        /// No configuration has asked for one.
        case unused
        case ready(Ready)
        case missing(reason: String)
    }

    private struct Ready {
        var desk: ClassifierDesk
        var places: ClassifierPlaces
        var words: String
        /// What tells it from others.
        var encoder: String
    }

    private let places: ClassifierPlaces
    private let metrics: Metrics
    private let budget: Double
    private let state = Mutex(State.unused)

    init(_ places: ClassifierPlaces, _ metrics: Metrics, budget: Double) {
        self.places = places
        self.metrics = metrics
        self.budget = budget
    }

    /// `nil` where there is none: then keywords decide alone.
    var desk: ClassifierDesk? {
        state.withLock { if case .ready(let ready) = $0 { ready.desk } else { nil } }
    }

    /// Whether the heads of models, if there are any, were fitted with the classifier that is there.
    func canRead(_ router: RouterConfig) -> Bool {
        guard let encoder = router.classifier.encoder else { return true }
        return state.withLock { if case .ready(let ready) = $0 { ready.encoder == encoder } else { true } }
    }

    /// How it stands, in words; `nil` while no configuration has wanted one.
    func words(for router: RouterConfig) -> String? {
        let isOther = !canRead(router)
        return state.withLock { state in
            switch state {
            case .unused: nil
            case .ready(let ready):
                ready.words + (isOther ? "; the heads of models were fitted with another and are not read" : "")
            case .missing(let reason): "none, so that keywords decide alone: \(reason)"
            }
        }
    }

    /// Loads the one that a configuration wants, once. One that was not there is looked for again.
    /// - Returns: why there is none.
    func prepare(for router: RouterConfig) -> String? {
        let places = places.preferring(router.classifier.folder)
        let isReady = state.withLock { if case .ready(let ready) = $0 { ready.places == places } else { false } }
        guard !isReady else { return nil }
        let found = load(places)
        state.withLock { $0 = found }
        if case .missing(let reason) = found { return reason }
        return nil
    }

    private func load(_ places: ClassifierPlaces) -> State {
        do throws(ClassifierFailure) {
            let reader = try PromptReader(places)
            return .ready(
                Ready(
                    desk: ClassifierDesk(reader, metrics, budget: budget),
                    places: places,
                    words: reader.words,
                    encoder: reader.encoder
                )
            )
        } catch {
            return .missing(reason: "\(error)")
        }
    }
}
