package import Diagnostics

extension Rule {
    package static let unknownProfile = Rule(
        "SP2011",
        title: "unknown quality profile",
        explanation: """
            A model takes its quality from a profile that no document of kind QualityProfile declares, or that has no figures of the
            model. `spindle eval fit` writes profiles; they lie among the specs, `profiles/*.yaml` by custom. A profile that knows
            the model under another name is asked for that one with `as`.

            ```yaml
            quality: {profile: benchmarks, as: llama-3.1-8b-instruct}
            ```
            """
    )
}
