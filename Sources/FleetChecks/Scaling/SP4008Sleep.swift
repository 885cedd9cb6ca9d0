package import Diagnostics
import Fleet
import FleetPlan
import SpecSyntax

package enum Sleep: Check {
    package static let rule = Rule(
        "SP4008",
        title: "sleep that cannot work",
        explanation: """
            With `scale: {idle: sleep}` a model that nobody asks for is not stopped: its engine empties its GPUs, and fills them again
            in seconds. Three things have to hold:

            - The model runs as a process of the agent. A pod keeps the GPUs that it was given, whatever its engine does with their
              memory, so that in a cluster no other model could use them.
            - The engine is vLLM, and is started with `--enable-sleep-mode`.
            - What the sleepers keep of each GPU (a tenth, unless `scale.sleepMemory` says what was measured) fits beside a model that is
              awake, which takes `memory.fraction` of it.

            ```yaml
            # specs/environments/workstation.yaml
            local: {ports: 18000-18099}
            models:
              gemma-3-27b: {scale: {idle: sleep}, memory: {fraction: 0.8}}
            ```
            """
    )

    package static func run(_ subject: CheckSubject, _ report: (Diagnostic) -> Void) {
        for plan in subject.plans {
            let sleepers = plan.models.filter { $0.model.scale.idle.value == .sleep }
            for model in sleepers { check(model, in: plan.environment, report) }
            guard plan.environment.local != nil else { continue }
            for pool in plan.environment.pools {
                check(pool, sleepers, plan.models.filter { $0.pool.name.value == pool.name.value }, report)
            }
        }
    }

    private static func check(
        _ model: ModelPlan,
        in environment: ResolvedEnvironment,
        _ report: (Diagnostic) -> Void
    ) {
        let path = "models.\(model.name).scale.idle"
        func tell(_ message: String, _ label: String, help: String) {
            let idle = model.model.scale.idle
            report(
                Diagnostic(rule, message, at: idle.label(label), and: [], help: help, path: path)
            )
        }
        guard environment.local != nil else {
            return tell(
                "\(model.name) is to sleep in `\(environment.name.value)`, whose pods keep their GPUs",
                "sleeps in a cluster",
                help: "write `idle: sleep` for the models of an environment with `local` alone"
            )
        }
        if let engine = model.model.engine.name?.value, engine != .vllm {
            return tell(
                "\(model.name) is to sleep, and \(engine.rawValue) has no sleep mode",
                "sleeps",
                help: "use vllm, or write `idle: stop`"
            )
        }
        let words = model.model.process.command?.value.values ?? []
        guard !words.contains("--enable-sleep-mode") else { return }
        tell(
            "\(model.name) is to sleep, and its command does not let vLLM do so",
            "sleeps",
            help: "add `--enable-sleep-mode` to `process.command`"
        )
    }

    /// What sleepers keep of a GPU, and what a model takes that is awake on it.
    private static func check(
        _ pool: Pool,
        _ sleepers: [ModelPlan],
        _ models: [ModelPlan],
        _ report: (Diagnostic) -> Void
    ) {
        let kept = sleepers.filter { $0.pool.name.value == pool.name.value }.compactMap { model in
            model.dormancy.map { (model, $0.share * Double(model.model.scale.max.value)) }
        }
        guard let last = kept.last?.0, let greedy = models.max(by: { fraction($0) < fraction($1) }) else { return }
        // The one that is awake does not sleep beside itself.
        let asleep = kept.filter { $0.0.name != greedy.name }.reduce(0) { $0 + $1.1 }
        let room = 1 - fraction(greedy)
        guard asleep > room + 0.0001 else { return }
        let percent = { (share: Double) in "\(Int((share * 100).rounded())) %" }
        report(
            Diagnostic(
                rule,
                "models that sleep on `\(pool.name.value)` keep \(percent(asleep)) of a GPU, and \(greedy.name) leaves "
                    + "\(percent(room)) of it",
                at: last.model.scale.idle.label("sleeps"),
                and: [greedy.model.memoryFraction.label("takes \(percent(fraction(greedy)))")].compactMap(\.self),
                help:
                    "lower `memory.fraction` to \(((1 - asleep) * 100).rounded(.down) / 100), let fewer models sleep, or write into "
                    + "`scale.sleepMemory` what was measured",
                path: "models.\(last.name).scale.idle"
            )
        )
    }

    private static func fraction(_ model: ModelPlan) -> Double { model.model.memoryFraction.value }
}
