import Foundation
import NIOCore
import NIOHTTP1
import OpenAIWire
import Routing
import Testing

@testable import Agent

@Suite struct RecordHeadersTests {
    private let router: Router = {
        var fleet = TestFleet(.init("a"), .init("b"), .init("c"))
        fleet.route("auto", to: ["a", "b", "c"])
        return Router(fleet.router)
    }()

    private func record(_ states: [ModelState]) -> ExchangeRecord {
        var record = ExchangeRecord(arrival: .now())
        record.requestID = "r-1"
        let request = RoutingRequest("auto", promptTokens: 10, answerTokens: 10)
        let judgement = router.judge.judge("prove that it halts", signal: nil)
        record.judgement = judgement
        record.decision = router.decide(request, judgement, states)
        record.chose("a", upstream: "a", .bestScore)
        return record
    }

    @Test func saysWhy() {
        let headers = record([.init(.warm), .init(.cold), .init(.warm, isHealthy: false)]).headers(router)
        #expect(headers["x-request-id"] == ["r-1"])
        #expect(headers["x-spindle-model"] == ["a"])
        #expect(headers["x-spindle-reason"] == ["best-score"])
        #expect(headers["x-spindle-start"] == ["warm"])
        #expect(headers["x-spindle-excluded"] == ["c;cause=unhealthy"])
        let candidates = headers["x-spindle-candidates"].first?.components(separatedBy: ", ") ?? []
        #expect(candidates.count == 2)
        #expect(candidates.first?.hasPrefix("a;score=") == true)
        #expect(headers["x-spindle-complexity"].first?.hasPrefix("high;low=") == true)
        #expect(headers["x-spindle-rules"] == ["0"])
    }

    @Test func withoutAModelOnlyTheIdentifier() {
        var record = ExchangeRecord(arrival: .now())
        record.requestID = "r-2"
        #expect(record.headers(router).map(\.name) == ["X-Request-Id"])
    }

    @Test(arguments: [
        (0.0, "0.000"), (0.0004, "0.000"), (0.0005, "0.001"), (1.5, "1.500"), (-0.25, "-0.250"), (-3, "-3.000"),
        (12.0625, "12.063"),
        (1e6, "1000000.000"),
    ])
    func threeDecimals(value: Double, text: String) { #expect("\(Decimal3(value))" == text) }

    @Test func whatIsNoNumberIsWrittenAllTheSame() {
        #expect("\(Decimal3(.infinity))" == "inf")
        #expect("\(Decimal3(1e300))" == "1e+300")
    }
}
