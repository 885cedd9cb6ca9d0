import AgentConfig
import Testing

@testable import Agent

@Suite struct MetricsTests {
    @Test func writesTheTextFormat() {
        let metrics = Metrics()
        metrics.change { change in
            change.add(to: .requests, "m", "a\"b\\c\nd", "200")
            change.add(2, to: .requests, "m", "a\"b\\c\nd", "200")
            change.observe(0.003, in: .waitSeconds, "m")
            change.observe(700, in: .waitSeconds, "m")
        }
        let text = metrics.text(gauges: [(.init(metric: .gpusInUse, labels: []), 3)])
        #expect(text.contains(#"spindle_requests_total{model="m",tenant="a\"b\\c\nd",status="200"} 3"# + "\n"))
        #expect(text.contains("# TYPE spindle_requests_total counter\n"))
        #expect(text.contains("spindle_gpus_in_use 3\n"))
        #expect(text.contains(#"spindle_wait_seconds_bucket{model="m",le="0.005"} 1"# + "\n"))
        #expect(text.contains(#"spindle_wait_seconds_bucket{model="m",le="600"} 1"# + "\n"))
        #expect(text.contains(#"spindle_wait_seconds_bucket{model="m",le="+Inf"} 2"# + "\n"))
        #expect(text.contains(#"spindle_wait_seconds_sum{model="m"} 700.003"# + "\n"))
        #expect(text.contains(#"spindle_wait_seconds_count{model="m"} 2"# + "\n"))
    }

    /// Each family once, its help and type before its samples, and buckets that never fall.
    @Test func familiesAreWhole() {
        let metrics = Metrics()
        for metric in AgentMetric.allCases {
            for value in ["x", "y"] {
                let labels = metric.labels.map { _ in value }
                metrics.change { change in
                    switch (metric.kind, labels.count) {
                    case (.histogram, 0): change.observe(0.1, in: metric)
                    case (.histogram, _): change.observe(0.1, in: metric, value)
                    case (_, 0): change.add(to: metric)
                    case (_, 1): change.add(to: metric, value)
                    case (_, 2): change.add(to: metric, value, value)
                    default: change.add(to: metric, value, value, value)
                    }
                }
            }
        }
        let lines = metrics.text(gauges: []).split(separator: "\n")
        let types = lines.filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
        #expect(types.map(String.init) == AgentMetric.allCases.map(\.rawValue))
        var last = (series: "", count: 0.0)
        for line in lines where line.contains("_bucket") {
            let series = String(line.split(separator: ",le=")[0].split(separator: "{le=")[0])
            let count = line.split(separator: " ").last.flatMap { Double($0) } ?? -1
            #expect(series != last.series || count >= last.count, "\(line)")
            last = (series, count)
        }
        #expect(Set(lines).count == lines.count)
    }
}
