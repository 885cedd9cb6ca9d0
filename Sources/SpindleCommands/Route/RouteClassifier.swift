import AgentConfig
import Classifier
import PromptReading
import Routing

/// The classifier that the agent would ask, if it is on this machine.
struct RouteClassifier {
    /// Whether somebody has named it: then it must be there.
    private let isNamed: Bool
    private let places: ClassifierPlaces

    init(_ options: ClassifierOptions) {
        isNamed = options.isNamed
        places = options.places
    }

    /// What it says of a prompt; `nil` where there is none, or a keyword has decided all.
    func signal(for prompt: String, _ matches: [KeywordMatch], _ router: Router) throws(CommandFailure)
        -> ClassifierSignal?
    {
        guard router.config.classifier.kind != .none else {
            guard !isNamed else {
                throw CommandFailure(
                    "environment `\(router.config.environment)` wants no classifier",
                    help: "leave out `--classifier`, or set `routing.classifier.kind` to distilbert"
                )
            }
            return nil
        }
        guard router.judge.asksClassifier(after: matches) else { return nil }
        do throws(ClassifierFailure) {
            return try PromptReader(places.preferring(router.config.classifier.folder)).signal(of: Array(prompt.utf8))
        } catch {
            guard isNamed else { return nil }
            throw CommandFailure("\(error)")
        }
    }
}
