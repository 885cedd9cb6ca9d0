import AgentConfig
import Testing

@testable import FleetEmit

/// Alerts and panels are about metrics that there are.
@Suite struct MonitoringTests {
    private static let queries: [String] =
        Dashboard.rows.flatMap(\.panels).flatMap { $0.queries.map(\.query) }
        + AlertRule.everything.map(\.query)

    @Test(arguments: queries)
    func itNamesMetricsAndLabelsThatThereAre(query: String) throws {
        let known = Dictionary(uniqueKeysWithValues: AgentMetric.allCases.map { ($0.rawValue, $0) })
        let words = query.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
        let names = words.filter { $0.hasPrefix("spindle_") }
        #expect(!names.isEmpty)
        var labels: Set<String> = ["le"]
        for name in names {
            let metric = try #require(known[name] ?? known[String(name.dropLast("_bucket".count))], "\(name)")
            #expect(name.hasSuffix("_bucket") == (metric.kind == .histogram), "\(name) is a \(metric.kind)")
            labels.formUnion(metric.labels)
            let isRated = query.contains("rate(\(name)") || query.contains("increase(\(name)")
            let isAbsence = query.contains("absent(\(name))")
            #expect(isRated || isAbsence || metric.kind == .gauge, "\(name) is a counter that is shown as it is")
        }
        for group in query.split(separator: " by (").dropFirst() {
            for label in group.prefix(while: { $0 != ")" }).split(separator: ", ") {
                #expect(labels.contains(String(label)), "no metric of it has the label \(label)")
            }
        }
    }

    @Test func panelsLieBesideEachOther() {
        guard case .map(let entries) = Dashboard.json(named: "x"),
            case .list(let panels)? = entries.first(where: { $0.key == "panels" })?.value
        else { return #expect(Bool(false)) }
        var places: Set<[Int]> = []
        for case .map(let panel) in panels {
            guard case .map(let place)? = panel.first(where: { $0.key == "gridPos" })?.value else { continue }
            let numbers = place.compactMap { entry in if case .int(let number) = entry.value { number } else { nil } }
            #expect(places.insert(Array(numbers.prefix(2))).inserted)
        }
        #expect(places.count == panels.count)
    }
}
