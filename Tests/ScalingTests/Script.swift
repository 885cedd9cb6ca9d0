import AgentConfig
import Testing

@testable import Scaling

/// A life written down: one event a line, with its time, and the actions that follow from it after an arrow.
///
///     0    arrive a    -> start a1
///     5    ready a1    -> serve a1
///     35   timer       -> stop a1
///
/// A replica is named by its model and its number. The timer is handled whenever it is due; what it does is written in a
/// line of its own, and everything that happens and is not written is an issue.
struct Script: Sendable, CustomTestStringConvertible {
    let name: String
    let config: ScalingConfig
    var reloads: [String: ScalingConfig] = [:]
    var tuning = ScalerTuning()
    let lines: String

    var testDescription: String { name }

    init(
        _ name: String,
        _ models: [ScalingConfig.Model],
        budget: Int = 8,
        pools: [ScalingConfig.Pool] = [.init(name: "pool", nodes: 1, gpusPerNode: 8)],
        teams: [ScalingConfig.TeamShare] = [],
        reloads: [String: ScalingConfig] = [:],
        _ lines: String
    ) {
        self.name = name
        config = .sample(models, budget: budget, pools: pools, teams: teams)
        self.reloads = reloads
        self.lines = lines
    }

    /// - Returns: the scaler as the last line leaves it.
    @discardableResult
    func run() throws -> FleetScaler {
        var scaler = FleetScaler(config, tuning: tuning, at: 0)
        for line in lines.split(separator: "\n") {
            let halves = line.split(separator: ">", maxSplits: 1)
            let words = halves[0].split { " -".contains($0) }
            let expected = halves.count == 2 ? halves[1].split(separator: ",").map(Self.trimmed) : []
            let time = try #require(Double(words[0]))
            let event = try event(words.dropFirst().map(String.init), scaler)
            while let due = scaler.nextDeadline, due < time {
                let actions = scaler.handle(.timer, at: due)
                #expect(actions.isEmpty, "\(name), \(line): \(render(actions, scaler)) at \(due)")
                guard scaler.nextDeadline != due else {
                    Issue.record("\(name), \(line): the timer is due at \(due) for ever")
                    return scaler
                }
            }
            if event == .timer { #expect(scaler.nextDeadline == time, "\(name), \(line)") }
            let actions = render(scaler.handle(event, at: time), scaler)
            #expect(actions == expected, "\(name), \(line)")
        }
        return scaler
    }

    private static func trimmed(_ text: Substring) -> String { text.split(separator: " ").joined(separator: " ") }

    private func event(_ words: [String], _ scaler: FleetScaler) throws -> FleetEvent {
        func model() throws -> ModelID { try #require(scaler.id(of: words[1]), "no model in \(words)") }
        func replica() throws -> ReplicaID {
            let number = words[1].drop { !$0.isNumber }
            let model = try #require(scaler.id(of: String(words[1].dropLast(number.count))), "no model in \(words)")
            return ReplicaID(model: model, number: try #require(Int(number), "no replica in \(words)"))
        }
        switch words[0] {
        case "arrive": return .arrived(try model())
        case "begin": return .began(try replica())
        case "end": return .ended(try replica())
        case "abandon": return .abandoned(try model())
        case "launched": return .launched(try replica())
        case "ready": return .becameReady(try replica())
        case "fail": return .failedToStart(try replica(), reason: "no")
        case "crash": return .crashed(try replica(), reason: "boom")
        case "stopped": return .stopped(try replica())
        case "lost": return .healthLost(try replica(), reason: "no answer")
        case "regained": return .healthRegained(try replica())
        case "adopt": return .adopted(try replica(), isReady: words.last == "ready")
        case "dozed": return .dozed(try replica())
        case "wake": return .wake(try model())
        case "sleep": return .sleep(try model())
        case "pin": return .pin(try model())
        case "unpin": return .unpin(try model())
        case "scheduled": return .scheduled(try model(), replicas: try #require(Int(words[2])))
        case "reload": return .configured(try #require(reloads[words[1]]))
        case "timer": return .timer
        default:
            Issue.record("no such event: \(words)")
            return .timer
        }
    }

    private func render(_ actions: [FleetAction], _ scaler: FleetScaler) -> [String] {
        func name(_ model: ModelID) -> String { scaler.lives[model.index].spec.name }
        func name(_ replica: ReplicaID) -> String { "\(name(replica.model))\(replica.number)" }
        return actions.map { action in
            switch action {
            case .start(let replica): "start \(name(replica))"
            case .serve(let replica): "serve \(name(replica))"
            case .drain(let replica): "drain \(name(replica))"
            case .resume(let replica): "resume \(name(replica))"
            case .stop(let replica): "stop \(name(replica))"
            case .doze(let replica): "doze \(name(replica))"
            case .rouse(let replica): "rouse \(name(replica))"
            case .refuse(let model, let refusal): "refuse \(name(model)) \(refusal.reason.word)"
            case .fail(let model, let refusal): "fail \(name(model)) \(refusal.reason.word)"
            }
        }
    }
}

extension Refusal.Reason {
    fileprivate var word: String {
        switch self {
        case .queueFull: "queueFull"
        case .cannotStart: "cannotStart"
        case .doesNotFit: "doesNotFit"
        case .removed: "removed"
        }
    }
}
