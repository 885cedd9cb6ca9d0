import Foundation

/// What simulations came to, as one page of HTML that needs nothing else.
package struct SimulationPage {
    private let report: SimulationReport

    package init(_ report: SimulationReport) { self.report = report }

    package func render() -> String {
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Simulation of \(report.environment.escaped)</title>
        <style>\(Self.style)</style>
        <main>
        <h1>\(report.environment.escaped)</h1>
        <p class="lead">\(lead)</p>
        <section>
        <h2>GPUs over time, <code>\((report.strategies.first?.name ?? "").escaped)</code></h2>
        \(TimelineChart(report).render())
        </section>
        <div class="pair">
        <section>
        <h2>Cost and latency</h2>
        <p>Seconds to the whole answer (95th percentile) by cost of 1,000 answers. Lower and further left is better; the \
        larger, the more answers are good.</p>
        \(ScatterChart(report).render())
        </section>
        <section>
        <h2>Cost of 1,000 answers</h2>
        \(CostChart(report).render())
        </section>
        </div>
        <section>
        <h2>All figures</h2>
        <div class="wide">\(table)</div>
        <p>Success is the share of all requests that got a good answer, by the quality that the specs say; requests that were refused had \
        none. <code>always-on</code> has as many replicas as the traffic needs at its peak; <code>clairvoyant</code> does its work with the \
        fewest GPUs that let nobody wait, knowing all arrivals: no policy, but a bound. Seed \(report.seed).</p>
        </section>
        </main>
        </html>

        """
    }

    private var lead: String {
        let trace = report.trace
        let hours = trace.seconds / 3600
        let span = hours >= 48 ? "\(hours.rounded(to: 24)) days" : "\(String(format: "%.1f", hours)) hours"
        let requests = trace.requests.grouped
        guard let first = report.strategies.first else { return "\(requests) requests in \(span)." }
        return "\(requests) requests in \(span): \(percent(first.success)) answered well, half of them within "
            + "\(first.latency.p50.asDuration), for \(String(format: "%.2f", first.cost)) "
            + "(\(String(format: "%.1f", first.gpuHours)) GPU hours), with a budget of \(report.gpuBudget) GPUs."
    }

    private var table: String {
        let heads = [
            "strategy", "success", "p50", "p95", "p99", "first token", "p95", "GPU hours", "cost", "per 1,000",
            "starts", "waited",
            "evicted", "429", "503", "cut", "GPU use",
        ]
        let rows = report.strategies.map { row in
            let cells = [
                percent(row.success), row.latency.p50.asDuration, row.latency.p95.asDuration,
                row.latency.p99.asDuration,
                row.firstToken.p50.asDuration, row.firstToken.p95.asDuration, String(format: "%.1f", row.gpuHours),
                String(format: "%.2f", row.cost), row.costPerQuery.map { String(format: "%.2f", 1000 * $0) } ?? "–",
                String(row.coldStarts), row.coldWait.asDuration, String(row.evictions), String(row.tooMany),
                String(row.unavailable), String(row.cut), percent(row.gpuUse, digits: 0),
            ]
            return "<tr><th scope=\"row\">\(row.name.escaped)</th>" + cells.map { "<td>\($0)</td>" }.joined() + "</tr>"
        }
        let head = heads.map { "<th scope=\"col\">\($0)</th>" }.joined()
        return "<table><thead><tr>\(head)</tr></thead><tbody>\n\(rows.joined(separator: "\n"))\n</tbody></table>"
    }

    private func percent(_ share: Double, digits: Int = 1) -> String { String(format: "%.\(digits)f %%", 100 * share) }

    private static let style = """
        :root{color-scheme:light dark;--ink:#1c2126;--dim:#66707a;--line:#d9dee3;--paper:#fbfcfd;--card:#fff}
        @media(prefers-color-scheme:dark){:root{--ink:#e6e9ec;--dim:#98a2ad;--line:#343b43;--paper:#14171a;--card:#1b1f24}}
        *{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
        main{max-width:1180px;margin:0 auto;padding:28px 20px 60px}h1{margin:0;font-size:28px}h2{margin:0 0 6px;font-size:17px}
        .lead{margin:4px 0 20px;color:var(--dim);font-size:16px}p{margin:4px 0 10px;color:var(--dim)}code{font-size:.94em}
        section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px 18px;margin:0 0 18px;min-width:0}
        .pair{display:grid;grid-template-columns:1fr 1fr;gap:18px}@media(max-width:900px){.pair{display:block}}
        svg{display:block;width:100%;height:auto}svg text{fill:var(--dim);font:12px system-ui,sans-serif}
        svg .label{fill:var(--ink)}svg .axis{stroke:var(--line);stroke-width:1}svg .budget{stroke:var(--ink);stroke-dasharray:5 4}
        .wide{overflow-x:auto}table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums;white-space:nowrap}
        th,td{padding:4px 9px;text-align:right;border-bottom:1px solid var(--line)}th:first-child{text-align:left;font-weight:600}
        tbody tr:first-child{background:color-mix(in srgb,#3b82c4 12%,transparent)}
        .key{display:flex;flex-wrap:wrap;gap:4px 16px;margin:8px 0 0;padding:0;list-style:none;font-size:13px}
        .key i{display:inline-block;width:11px;height:11px;border-radius:3px;margin-right:6px}
        """
}

extension String {
    /// As text of HTML.
    var escaped: String {
        var text = ""
        for character in self {
            switch character {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            default: text.append(character)
            }
        }
        return text
    }
}

extension Double {
    /// `0.14 s`, `81 s`, `12 min`, `3.4 h`.
    var asDuration: String {
        switch self {
        case ..<10: String(format: "%.2f s", self)
        case ..<600: String(format: "%.0f s", self)
        case ..<36000: String(format: "%.0f min", self / 60)
        default: String(format: "%.1f h", self / 3600)
        }
    }

    fileprivate func rounded(to unit: Double) -> String { String(format: "%.1f", self / unit) }
}

extension Int {
    /// `29,058`.
    fileprivate var grouped: String {
        var text = ""
        for (place, digit) in String(self).reversed().enumerated() {
            if place > 0, place.isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}
