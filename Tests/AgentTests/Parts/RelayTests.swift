import NIOCore
import NIOHTTP1
import OpenAIWire
import TestSupport
import Testing

@testable import Agent

@Suite struct RelayTests {
    private func relay(_ type: String, _ status: HTTPResponseStatus = .ok, mostHeld: Int = 1000) -> Relay {
        var relay = Relay(.chatCompletions, mostHeld: mostHeld)
        relay.receive(HTTPResponseHead(version: .http1_1, status: status, headers: ["Content-Type": type]))
        return relay
    }

    private let role = #"data: {"choices":[{"delta":{"role":"assistant","content":""}}]}"# + "\n\n"
    private let word = #"data: {"choices":[{"delta":{"content":"é🧵"}}]}"# + "\n\n"
    private let done = "data: [DONE]\n\n"

    @Test func nothingBeforeTheFirstContent() {
        var relay = relay("text/event-stream; charset=utf-8")
        #expect(relay.receive(ByteBuffer(string: role)) == nil)
        #expect(!relay.hasBegun)
        #expect(relay.receive(ByteBuffer(string: word)).map { String(buffer: $0) } == role + word)
        #expect(relay.hasBegun)
        #expect(relay.receive(ByteBuffer(string: done)).map { String(buffer: $0) } == done)
        #expect(relay.finish()?.readableBytes == 0)
    }

    @Test func aStreamWithoutEndHasNone() {
        var relay = relay("text/event-stream")
        _ = relay.receive(ByteBuffer(string: role + word))
        #expect(relay.finish() == nil)
    }

    @Test func aStreamThatSaysThatItFailedIsPassedOn() {
        var relay = relay("text/event-stream")
        _ = relay.receive(ByteBuffer(string: word))
        let error = #"data: {"error":{"message":"x"}}"# + "\n\n"
        #expect(relay.receive(ByteBuffer(string: error)).map { String(buffer: $0) } == error)
        #expect(relay.finish() != nil)
    }

    /// However a stream is cut, the client gets the same bytes, and at each moment only whole events.
    @Test(arguments: 0..<60 as Range<UInt64>)
    func wholeEventsWhateverTheCuts(seed: UInt64) {
        var dice = SplitMix(seed: seed)
        let stream = Array((role + ": ping\n\n" + String(repeating: word, count: 20) + done).utf8)
        var relay = relay("text/event-stream")
        var passed: [UInt8] = []
        var rest = stream[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...60, using: &dice))
            rest = rest.dropFirst(piece.count)
            if let bytes = relay.receive(ByteBuffer(bytes: piece)) { passed += Array(buffer: bytes) }
            #expect(stream.starts(with: passed))
            #expect(passed.isEmpty || passed.suffix(2).elementsEqual("\n\n".utf8))
        }
        passed += relay.finish().map { Array(buffer: $0) } ?? []
        #expect(passed == stream)
    }

    @Test func aWholeAnswerIsHeldUntilItIsThere() {
        var relay = relay("application/json")
        #expect(relay.receive(ByteBuffer(string: "{")) == nil)
        #expect(relay.receive(ByteBuffer(string: "}")) == nil)
        #expect(!relay.hasBegun)
        #expect(relay.finish().map { String(buffer: $0) } == "{}")
    }

    @Test func aLargeOneIsNot() {
        var relay = relay("application/json", mostHeld: 5)
        #expect(relay.receive(ByteBuffer(string: "12345")) == nil)
        #expect(relay.receive(ByteBuffer(string: "6")).map { String(buffer: $0) } == "123456")
        #expect(relay.hasBegun)
        #expect(relay.receive(ByteBuffer(string: "7")).map { String(buffer: $0) } == "7")
        #expect(relay.finish()?.readableBytes == 0)
    }

    @Test func aStreamOfErrorsIsNone() { #expect(!relay("text/event-stream", .badRequest).isStream) }
}
