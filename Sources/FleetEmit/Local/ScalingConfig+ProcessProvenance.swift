import Fleet
import FleetPlan
import SpecSyntax

extension ProvenanceTable {
    /// How a model is started on one machine: see `ScalingConfig.Process`.
    static func process(of model: ModelDependencies) -> ProvenanceTable {
        let process = model.setting("process")
        return [
            .value("", process, "how a replica is started"),
            .value("command", process + ["command"], "the program and its arguments"),
            .each("command[*]") { argument(process + ["command"] + $0.captures, model) },
            .value("env", process + ["env"], "variables besides the agent's own"),
            .value(
                "env.VLLM_SERVER_DEV_MODE",
                [model.setting("scale.idle"), process + ["env", "VLLM_SERVER_DEV_MODE"]],
                "by it vLLM has endpoints for its sleep"
            ),
            .each("env.*") { Provenance([process + ["env"] + $0.captures], "a variable besides the agent's own") },
            .value("workingDirectory", process + ["workingDirectory"], "the folder that it runs in"),
            .value("health", process + ["health"], "it answers 200 once the model is loaded"),
        ]
    }

    /// A word that is written, and what is put into its braces.
    private static func argument(_ word: SettingPath, _ model: ModelDependencies) -> Provenance {
        guard case .scalar(let text, _)? = model.origins.value(of: word)?.content else {
            return Provenance([word], "a word of the command")
        }
        let places: [(String, [SettingPath])] = [
            ("model", [model.name]), ("source", [model.setting("source")]),
            ("revision", [model.setting("source")]), ("context", model.context),
        ]
        let filled = places.filter { text.contains("{\($0.0)}") }
        let words = filled.map { "`{\($0.0)}`" }.joined(separator: " and ")
        return Provenance(
            [word] + filled.flatMap(\.1),
            filled.isEmpty ? "a word of the command" : "a word of the command, with the model's own value for \(words)"
        )
    }
}
