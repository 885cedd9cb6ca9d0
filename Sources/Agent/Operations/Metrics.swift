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

    private struct Store {
        var counters: [Key: Double] = [:]
        var histograms: [Key: Histogram] = [:]
        var requests: [RequestKind: RequestTally] = [:]
    }

    private let store = Mutex(Store())

    /// Counts a request that went to a model.
    func count(_ kind: RequestKind, _ body: (inout RequestTally) -> Void) {
        store.withLock { body(&$0.requests[kind, default: RequestTally()]) }
    }

    func observe(_ value: Double, in metric: AgentMetric, _ labels: String...) {
        store.withLock { $0.histograms[Key(metric: metric, labels: labels), default: Histogram(metric)].add(value) }
    }

    func count(_ metric: AgentMetric, _ labels: String...) {
        store.withLock { $0.counters[Key(metric: metric, labels: labels), default: 0] += 1 }
    }

    /// Counts a replica that became ready.
    /// - Parameter seconds: since it was ordered, if that is known.
    func countColdStart(of model: String, seconds: Double?) {
        count(.coldStarts, model)
        if let seconds { observe(seconds, in: .coldStartSeconds, model) }
    }

    /// Prometheus' text exposition format 0.0.4.
    func text(gauges: [(Key, Double)]) -> String {
        let store = store.withLock { $0 }
        var (counters, histograms) = (store.counters, store.histograms)
        for (kind, tally) in store.requests {
            for (key, value) in tally.counters(kind) { counters[key, default: 0] += value }
            for (key, histogram) in tally.histograms(kind) {
                histograms[key, default: Histogram(key.metric)].add(histogram)
            }
        }
        var samples: [AgentMetric: [(labels: [String], lines: String)]] = [:]
        for (key, value) in Array(counters) + gauges {
            let line = "\(key.metric.rawValue)\(Self.labels(of: key)) \(Self.number(value))\n"
            samples[key.metric, default: []].append((key.labels, line))
        }
        for (key, histogram) in histograms {
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
