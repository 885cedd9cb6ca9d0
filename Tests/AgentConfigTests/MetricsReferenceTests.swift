import AgentConfig
import TestSupport
import Testing

/// `docs/metrics.md` is the table of metrics.
@Suite struct MetricsReferenceTests {
    @Test func documentIsTheTable() {
        var text = """
            # Metrics

            What `/metrics` on the agent's admin port tells Prometheus. Values of labels come from the configuration, never from a
            request.

            | metric | type | labels | what it counts |
            |---|---|---|---|

            """
        for metric in AgentMetric.allCases {
            let labels = metric.labels.map { "`\($0)`" }.joined(separator: ", ")
            text += "| `\(metric.rawValue)` | \(metric.kind.rawValue) | \(labels) | \(metric.help) |\n"
        }
        expectGolden(text, at: "\(repositoryRoot)/docs/metrics.md")
    }

    @Test(arguments: AgentMetric.allCases) func namesFollowTheConventions(metric: AgentMetric) {
        #expect(metric.rawValue.hasPrefix("spindle_"))
        #expect(metric.rawValue.hasSuffix("_total") == (metric.kind == .counter))
        #expect(metric.buckets.isEmpty == (metric.kind != .histogram))
        #expect(metric.buckets == metric.buckets.sorted())
    }
}
