/// A sound fleet of three files.
enum SampleFleet {
    static let fleet = """
        apiVersion: spindle/v1alpha1
        kind: Fleet
        metadata: {name: small}
        teams:
          search: {description: Searches}
        routing:
          routes:
            - {name: auto, candidates: [tiny]}

        """

    static let model = """
        apiVersion: spindle/v1alpha1
        kind: Model
        metadata: {name: tiny, team: search}
        source: file:///models/tiny.gguf
        architecture: gemma-3-270m
        placement: {pool: laptop, gpus: 1}
        scale: {coldStart: 5s}
        quality: {low: 0.6, medium: 0.4, high: 0.2}
        process: {command: [llama-server, --model, "{source}", --port, "{port}"]}

        """

    static let environment = """
        apiVersion: spindle/v1alpha1
        kind: Environment
        metadata: {name: local}
        local: {}
        pools:
          laptop: {gpu: {memory: 8GiB, bandwidth: 50, compute: 1}, nodes: 1, gpusPerNode: 1, pricePerGpuHour: 0}
        models:
          tiny: {scale: {max: 1}}

        """

    static let files = [
        "specs/fleet.yaml": fleet, "specs/tiny.yaml": model, "specs/local.yaml": environment,
    ]
}
