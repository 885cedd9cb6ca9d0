import Testing

@testable import Agent

@Suite struct RecentMemoryTests {
    @Test func remembersTheLastValue() {
        var memory = RecentMemory<UInt64, String>(capacity: 10)
        memory.remember(1, "a")
        memory.remember(1, "b")
        #expect(memory.value(of: 1) == "b")
        #expect(memory.value(of: 2) == nil)
    }

    @Test func forgetsTheOldestAndKeepsWhatIsUsed() {
        var memory = RecentMemory<UInt64, String>(capacity: 100)
        memory.remember(0, "kept")
        for key in 1...1000 as ClosedRange<UInt64> {
            memory.remember(key, "m")
            #expect(memory.value(of: 0) == "kept")
        }
        let known = (1...1000 as ClosedRange<UInt64>).filter { memory.value(of: $0) != nil }
        #expect(known.count <= 100)
        #expect(known.contains(1000))
    }
}
