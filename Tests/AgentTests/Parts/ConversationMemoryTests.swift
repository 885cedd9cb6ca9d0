import Testing

@testable import Agent

@Suite struct ConversationMemoryTests {
    @Test func remembersTheLastModel() {
        var memory = ConversationMemory(capacity: 10)
        memory.remember(1, "a")
        memory.remember(1, "b")
        #expect(memory.model(of: 1) == "b")
        #expect(memory.model(of: 2) == nil)
    }

    @Test func forgetsTheOldestAndKeepsWhatIsUsed() {
        var memory = ConversationMemory(capacity: 100)
        memory.remember(0, "kept")
        for conversation in 1...1000 as ClosedRange<UInt64> {
            memory.remember(conversation, "m")
            #expect(memory.model(of: 0) == "kept")
        }
        let known = (1...1000 as ClosedRange<UInt64>).filter { memory.model(of: $0) != nil }
        #expect(known.count <= 100)
        #expect(known.contains(1000))
    }
}
