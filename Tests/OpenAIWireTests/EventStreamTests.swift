import TestSupport
import Testing

@testable import OpenAIWire

/// All that a stream says of itself.
private struct Findings: Equatable, CustomStringConvertible {
    var isAtBoundary: Bool
    var hasContent: Bool
    var isDone: Bool
    var hasFailed: Bool
    var usage: Usage
    var events: Int

    init(_ stream: EventStream) {
        isAtBoundary = stream.isAtBoundary
        hasContent = stream.hasContent
        isDone = stream.isDone
        hasFailed = stream.hasFailed
        usage = stream.usage
        events = stream.events
    }

    var description: String {
        "boundary \(isAtBoundary), content \(hasContent), done \(isDone), failed \(hasFailed), \(usage), \(events) events"
    }
}

@Suite struct EventStreamTests {
    private func watched(_ text: String) -> EventStream {
        var stream = EventStream()
        stream.consume(Array(text.utf8).span.bytes)
        return stream
    }

    @Test func followsChat() {
        var stream = EventStream()
        var found: [Findings] = []
        for event in Streams.chat {
            let bytes = Streams.bytes([event])
            #expect(stream.consume(bytes.span.bytes) == bytes.count)
            found.append(Findings(stream))
        }
        #expect(found.map(\.hasContent) == [false, true, true, true, true, true])
        #expect(found.map(\.isDone) == [false, false, false, false, false, true])
        #expect(found.map(\.usage.prompt) == [nil, nil, nil, nil, 11, 11])
        #expect(found.allSatisfy { $0.isAtBoundary && !$0.hasFailed })
        #expect(stream.usage == Usage(prompt: 11, completion: 3, cached: 8))
        #expect(stream.events == 6)
    }

    @Test func followsMessages() {
        var stream = EventStream()
        let found = Streams.messages.map { event in
            stream.consume(Streams.bytes([event]).span.bytes)
            return Findings(stream)
        }
        #expect(found.map(\.hasContent) == [false, false, false, true, true, true, true])
        #expect(found.map(\.isDone) == [false, false, false, false, false, false, true])
        #expect(stream.usage == Usage(prompt: 132, completion: 15, cached: 100))
    }

    @Test func followsResponses() {
        var stream = EventStream()
        let found = Streams.responses.map { event in
            stream.consume(Streams.bytes([event]).span.bytes)
            return Findings(stream)
        }
        #expect(found.map(\.hasContent) == [false, false, true, true])
        #expect(found.map(\.isDone) == [false, false, false, true])
        #expect(stream.usage == Usage(prompt: 10, completion: 2, cached: 4))
        #expect(!stream.hasFailed)
    }

