import AgentConfig
import FleetDiff
import FoundationEssentials
import Simulation

/// What `spindle tune` found; encoded, it is `--format json`.
struct TuneReport: Encodable {
    var version = 1
    /// Variants that were simulated.
    var tried: Int
    /// Empty where nothing is better on every axis.
    var changes: [Change] = []
    /// What they would have done.
    var replay: ReplayedChange?
    /// To be applied with `git apply`; empty without changes.
    var patch = ""

    struct Change: Encodable {
        /// Absent for a setting of the fleet.
        var model: String?
        var setting: String
        /// As it is written in a spec.
        var value: String
    }

    init(tried: Int) { self.tried = tried }

    init(tried: Int, changes: [FleetChange], replay: ReplayedChange, patch: SpecPatch) {
        self.tried = tried
        self.changes = changes.map { Change(model: $0.model, setting: $0.setting, value: $0.text) }
        self.replay = replay
        self.patch = patch.text
    }

    var words: String {
        guard let replay else { return "of \(tried.of("variant")) none is better on every axis\n" }
        let list = changes.map {
            "  \([$0.model, $0.setting].compactMap(\.self).joined(separator: ": ")) → \($0.value)\n"
        }
        return "better on every axis, of \(tried.of("variant")):\n\(list.joined())\n\(replay.table)"
    }

    func json() throws(CommandFailure) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else {
            throw CommandFailure("the proposal cannot be written as JSON")
        }
        return String(decoding: data, as: UTF8.self) + "\n"
    }
}

extension FleetChange {
    var model: String? {
        switch self {
        case .idle(let model, _), .max(let model, _): model
        case .weights: nil
        }
    }

    /// Its place in the spec.
    var setting: String {
        switch self {
        case .idle: "scale.idleTimeout"
        case .max: "scale.max"
        case .weights: "routing.weights"
        }
    }

    /// As it is written in a spec.
    var text: String {
        switch self {
        case .idle(_, .never): "never"
        case .idle(_, .fixed(let seconds)): Self.duration(seconds)
        case .idle(_, .adaptive(let least, let most)):
            "{policy: adaptive, min: \(Self.duration(least)), max: \(Self.duration(most))}"
        case .max(_, let replicas): String(replicas)
        case .weights(let weights):
            "{accuracy: \(weights.accuracy), latency: \(weights.latency), cost: \(weights.cost)}"
        }
    }

    private static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds)
        if whole.isMultiple(of: 3600) { return "\(whole / 3600)h" }
        return whole.isMultiple(of: 60) ? "\(whole / 60)m" : "\(whole)s"
    }
}
