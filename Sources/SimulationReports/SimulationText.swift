import Diagnostics
import Foundation

/// What simulations came to, for eyes.
package struct SimulationText {
    private let report: SimulationReport

    package init(_ report: SimulationReport) { self.report = report }

    package func render() -> String { heading + "\n" + comparison + "\n" + models }

    private var heading: String {
        let trace = report.trace
        let days = trace.seconds / 86400
        let span = days >= 2 ? "\(number(days, 1)) days" : "\(number(trace.seconds / 3600, 1)) hours"
        return "\(report.environment): \(trace.requests) requests in \(span), "
            + "\(trace.promptTokens / max(1, trace.requests)) prompt and \(trace.answerTokens / max(1, trace.requests)) answer tokens each, "
            + "\(report.gpuBudget) GPUs in the budget\n"
    }

    private var comparison: String {
        var table = TextTable([
            .text("STRATEGY"), .number("SUCCESS"), .number("P50"), .number("P95"), .number("P99"),
            .number("FIRST TOKEN"),
            .number("P95"), .number("GPU-H"), .number("COST"), .number("PER 1K"), .number("STARTS"), .number("WAITED"),
            .number("EVICTED"), .number("429"), .number("503"), .number("CUT"), .number("GPU USE"),
        ])
        for row in report.strategies {
            table.add([
                row.name, "\(number(100 * row.success, 1)) %", row.latency.p50.asDuration, row.latency.p95.asDuration,
                row.latency.p99.asDuration, row.firstToken.p50.asDuration, row.firstToken.p95.asDuration,
                number(row.gpuHours, 1),
                number(row.cost, 2), row.costPerQuery.map { number(1000 * $0, 2) } ?? "–", String(row.coldStarts),
                row.coldWait.asDuration, String(row.evictions), String(row.tooMany), String(row.unavailable),
                String(row.cut),
                "\(number(100 * row.gpuUse, 0)) %",
            ])
        }
        let note =
            report.strategies.contains(where: \.isPartlyPriced)
            ? "GPUs without a price are left out of the cost.\n" : ""
        return table.render() + note
    }

    /// Of the first strategy.
    private var models: String {
        guard let first = report.strategies.first else { return "" }
        var table = TextTable([
            .text("\(first.name.uppercased()): MODEL"), .number("REQUESTS"), .number("GPU-H"), .number("COST"),
            .number("STARTS"),
            .number("WAITED"), .number("EVICTED"),
        ])
        for model in first.models {
            table.add([
                model.name, String(model.requests), number(model.gpuHours, 1), model.cost.map { number($0, 2) } ?? "–",
                String(model.coldStarts), model.coldWait.asDuration, String(model.evictions),
            ])
        }
        return table.render()
    }

    private func number(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
}
