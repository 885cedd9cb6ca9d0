import AgentConfig
import Testing

@testable import Agent

@Suite struct MetricsTests {
    @Test func writesTheTextFormat() {
        let metrics = Metrics()
        for _ in 0..<3 { metrics.count(.requests, "m", "a\"b\\c\nd", "200") }
        metrics.observe(0.003, in: .waitSeconds, "m")
        metrics.observe(700, in: .waitSeconds, "m")
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
                switch (metric.kind, labels.count) {
                case (.histogram, 0): metrics.observe(0.1, in: metric)
                case (.histogram, _): metrics.observe(0.1, in: metric, value)
                case (_, 0): metrics.count(metric)
                case (_, 1): metrics.count(metric, value)
                case (_, 2): metrics.count(metric, value, value)
                default: metrics.count(metric, value, value, value)
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

    /// Kinds of requests that share a series add up in it.
    @Test func requestsOfSeveralKinds() {
        let metrics = Metrics()
        let decided = RequestKind.Decision(route: "auto", reason: "best-score")
        for (status, decision, seconds) in [(200, decided, 0.003), (200, decided, 0.2), (499, nil, 700)] {
            metrics.count(RequestKind(model: "m", tenant: "t", status: status, decision: decision)) { tally in
                tally.requests += 1
                tally.requestSeconds.add(seconds)
                tally.promptTokens += 10
                if status == 200 { tally.cost = (tally.cost ?? 0) + 0.5 }
            }
        }
        let text = metrics.text(gauges: [])
        #expect(text.contains(#"spindle_requests_total{model="m",tenant="t",status="200"} 2"# + "\n"))
        #expect(text.contains(#"spindle_requests_total{model="m",tenant="t",status="499"} 1"# + "\n"))
        #expect(text.contains(#"spindle_decisions_total{route="auto",model="m",reason="best-score"} 2"# + "\n"))
        #expect(text.contains(#"spindle_tokens_total{model="m",tenant="t",kind="prompt"} 30"# + "\n"))
        #expect(text.contains(#"spindle_tenant_cost_total{model="m",tenant="t"} 1"# + "\n"))
        #expect(text.contains(#"spindle_request_seconds_bucket{model="m",le="0.005"} 1"# + "\n"))
        #expect(text.contains(#"spindle_request_seconds_bucket{model="m",le="+Inf"} 3"# + "\n"))
        // Nobody waited, and no answer had tokens.
        #expect(!text.contains("spindle_wait_seconds") && !text.contains("completion"))
        #expect(!text.contains("spindle_tenant_gpu_seconds"))
    }
}