    @Test(arguments: [
        // What is content
        (#"{"choices":[{"delta":{"content":"a"}}]}"#, true),
        (#"{"choices":[{"delta":{"reasoning_content":"a"}}]}"#, true),
        (#"{"choices":[{"delta":{"reasoning":"a"}}]}"#, true), (#"{"choices":[{"delta":{"refusal":"a"}}]}"#, true),
        (#"{"choices":[{"delta":{"tool_calls":[{"index":0}]}}]}"#, true),
        (#"{"choices":[{"delta":{"function_call":{"name":"f"}}}]}"#, true),
        (#"{"choices":[{"index":0,"text":"a"}]}"#, true),
        (#"{"choices":[{"delta":{"role":"assistant"}},{"delta":{"content":"a"}}]}"#, true),
        (#"{"type":"response.output_text.delta","delta":"a"}"#, true),
        (#"{"type":"response.function_call_arguments.delta","delta":"{"}"#, true),
        (#"{"type":"content_block_delta"}"#, true),
        (#"{ "choices" : [ { "delta" : { "c\u006fntent" : "a" } } ] }"#, true),
        // What is not
        (#"{"choices":[{"delta":{"role":"assistant"}}]}"#, false), (#"{"choices":[{"delta":{"content":""}}]}"#, false),
        (#"{"choices":[{"delta":{"role":"assistant","content":null,"tool_calls":null,"refusal":null}}]}"#, false),
        (#"{"choices":[{"delta":{"tool_calls":[]}}]}"#, false),
        (#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#, false),
        (#"{"choices":[{"text":"","finish_reason":null}]}"#, false), (#"{"choices":[]}"#, false),
        (#"{"choices":null}"#, false),
        (#"{"type":"response.created"}"#, false), (#"{"type":"response.output_text.done","text":"a"}"#, false),
        (#"{"content":"a"}"#, false), ("not JSON", false), ("", false), ("[1]", false),
        (#"{"choices":[{"delta":{"content":"a"#, false),
    ])
    func tellsContent(data: String, hasContent: Bool) {
        let stream = watched("data: \(data)\n\n")
        #expect(stream.hasContent == hasContent)
        #expect(!stream.isDone && !stream.hasFailed)
    }

    @Test(arguments: [
        "data: [DONE]\n\n", "data:[DONE]\n\n", "data: [DONE] \r\n\r\n", "event: message_stop\ndata: {}\n\n",
        "data: {\"type\":\"message_stop\"}\n\n", "data: {\"type\":\"response.completed\"}\n\n",
        "event: response.incomplete\ndata: {}\n\n", "event:response.completed\rdata:{}\r\r",
    ])
    func tellsTheEnd(text: String) {
        for before in ["", "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n"] {
            #expect(watched(before + text).isDone)
            #expect(!watched(before + text).hasFailed)
            // Only when the event is whole.
            #expect(!watched(before + text.dropLast(text.hasSuffix("\r\n") ? 2 : 1)).isDone)
        }
    }

    @Test(arguments: [
        #"data: {"error":{"message":"x"}}"#, #"data: {"id":"1","error":"x"}"#, "event: error\ndata: {}",
        #"data: {"type":"error","message":"x"}"#, "event: response.failed\ndata: {}",
        #"data: {"type":"response.failed"}"#,
    ])
    func tellsFailure(event: String) {
        for before in ["", "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n"] {
            #expect(watched("\(before)\(event)\n\n").hasFailed)
        }
    }

    @Test(arguments: [
        #"data: {"choices":[{"delta":{"content":"\"error\" \"usage\":{\"prompt_tokens\":5}"}}]}"#,
        #"data: {"error":null}"#,
        #"data: {"choices":[{"error":{}}]}"#, ": error", "error", #"data: {"choices":[{"delta":{"content":"error"}}]}"#,
    ])
    func wordsWithinAreNoFailure(event: String) {
        for before in ["", "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n"] {
            let stream = watched("\(before)\(event)\n\n")
            #expect(!stream.hasFailed)
            #expect(stream.usage == Usage())
        }
    }

    @Test(arguments: [
        ("", true), (": ping", false), (": ping\n", false), (": ping\n\n", true), ("data: x\n", false),
        ("data: x\n\n", true),
        ("data: x\r", false), ("data: x\r\n", false), ("data: x\r\n\r", true), ("data: x\r\n\r\n", true),
        ("data: x\r\r", true),
        ("data: x\n\r", true), ("data: x\r\n\n", true), ("\n", true), ("\r\n", true), ("data: x\n\ndata", false),
        ("\u{FEFF}", false), ("\u{FEFF}data: x\n\n", true), ("data: x\n\n\n", true), ("data", false),
    ])
    func knowsWhereEventsMayBegin(text: String, isAtBoundary: Bool) {
        #expect(watched(text).isAtBoundary == isAtBoundary)
    }

    @Test(arguments: [
        ("", 0), ("data: x", 0), ("data: x\n\n", 9), ("data: x\n\ndata: y", 9), ("data: x\n\n: c\n\nda", 14),
        ("\ndata", 1),
        ("data: x\r\n\r\ndata: y", 11),
    ])
    func saysHowMuchIsWhole(text: String, length: Int) {
        var stream = EventStream()
        #expect(stream.consume(Array(text.utf8).span.bytes) == length)
    }

    @Test func eventsOverSeveralChunksAndLines() {
        var stream = EventStream()
        for chunk in ["da", "ta: {\"choices\":[{\"delta\":", "\r", "\ndata: {\"content\":\"a\"}}]}\r\n", "\r"] {
            #expect(!stream.hasContent)
            stream.consume(Array(chunk.utf8).span.bytes)
        }
        #expect(stream.hasContent && stream.isAtBoundary && stream.events == 1)
        #expect(stream.consume(Array("\ndata: [DONE]\n\n".utf8).span.bytes) == 15)
        #expect(stream.isDone && stream.events == 2)
    }

    @Test(arguments: [
        "\u{FEFF}data: [DONE]\n\n", "id: 7\nretry: 10\ndata: [DONE]\n\n", ": c\ndata: [DONE]\nfoo: bar\n\n",
    ])
    func readsOtherFieldsOver(text: String) {
        #expect(watched(text).isDone)
    }

    @Test(arguments: [
        "data : [DONE]\n\n", "xdata: [DONE]\n\n", "database: [DONE]\n\n", ":data: [DONE]\n\n", " data: [DONE]\n\n",
    ])
    func isStrictAboutNames(text: String) {
        #expect(!watched(text).isDone)
        #expect(watched(text).events == 0)
    }

    /// An event beyond all bounds is passed by in constant memory, and what follows is read as ever.
    @Test func hugeEvents() {
        var stream = EventStream(longest: 1000)
        let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 10_000)
        stream.consume(Array("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"x\":\"".utf8).span.bytes)
        for _ in 0..<100 { #expect(stream.consume(piece.span.bytes) == 0) }
        #expect(stream.consume(Array("\"}\n\n".utf8).span.bytes) == 4)
        #expect(stream.isAtBoundary && stream.hasContent && stream.events == 1)
        stream.consume(Streams.bytes(Streams.chat).span.bytes)
        #expect(stream.isDone && stream.usage.prompt == 11)
    }

    /// The same answers however the bytes are cut.
    @Test func chunkingChangesNothing() {
        let texts = [Streams.chat, Streams.messages, Streams.responses]
        for (number, events) in texts.enumerated() {
            for end in ["\n", "\r\n", "\r"] {
                let bytes = Streams.bytes([": hello", events[0]] + [": ping"] + events.dropFirst(), end: end)
                var whole = EventStream()
                whole.consume(bytes.span.bytes)
                #expect(whole.isDone && whole.hasContent && whole.isAtBoundary && whole.usage.prompt != nil)
                for seed in 0..<90 as Range<UInt64> {
                    var random = SplitMix(seed: seed)
                    var cut = EventStream()
                    var rest = bytes[...]
                    var complete = 0
                    var before = 0
                    while !rest.isEmpty {
                        let most = seed % 3 == 0 ? 1 : seed % 3 == 1 ? 20 : 300
                        let chunk = Array(rest.prefix(Int.random(in: 0...most, using: &random)))
                        rest = rest.dropFirst(chunk.count)
                        let length = cut.consume(chunk.span.bytes)
                        if length > 0 { complete = before + length }
                        before += chunk.count
                        // Up to here it says what one chunk of all that came so far would have said.
                        if random.next() % 16 == 0 {
                            var again = EventStream()
                            again.consume(Array(bytes[..<before]).span.bytes)
                            #expect(Findings(again) == Findings(cut), "stream \(number), seed \(seed), \(before) bytes")
                        }
                    }
                    #expect(Findings(cut) == Findings(whole), "stream \(number), \(end.debugDescription), seed \(seed)")
                    #expect(complete == bytes.count || end == "\r\n" && complete == bytes.count - 1)
                }
            }
        }
    }

    @Test func survivesAnyBytes() {
        let pieces =
            Streams.chat + Streams.messages + ["\n", "\r", "\n\n", "data:", "event:", "\u{FEFF}", ": ", "\"usage\":{"]
        for seed in 0..<5000 as Range<UInt64> {
            var random = SplitMix(seed: seed)
            var stream = EventStream(longest: 200)
            for _ in 0..<10 {
                var chunk = Array((pieces.randomElement(using: &random) ?? "").utf8)
                for _ in 0..<Int.random(in: 0...3, using: &random) where !chunk.isEmpty {
                    chunk[Int.random(in: 0..<chunk.count, using: &random)] = UInt8.random(
                        in: .min ... .max,
                        using: &random
                    )
                }
                #expect((0...chunk.count).contains(stream.consume(chunk.span.bytes)))
            }
        }
    }
}
