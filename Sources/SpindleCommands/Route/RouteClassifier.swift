import AgentConfig
import Classifier
import Routing

/// The classifier that the agent would ask, if it is on this machine.
struct RouteClassifier {
    /// Whether somebody has named it: then it must be there.
    private let isNamed: Bool
    private let places: ClassifierPlaces

    init(model: String?, library: String?) {
        isNamed = model != nil || library != nil
        places = ClassifierPlaces(model: model, library: library)
    }

    /// What it says of a prompt; `nil` where there is none, or a keyword has decided all.
    func signal(for prompt: String, _ matches: [KeywordMatch], _ router: Router) throws(RouteFailure)
        -> ClassifierSignal?
    {
        guard router.config.classifier.kind != .none else {
            guard !isNamed else {
                throw RouteFailure(
                    "environment `\(router.config.environment)` wants no classifier",
                    help: "leave out `--classifier`, or set `routing.classifier.kind` to distilbert"
                )
            }
            return nil
        }
        guard router.judge.asksClassifier(after: matches) else { return nil }
        do throws(ClassifierFailure) {
            let classifier = try PromptClassifier(places)
            let labels = try Self.labels(of: classifier)
            return labels.signal(of: try classifier.classify(Array(prompt.utf8)))
        } catch {
            guard isNamed else { return nil }
            throw RouteFailure("\(error)")
        }
    }

    private static func labels(of classifier: PromptClassifier) throws(ClassifierFailure) -> ClassifierLabels {
        do throws(ClassifierLabels.Misfit) {
            return try ClassifierLabels(classifier.labels(of:))
        } catch {
            throw .badSettings(path: classifier.words, reason: error.description)
        }
    }
}
