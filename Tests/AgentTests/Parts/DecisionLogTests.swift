import NIOCore
import OpenAIWire
import Routing
import Testing

@testable import Agent

@Suite struct DecisionLogTests {
    private func log(of count: Int) throws -> DecisionLog {
        let log = try DecisionLog(path: nil)
        let router = Router(TestFleet().router)
        for second in 0..<count {
            log.add(NotedRequest(record: ExchangeRecord(arrival: .now()), router: router, time: Double(second)))
        }
        return log
    }

    @Test(arguments: [0, 1, 5, DecisionLog.kept, DecisionLog.kept + 1, 2 * DecisionLog.kept, 3 * DecisionLog.kept - 1])
    func tellsTheNewestFirst(count: Int) throws {
        let log = try log(of: count)
        #expect(log.count == count)
        #expect(
            log.recent().map(\.number)
                == (1...max(1, count)).reversed().prefix(min(count, DecisionLog.kept)).map(\.self)
        )
        #expect(log.recent().first.map(\.time) == (count > 0 ? Double(count - 1) : nil))
    }

    @Test func tellsWhatCameAfter() throws {
        let log = try log(of: 5)
        #expect(log.recent(after: 3).map(\.number) == [5, 4])
        #expect(log.recent(after: 5).isEmpty)
        #expect(log.recent(after: 99).isEmpty)
        #expect(log.recent(after: -1).count == 5)
        #expect(try self.log(of: 300).recent(after: 10).count == DecisionLog.kept)
    }
}
