import TestSupport
import Testing

@testable import Agent

@Suite struct WaitQueueTests {
    @Test func theUrgentGoFirstAndThenThoseThatCameFirst() {
        var queue = WaitQueue<String>()
        for (name, priority) in [("a", 1), ("b", 5), ("c", 1), ("d", 5), ("e", -3)] {
            queue.append(name, priority: priority)
        }
        var order: [String] = []
        while let next = queue.popFirst() { order.append(next) }
        #expect(order == ["b", "d", "a", "c", "e"])
    }

    /// The same as a list that is sorted each time.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func behavesLikeASortedList(seed: UInt64) {
        var dice = SplitMix(seed: seed)
        var queue = WaitQueue<Int>()
        var list: [(number: Int, priority: Int)] = []
        for number in 0..<300 {
            switch Int.random(in: 0..<5, using: &dice) {
            case 0:
                let first = list.indices.min {
                    (-list[$0].priority, list[$0].number) < (-list[$1].priority, list[$1].number)
                }
                #expect(queue.popFirst() == first.map { list[$0].number })
                if let first { list.remove(at: first) }
            case 1 where !list.isEmpty:
                let gone = list.remove(at: Int.random(in: 0..<list.count, using: &dice)).number
                queue.remove { $0 == gone }
            default:
                let priority = Int.random(in: -2...2, using: &dice)
                queue.append(number, priority: priority)
                list.append((number, priority))
            }
            #expect(queue.count == list.count)
            #expect(queue.isEmpty == list.isEmpty)
            #expect(queue.ahead(ofPriority: 0) == list.count { $0.priority >= 0 })
        }
    }
}
