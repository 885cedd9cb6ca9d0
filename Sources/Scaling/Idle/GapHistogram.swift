/// How long a model was without requests, each time: a histogram whose buckets grow with the gaps, and which forgets.
///
/// The buckets are log-linear, as in HdrHistogram: each octave is divided into eight, so that a bucket is 6 to 12.5 %
/// wide, from 1/16 s to 2²¹ s (24 days). It forgets as `DailyDecay` says.
package struct GapHistogram: Sendable, Equatable {
    private static let lowestExponent = -4
    private static let octaves = 25
    private static let bucketsPerOctave = 8
    /// The first holds all that is shorter than 1/16 s, the last all that is longer than the rest.
    static let bucketCount = octaves * bucketsPerOctave + 2
    /// Where each bucket ends; a gap that is as long belongs to the next.
    static let ends: [Double] = (0..<bucketCount).map { bucket in
        guard bucket > 0 else { return Double(sign: .plus, exponent: lowestExponent, significand: 1) }
        guard bucket < bucketCount - 1 else { return .infinity }
        let (octave, part) = (bucket - 1).quotientAndRemainder(dividingBy: bucketsPerOctave)
        return Double(
            sign: .plus,
            exponent: lowestExponent + octave,
            significand: 1 + Double(part + 1) / Double(bucketsPerOctave)
        )
    }

    private struct Bucket: Sendable, Equatable {
        /// Gaps, those of earlier days counted as less than one.
        var weight = 0.0
        /// The sum of those gaps.
        var seconds = 0.0

        var mean: Double { weight > 0 ? seconds / weight : 0 }
    }

    private var buckets = [Bucket](repeating: Bucket(), count: bucketCount)
    private var decay = DailyDecay()

    package init() {}

    /// The bucket of a gap.
    static func bucket(of gap: Double) -> Int {
        guard gap >= ends[0] else { return 0 }
        guard gap.isFinite else { return bucketCount - 1 }
        let part = Int((gap.significand - 1) * Double(bucketsPerOctave))
        return min(1 + (Int(gap.exponent) - lowestExponent) * bucketsPerOctave + part, bucketCount - 1)
    }

    package mutating func add(_ gap: Double, at now: Double) {
        age(to: now)
        let bucket = Self.bucket(of: gap)
        buckets[bucket].weight += 1
        buckets[bucket].seconds += gap
    }

    /// Continues on another clock.
    mutating func shiftClock(by seconds: Double) { decay.shiftClock(by: seconds) }

    private mutating func age(to now: Double) {
        guard let rest = decay.rest(at: now) else { return }
        for index in buckets.indices {
            buckets[index].weight *= rest
            buckets[index].seconds *= rest
        }
    }
}

// MARK: What it tells

extension GapHistogram {
    /// The weight of gaps that were longer than a time. A bucket that the time divides counts by its mean.
    package func weight(longerThan time: Double) -> Double {
        let first = Self.bucket(of: time)
        var weight = buckets[first].mean > time ? buckets[first].weight : 0
        for bucket in (first + 1)..<buckets.count { weight += buckets[bucket].weight }
        return weight
    }

    /// The probability that a request comes within a time, after a model has been idle for another.
    ///
    /// Two gaps are assumed besides those seen, distributed as Pareto's law with α = 1: of what has been idle for `a`, the
    /// share h ÷ (a + h) is asked for within `h`. With nothing seen, what was used last is asked for soonest.
    package func probabilityOfRequest(within horizon: Double, afterIdle age: Double) -> Double {
        guard horizon > 0 else { return 0 }
        let assumed = 2.0
        let tail = weightBeyond(age)
        let hits = max(0, tail - weightBeyond(age + horizon))
        return (hits + assumed * horizon / (age + horizon)) / (tail + assumed)
    }

    /// The weight beyond a time, with the share of the bucket that it divides.
    private func weightBeyond(_ time: Double) -> Double {
        let first = Self.bucket(of: time)
        let start = first == 0 ? 0 : Self.ends[first - 1]
        let end = Self.ends[first]
        let share = end.isFinite ? (end - time) / (end - start) : 1
        var weight = buckets[first].weight * share
        for bucket in (first + 1)..<buckets.count { weight += buckets[bucket].weight }
        return weight
    }
}

// MARK: Keeping it

extension GapHistogram: Codable {
    private struct Entry: Codable {
        var bucket: Int
        var weight: Double
        var seconds: Double
    }

    private enum Key: String, CodingKey {
        case agedAt, buckets
    }

    /// What no histogram holds is left out: learned statistics that are lost cost little, wrong ones more.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        decay.agedAt = try container.decodeIfPresent(Double.self, forKey: .agedAt).flatMap { $0.isFinite ? $0 : nil }
        for entry in try container.decode([Entry].self, forKey: .buckets)
        where buckets.indices.contains(entry.bucket) && entry.weight > 0 && entry.weight.isFinite
            // Decay rounds: gaps at the edge of a bucket may have their mean beside it.
            && abs(Self.bucket(of: entry.seconds / entry.weight) - entry.bucket) <= 1
        {
            buckets[entry.bucket] = Bucket(weight: entry.weight, seconds: entry.seconds)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encodeIfPresent(decay.agedAt, forKey: .agedAt)
        let entries = buckets.enumerated().filter { $0.element.weight > 0 }
        try container.encode(
            entries.map { Entry(bucket: $0.offset, weight: $0.element.weight, seconds: $0.element.seconds) },
            forKey: .buckets
        )
    }
}
