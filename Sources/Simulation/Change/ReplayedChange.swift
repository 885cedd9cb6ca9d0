import FleetPlan

/// What traffic of the past would have met before and after a change.
///
/// Both sides get the same prompts and the same lots, once for each seed, and are compared seed by seed: what a difference of
/// lots would make does not hide what the change makes.
package struct ReplayedChange: Sendable, Encodable, Equatable {
    package var requests: Int
    /// Seconds of the trace.
    package var seconds: Double
    package var seeds: Int
    package var measures: [Measure]

    package struct Measure: Sendable, Encodable, Equatable {
        package var kind: Kind
        /// Means over the seeds.
        package var before: Double
        package var after: Double
        package var difference: Interval
    }

    package enum Kind: String, Sendable, Encodable, CaseIterable {
        /// The share of all requests that got a good answer.
        case success
        /// Seconds to the whole answer, and to its first token.
        case latencyP50, latencyP95, firstTokenP95
        /// Requests a month that met a model at zero, and the hours that they waited for it.
        case waitsPerMonth, waitHoursPerMonth
        case startsPerMonth
        /// The share of all requests.
        case refused
        case gpuHoursPerMonth
        /// In the currency of the spec.
        case costPerMonth

        func value(of result: SimulationResult) -> Double {
            let months = result.duration / (EnvironmentPlan.hoursPerMonth * 3600)
            return switch self {
            case .success: result.success
            case .latencyP50: result.latency.p50
            case .latencyP95: result.latency.p95
            case .firstTokenP95: result.firstToken.p95
            case .waitsPerMonth: Double(result.coldRequests) / months
            case .waitHoursPerMonth: result.coldWait / 3600 / months
            case .startsPerMonth: Double(result.coldStarts) / months
            case .refused: Double(result.tooMany + result.unavailable + result.cut) / Double(max(1, result.requests))
            case .gpuHoursPerMonth: result.gpuHours / months
            case .costPerMonth: result.cost / months
            }
        }
    }

    /// A mean, and the 95 % interval around it.
    package struct Interval: Sendable, Encodable, Equatable {
        package var mean: Double
        package var low: Double
        package var high: Double

        /// By Student's t of the values' spread.
        package init(_ values: [Double]) {
            let count = Double(values.count)
            mean = values.reduce(0, +) / max(1, count)
            (low, high) = (mean, mean)
            guard values.count > 1 else { return }
            let variance = values.reduce(0) { [mean] in $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
            let half = Self.quantile(freedom: values.count - 1) * (variance / count).squareRoot()
            (low, high) = (mean - half, mean + half)
        }

        /// The 97.5 % quantile of Student's t distribution.
        private static func quantile(freedom: Int) -> Double {
            let known = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228]
            return freedom <= known.count ? known[freedom - 1] : 2.228 - 0.268 * (1 - 10 / Double(freedom))
        }
    }

    /// - Parameters:
    ///   - before: of each seed, and likewise `after`.
    package init(_ before: [SimulationResult], _ after: [SimulationResult]) {
        requests = before.first?.requests ?? 0
        seconds = before.first?.duration ?? 0
        seeds = before.count
        measures = Kind.allCases.map { kind in
            let (old, new) = (before.map(kind.value), after.map(kind.value))
            return Measure(
                kind: kind,
                before: Interval(old).mean,
                after: Interval(new).mean,
                difference: Interval(zip(old, new).map { $1 - $0 })
            )
        }
    }

    package subscript(kind: Kind) -> Measure? { measures.first { $0.kind == kind } }
}
