import Compiler
import FleetDiff

/// A fleet of any size in which every model changes.
enum LargeFleet {
    static let large = report(models: 400)
    static let small = report(models: 5)
    /// All of its models change in the same way.
    static let alike = report(models: 100, isAlike: true)

    private static func report(models count: Int, isAlike: Bool = false) -> DiffReport {
        Compared.report(text(count) { _ in 16 }, text(count) { isAlike ? 24 : 17 + $0 })
    }

    private static func text(_ count: Int, concurrency: (Int) -> Int) -> String {
        let digits = "014a95f21c9edf6abe0aea6b07353f96baa4ec291c427bb1176dc7c93a85845c"
        var text = """
            apiVersion: spindle/v1alpha1
            kind: Fleet
            metadata: {name: large}
            defaults:
              engine: {name: vllm, image: "vllm/vllm-openai:v0.11.0@sha256:\(digits)"}

            """
        for index in 0..<count {
            text += """
                ---
                apiVersion: spindle/v1alpha1
                kind: Model
                metadata: {name: a-model-whose-name-is-as-long-as-names-get-in-practice-\(index)}
                source: hf://example/model@4b3f1dc36c1c3f5e9a3a38cc1cbbcd48d6b2b4bc
                architecture: gemma-3-4b
                placement: {pool: h100, gpus: 1}
                scale: {coldStart: 2m, concurrency: \(concurrency(index)), queue: {size: \(concurrency(index)), timeout: 20m}}

                """
        }
        for environment in ["production", "staging"] {
            text += """
                ---
                apiVersion: spindle/v1alpha1
                kind: Environment
                metadata: {name: \(environment)}
                cluster: {namespace: llm}
                delivery: {via: argocd, repo: https://git.example.com/llm/fleet.git}
                agent: {image: "registry.example.com/spindle/spindle-agent:0.1.0@sha256:\(digits)"}
                pools:
                  h100: {gpu: H100-80GB, nodes: 4, gpusPerNode: 8}

                """
        }
        return text
    }
}
