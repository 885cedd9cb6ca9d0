package import SpecSyntax

/// A model as it runs in one environment. What is `nil` has a default that is computed from the rest: see `ModelPlan`.
package struct ResolvedModel: Sendable {
    package var name: Located<String>
    package var team: Located<String>?
    package var labels: [SpecMap<String>.Entry]
    package var annotations: [SpecMap<String>.Entry]
    package var source: Located<ModelSource>
    package var architecture: Located<Architecture>
    package var precision: Located<Precision>
    package var cachePrecision: Located<CachePrecision>
    package var context: Located<Int>
    package var placement: Placement
    package var memoryFraction: Located<Double>
    package var memoryOverhead: Located<ByteSize>
    package var scale: Scale
    package var adapters: [AdapterSpec]
    package var aliases: [Located<String>]
    package var capabilities: [Capability]
    /// With the figures of a profile where the model has none of its own.
    package var quality: QualitySpec
    /// What the figures of a profile leave unsaid.
    package var head: Located<QualityHeadSpec>?
    /// The classifier that the head was fitted with.
    package var encoder: Located<Digest>?
    package var throughput: ThroughputSpec
    package var engine: EngineSpec
    package var resources: ResourcesSpec
    package var storage: StorageSpec
    package var egress: Located<Egress>?
    package var security: SecuritySpec
    package var probes: ProbesSpec
    package var process: ProcessSpec
    /// Where its settings were written besides the model's own document, lowest first.
    package var layers: [Layer]

    /// A mapping that settings of a model were taken from.
    package struct Layer: Sendable {
        /// The name of the document that holds it.
        package var document: Located<String>
        /// Its place there, such as `defaults` or `models.qwen-3-235b`.
        package var path: String
    }

    package struct Placement: Sendable {
        /// Index into `ResolvedEnvironment.pools`.
        package var pool: Int
        package var poolName: Located<String>
        package var gpus: Located<Int>
        package var nodes: Located<Int>
        package var tensorParallel: Located<Int>
        package var pipelineParallel: Located<Int>
        package var nodeSelector: [SpecMap<String>.Entry]
        package var tolerations: [TolerationSpec]
        package var priorityClass: Located<String>?
        package var runtimeClass: Located<String>?

        /// GPUs of one replica on each of its nodes.
        package var gpusPerNode: Int { (gpus.value + nodes.value - 1) / nodes.value }
    }

    package struct Scale: Sendable {
        package var min: Located<Int>
        package var max: Located<Int>
        package var idleTimeout: Located<IdleTimeout>
        package var coldStart: Located<SpecDuration>?
        package var concurrency: Located<Int>?
        package var idle: Located<IdleState>
        package var sleepLevel: Located<Int>
        package var sleepMemory: Located<ByteSize>?
        package var minResidency: Located<SpecDuration>?
        package var longestStream: Located<SpecDuration>
        package var queueSize: Located<Int>
        package var queueTimeout: Located<SpecDuration>?
        package var schedule: [Located<ScheduleSpec>]
    }

    /// The name and all others under which requests may ask for it.
    package var servedNames: [Located<String>] { [name] + aliases + adapters.compactMap(\.name) }
}
