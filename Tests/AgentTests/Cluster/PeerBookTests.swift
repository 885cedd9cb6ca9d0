import Testing

@testable import Agent
@testable import Scaling

/// What an agent knows of the others.
@Suite struct PeerBookTests {
    private let replica = ReplicaID(model: ModelID(index: 0), number: 1)

    private func report(
        _ agent: String,
        _ number: Int,
        queued: Int = 0,
        inFlight: [String: Int] = [:],
        arrivals: Int = 0
    )
        -> AgentReport
    {
        AgentReport(
            agent: agent,
            number: number,
            models: ["a": .init(queued: queued, inFlight: inFlight, arrivals: arrivals)]
        )
    }

    private func others(_ book: PeerBook) -> OtherAgents { book.others("a") { $0 == "10.0.0.1:80" ? replica : nil } }

    @Test func requestsOfAllAreAddedUp() {
        var book = PeerBook()
        _ = book.hear(report("x", 1, queued: 2, inFlight: ["10.0.0.1:80": 1, "10.0.0.9:80": 4], arrivals: 9), at: 0)
        _ = book.hear(report("y", 1, queued: 1, inFlight: ["10.0.0.1:80": 2], arrivals: 3), at: 0)
        var expected = OtherAgents()
        (expected.queued, expected.unplaced, expected.arrivals) = (3, 4, 12)
        expected.inFlight = [replica: 3]
        #expect(others(book) == expected)
    }

    @Test func whatWasOvertakenOnItsWayIsOld() {
        var book = PeerBook()
        let news = [
            book.hear(report("x", 2, queued: 5), at: 0), book.hear(report("x", 1, queued: 1), at: 1),
        ]
        #expect(news == [true, false])
        #expect(others(book).queued == 5)
    }

    /// Fail-static: a peer that is lost counts as it was, and not for ever.
    @Test func aSilentOneCountsAsItWasForAWhile() {
        var book = PeerBook()
        _ = book.hear(report("x", 1, inFlight: ["10.0.0.1:80": 1], arrivals: 4), at: 0)
        var hasExpired = book.expire(at: PeerBook.memory)
        #expect(!hasExpired)
        #expect(others(book).inFlight == [replica: 1])
        #expect(book.inFlight("a", at: PeerBook.memory) == [:], "it takes no room at a replica any more")
        hasExpired = book.expire(at: PeerBook.memory + 1)
        #expect(hasExpired)
        #expect(others(book).inFlight == [:])
        #expect(others(book).arrivals == 4, "what had come stays counted, or the next to come would not be seen")
    }

    @Test func whoLeavesIsForgottenAtOnce() {
        var book = PeerBook()
        _ = book.hear(report("x", 1, queued: 1, arrivals: 1), at: 0)
        var last = report("x", 2, arrivals: 1)
        last.isLeaving = true
        _ = book.hear(last, at: 1)
        #expect(book.agents == [])
        #expect(others(book).arrivals == 1)
    }

    @Test func theLatestWhoDecidesIsBelieved() {
        var book = PeerBook()
        for (agent, term, replicas) in [("old", 3, 1), ("new", 4, 2)] {
            var report = report(agent, 1)
            report.decisions = FleetDecisions(term: term, models: ["a": .init(replicas: replicas, load: 0)])
            _ = book.hear(report, at: 0)
        }
        #expect(book.decisions(at: 1)?.models["a"]?.replicas == 2)
        #expect(book.decisions(at: PeerBook.memory + 1) == nil)
    }
}
