import Testing

@testable import Agent

@Suite struct PhaseHistoryTests {
    private typealias Span = PhaseHistory.Span

    private func noted(_ changes: [(phase: String, at: Double)], seconds: Double = 100, mostSpans: Int = 10)
        -> PhaseHistory
    {
        var history = PhaseHistory(seconds: seconds, mostSpans: mostSpans)
        for change in changes { history.note("m", change.phase, cause: "because", at: change.at) }
        return history
    }

    @Test func keepsWhatAModelWentThrough() {
        let history = noted([("zero", 0), ("starting", 10), ("ready", 15)])
        #expect(
            history.spans(of: "m", at: 20) == [
                Span(phase: "zero", start: 0, cause: "because"), Span(phase: "starting", start: 10, cause: "because"),
                Span(phase: "ready", start: 15, cause: "because"),
            ]
        )
        #expect(history.changes == 3)
        #expect(history.spans(of: "another", at: 20).isEmpty)
    }

    @Test func aPhaseThatGoesOnIsNoChange() {
        var history = noted([("zero", 0), ("ready", 10)])
        let before = history
        history.note("m", "ready", cause: "another reason", at: 50)
        #expect(history == before)
    }

    @Test func whatDidNotLastDidNotHappen() {
        #expect(
            noted([("zero", 0), ("waiting", 5), ("starting", 5)]).spans(of: "m", at: 6).map(\.phase) == [
                "zero", "starting",
            ]
        )
        let back = noted([("zero", 0), ("waiting", 5), ("zero", 5)])
        #expect(back.spans(of: "m", at: 6).map(\.phase) == ["zero"])
        #expect(back.changes == 3, "who has seen two changes has seen a phase that is gone")
    }

    @Test func reachesBackAsFarAsItSays() {
        let history = noted([("zero", 0), ("starting", 50), ("ready", 60), ("zero", 120)])
        #expect(history.spans(of: "m", at: 155).map(\.phase) == ["starting", "ready", "zero"])
        #expect(history.spans(of: "m", at: 155).map(\.start) == [55, 60, 120])
        #expect(history.spans(of: "m", at: 1000) == [Span(phase: "zero", start: 900, cause: "because")])
    }

    @Test func isBoundedHoweverOftenAModelChanges() {
        let changes = (0..<1000).map { (phase: $0.isMultiple(of: 2) ? "starting" : "backoff", at: Double($0) / 100) }
        let spans = noted(changes).spans(of: "m", at: 10)
        #expect(spans.count == 10)
        #expect(spans.last == Span(phase: "backoff", start: 9.99, cause: "because"))
        #expect(spans.first?.start == 9.9)
    }

    @Test func isToldInTheTimeOfDay() {
        let report = HistoryReport(noted([("zero", 0), ("ready", 10)]), of: ["m", "n"], at: 30, time: 1_000_030)
        #expect(report.seconds == 100)
        #expect(report.changes == 2)
        #expect(report.models.map(\.name) == ["m", "n"])
        #expect(report.models[0].spans.map(\.start) == [1_000_000, 1_000_010])
        #expect(report.models[1].spans.isEmpty)
    }
}
