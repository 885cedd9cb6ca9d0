import AgentConfig
import Synchronization

/// Counts what happens, and writes it as Prometheus' text format.
///
/// Series of gauges are not kept: whoever writes knows them.
final class Metrics: Sendable {
    struct Key: Hashable, Sendable {
        var metric: AgentMetric
        var labels: [String]
    }

    private struct Histogram {
        /// Of values up to each bound, not cumulative; the last is for all above.
        var counts: [Int]
        var sum = 0.0
    }

    private struct Store {
        var counters: [Key: Double] = [:]
        var histograms: [Key: Histogram] = [:]
    }

    private let store = Mutex(Store())

    /// Changes several at once: a request changes a handful, and the lock is taken once.
    struct Change {
        fileprivate var counts: [(Key, Double)] = []
        fileprivate var values: [(Key, Double)] = []

        /// - Parameter labels: in the order of `AgentMetric.labels`.
        mutating func add(_ amount: Double = 1, to metric: AgentMetric, _ labels: String...) {
            counts.append((Key(metric: metric, labels: labels), amount))
        }

        mutating func observe(_ value: Double, in metric: AgentMetric, _ labels: String...) {
            values.append((Key(metric: metric, labels: labels), value))
        }
    }

    func change(_ body: (inout Change) -> Void) {
        var change = Change()
        body(&change)
        store.withLock { store in
            for (key, amount) in change.counts { store.counters[key, default: 0] += amount }
            for (key, value) in change.values {
                let bounds = key.metric.buckets
                let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
                let empty = Histogram(counts: [Int](repeating: 0, count: bounds.count + 1))
                store.histograms[key, default: empty].counts[bucket] += 1
                store.histograms[key, default: empty].sum += value
            }
        }
    }

    func count(_ metric: AgentMetric, _ labels: String...) {
        store.withLock { $0.counters[Key(metric: metric, labels: labels), default: 0] += 1 }
    }

    /// Prometheus' text exposition format 0.0.4.
    func text(gauges: [(Key, Double)]) -> String {
        let store = store.withLock { $0 }
        var samples: [AgentMetric: [(labels: [String], lines: String)]] = [:]
        for (key, value) in Array(store.counters) + gauges {
            let line = "\(key.metric.rawValue)\(Self.labels(of: key)) \(Self.number(value))\n"
            samples[key.metric, default: []].append((key.labels, line))
        }
        for (key, histogram) in store.histograms {
            samples[key.metric, default: []].append((key.labels, Self.lines(of: histogram, key)))
        }
        var text = ""
        for metric in AgentMetric.allCases {
            guard let series = samples[metric] else { continue }
            text += "# HELP \(metric.rawValue) \(metric.help)\n# TYPE \(metric.rawValue) \(metric.kind.rawValue)\n"
            for sample in series.sorted(by: { $0.labels.lexicographicallyPrecedes($1.labels) }) { text += sample.lines }
        }
        return text
    }

    private static func lines(of histogram: Histogram, _ key: Key) -> String {
        let name = key.metric.rawValue
        var lines = ""
        var total = 0
        let bounds = key.metric.buckets.map { number($0) } + ["+Inf"]
        for (bound, count) in zip(bounds, histogram.counts) {
            total += count
            lines += "\(name)_bucket\(labels(of: key, ("le", bound))) \(total)\n"
        }
        lines += "\(name)_sum\(labels(of: key)) \(number(histogram.sum))\n"
        return lines + "\(name)_count\(labels(of: key)) \(total)\n"
    }

    private static func labels(of key: Key, _ more: (String, String)? = nil) -> String {
        let pairs = Array(zip(key.metric.labels, key.labels)) + (more.map { [$0] } ?? [])
        guard !pairs.isEmpty else { return "" }
        return "{" + pairs.map { "\($0)=\"\(escaped($1))\"" }.joined(separator: ",") + "}"
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for character in value {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
        return text
    }

    private static func number(_ value: Double) -> String {
        Int(exactly: value).map(String.init) ?? "\(value)"
    }
}
