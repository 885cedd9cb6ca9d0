package import Fleet
package import FleetPlan
import SpecSyntax

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How fast one replica computes under continuous batching.
///
/// **Decoding.** Every step gives each of b sequences one token:
///
///     step(b, c) = max((read(b) + c · cache) ÷ (bandwidth · GPUs), 2 · active · b ÷ (compute · GPUs · use)) + overhead
///     read(b) = all · (1 − (1 − active ÷ all)^b) · bytes a parameter
///
/// c is the tokens of all sequences that are in the cache. A mixture of experts reads what its tokens are sent to: one token
/// touches the active share, and b tokens, sent independently, all of it in the end; a dense model reads all of it at once.
///
/// **Prefill.** `2 · active · tokens ÷ (compute · GPUs · use) + overhead`; decoding waits meanwhile, as in an engine that
/// gives new prompts precedence.
///
/// Both overheads, and `use`, are those that `Throughput` was fitted with. Where the spec has measured rates for one
/// request, all steps are scaled so that one request meets them.
package struct EngineSpeed: Sendable, Equatable {
    /// Seconds that a step takes whatever is in it.
    var stepOverhead: Double
    /// Seconds to read all weights.
    var readAll: Double
    /// Of the weights, what one token is computed with.
    var activeShare: Double
    /// Seconds to read what one token has in the cache.
    var readToken: Double
    /// Seconds to compute one token of one sequence.
    var computeToken: Double
    var prefillOverhead: Double
    /// Seconds for one token of a prompt.
    var prefillToken: Double
    /// Tokens that fit into the cache; `nil` where nobody knows.
    var cacheTokens: Int?

    package init(_ plan: ModelPlan) {
        guard let memory = plan.memory else {
            self.init(prefill: plan.throughput.prefill, decode: plan.throughput.decode)
            return
        }
        self.init(
            plan.model.architecture.value,
            plan.model.precision.value,
            on: plan.pool.gpu.value,
            gpus: memory.gpus,
            cachePerToken: memory.cachePerToken
        )
        cacheTokens = memory.cacheTokens
        let decodes = 1 / (plan.throughput.decode * step(sequences: 1, cached: 0))
        let prefills = Throughput.prompt / (plan.throughput.prefill * prefill(Throughput.prompt))
        scale(decode: decodes, prefill: prefills)
    }

    /// By size alone.
    /// - Parameter cachePerToken: bytes over all GPUs.
    package init(_ architecture: Architecture, _ precision: Precision, on gpu: GPU, gpus: Int, cachePerToken: Int) {
        let gpus = Double(gpus)
        let computing: Precision = precision == .int4 || precision == .fp4 ? .bf16 : precision
        let compute = gpu.compute(at: computing) * gpus * Throughput.computeUse
        let (all, active) = (Double(architecture.parameters), Double(architecture.active))
        let layers = Double(architecture.layers)
        stepOverhead = layers * Throughput.decodeSecondsPerLayer
        readAll = all * precision.bytesPerParameter / (gpu.bandwidth * gpus)
        activeShare = min(1, active / all)
        readToken = Double(cachePerToken) / (gpu.bandwidth * gpus)
        computeToken = 2 * active / compute
        prefillOverhead = layers * Throughput.prefillSecondsPerLayer
        prefillToken = 2 * active / compute
        cacheTokens = nil
    }

    /// A replica of which only the rates of one request are known: it gives each of its requests the same.
    package init(prefill: Double, decode: Double) {
        (stepOverhead, readAll, activeShare, readToken, computeToken) = (1 / decode, 0, 1, 0, 0)
        (prefillOverhead, prefillToken, cacheTokens) = (0, 1 / prefill, nil)
    }

    private mutating func scale(decode: Double, prefill: Double) {
        stepOverhead *= decode
        readAll *= decode
        readToken *= decode
        computeToken *= decode
        prefillOverhead *= prefill
        prefillToken *= prefill
    }

    /// Seconds for one token of each of some sequences.
    /// - Parameter cached: tokens of all of them.
    package func step(sequences: Int, cached: Double) -> Double {
        let touched = activeShare >= 1 ? 1 : 1 - pow(1 - activeShare, Double(sequences))
        return max(readAll * touched + readToken * cached, computeToken * Double(sequences)) + stepOverhead
    }

    /// Seconds until a prompt has been read.
    package func prefill(_ tokens: Double) -> Double { prefillToken * tokens + prefillOverhead }
}
