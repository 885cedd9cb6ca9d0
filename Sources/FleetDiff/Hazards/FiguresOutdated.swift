import Diagnostics
import Fleet
import FleetPlan
import SpecSyntax

/// Quality is measured on weights, speed on weights and GPUs.
enum FiguresOutdated: HazardRule {
    static let id = "figures-outdated"
    static let help = "measure again and write the new figures with the change, or remove them until somebody has"

    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void) {
        for (before, after) in pair.kept {
            var causes: [String] = []
            if before.model.source != after.model.source { causes.append("other weights") }
            if before.model.precision != after.model.precision {
                causes.append(
                    "\(after.model.precision.value.rawValue) instead of \(before.model.precision.value.rawValue)"
                )
            }
            var stale = causes.isEmpty || !after.keepsQuality(of: before) ? [] : ["quality"]
            if before.gpus != after.gpus || before.pool.gpu.value != after.pool.gpu.value {
                causes.append("other GPUs")
            }
            if !causes.isEmpty, after.keepsThroughput(of: before) { stale.append("throughput") }
            guard !stale.isEmpty else { continue }
            report(
                after.name,
                "`\(after.name)` runs with \(causes.listed()), and its `\(stale.joined(separator: "` and `"))` stays as it was measured"
            )
        }
    }
}

extension ModelPlan {
    /// Whether it has figures, and they are the same.
    fileprivate func keepsQuality(of other: ModelPlan) -> Bool {
        let (own, old) = (model.quality, other.model.quality)
        let figures = [own.low, own.medium, own.high]
        return figures.contains { $0 != nil } && figures == [old.low, old.medium, old.high]
    }

    fileprivate func keepsThroughput(of other: ModelPlan) -> Bool {
        let (own, old) = (model.throughput, other.model.throughput)
        let figures = [own.prefill, own.decode]
        return figures.contains { $0 != nil } && figures == [old.prefill, old.decode]
    }
}
