import AgentConfig
import Fleet
import SpecSyntax

extension ScalingConfig.Process {
    init(_ model: ResolvedModel) {
        let values = CommandTemplate(model)
        var env = Dictionary((model.process.env?.value.entries ?? []).map { ($0.key.value, $0.value.value) }) {
            first,
            _ in
            first
        }
        // Without it vLLM has no endpoints for its sleep.
        if model.scale.idle.value == .sleep { env[Self.sleepVariable] = env[Self.sleepVariable] ?? "1" }
        self.init(
            command: (model.process.command?.value.values ?? []).map(values.filled),
            env: env,
            workingDirectory: model.process.workingDirectory?.value,
            health: model.process.health?.value ?? "/health"
        )
    }

    static let sleepVariable = "VLLM_SERVER_DEV_MODE"
}

/// Puts the values of a model into the arguments of its process. `{host}` and `{port}` stay: only the agent knows them.
struct CommandTemplate {
    /// By the name between the braces.
    let values: [String: String]
}

extension CommandTemplate {
    init(_ model: ResolvedModel) {
        let source = model.source.value
        self.init(values: [
            "model": model.name.value,
            "source": Self.location(of: source),
            "revision": source.revision ?? "",
            "context": String(model.context.value),
        ])
    }

    /// The path of weights on this machine, the repository of those of Hugging Face, the address of all others.
    private static func location(of source: ModelSource) -> String {
        switch source.store {
        case .file, .huggingFace: source.location
        case .s3, .gcs, .oci, .claim, .http, .https: "\(source.store.rawValue)://\(source.location)"
        }
    }

    /// Goes over the text once: braces in a value are left as they are.
    func filled(_ argument: String) -> String {
        var result = ""
        var rest = argument[...]
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            rest = rest[open...]
            guard let close = rest.firstIndex(of: "}") else { break }
            let name = String(rest[rest.index(after: open)..<close])
            if let value = values[name] {
                result += value
                rest = rest[rest.index(after: close)...]
            } else {
                result += "{"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }
}
