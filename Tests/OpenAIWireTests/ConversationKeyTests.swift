import Testing

@testable import OpenAIWire

@Suite struct ConversationKeyTests {
    private func key(_ members: String, caller: String = "") throws -> ConversationKey? {
        try Scanned(#"{"model":"m",\#(members)}"#).key(caller: caller)
    }

    @Test func staysWhileTheConversationGrows() throws {
        var turns = #"{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}"#
        let first = try #require(try key(#""messages":[\#(turns)]"#))
        for turn in [
            #"{"role":"assistant","content":"Hello"}"#, #"{"role":"user","content":"More"}"#,
            #"{"role":"system","content":"Remember to be brief."}"#,
            #"{"role":"assistant","content":null,"tool_calls":[{}]}"#, #"{"role":"tool","content":"r"}"#,
        ] {
            turns += "," + turn
            #expect(try key(#""messages":[\#(turns)]"#) == first)
            #expect(try key(#""temperature":1,"stream":true,"messages":[\#(turns)],"tools":[{}]"#) == first)
        }
    }

    /// Clients move markers of caches from turn to turn.
    @Test func onlyTextsCount() throws {
        let plain = try key(#""messages":[{"role":"user","content":"Hi"}],"system":"s""#)
        #expect(
            try key(
                #""system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":[{"type":"text","text":"Hi","cache_control":{}}]}]"#
            ) != nil
        )
        #expect(
            try key(
                #""messages":[{"content":[{"type":"text","text":"Hi","cache_control":{}}],"role":"user"}],"system":"s""#
            ) == plain
        )
    }

    @Test func differsWhereConversationsDo() throws {
        let keys = try [
            key(#""messages":[{"role":"user","content":"Hi"}]"#), key(#""messages":[{"role":"user","content":"Ho"}]"#),
            key(#""messages":[{"role":"system","content":"s"},{"role":"user","content":"Hi"}]"#),
            key(#""messages":[{"role":"user","content":"Hi"}],"user":"u""#),
            key(#""messages":[{"role":"user","content":"Hi"}]"#, caller: "tenant"),
            key(#""messages":[{"role":"user","content":["H","i"]}]"#), key(#""prompt_cache_key":"Hi""#),
            key(#""conversation":"Hi""#), key(#""metadata":{"session_id":"Hi"}"#), key(#""previous_response_id":"Hi""#),
        ]
        #expect(Set(keys).count == keys.count)
        #expect(!keys.contains(nil))
    }

    @Test func givenNamesGoBeforeTheOpening() throws {
        let rest = #","messages":[{"role":"user","content":"Hi"}]"#
        for member in [
            #""prompt_cache_key":"k""#, #""conversation":"c""#, #""metadata":{"session_id":"s"}"#,
            #""previous_response_id":"r""#,
        ] {
            #expect(try key(member + rest) == key(member + #","input":"something else""#))
        }
        // In this order.
        #expect(try key(#""prompt_cache_key":"k","conversation":"c""#) == key(#""conversation":"c""#))
        #expect(try key(#""metadata":{"session_id":"s"},"prompt_cache_key":"k""#) == key(#""prompt_cache_key":"k""#))
        #expect(
            try key(#""previous_response_id":"r","metadata":{"session_id":"s"}"#)
                == key(#""metadata":{"session_id":"s"}"#)
        )
    }

    @Test func aResponseIsFoundAgain() throws {
        #expect(
            try key(#""previous_response_id":"resp_1","input":"x""#, caller: "t")
                == ConversationKey(response: "resp_1", caller: "t")
        )
    }

    @Test func nothingHasNoKey() throws {
        #expect(try key(#""prompt":[1,2,3]"#) == nil)
        #expect(try key(#""messages":[]"#) == nil)
    }

    /// Whoever keeps keys finds them again after a restart.
    @Test func isTheSameInEveryRun() throws {
        let value = try #require(try key(#""messages":[{"role":"user","content":"Hi"}]"#)).value
        #expect(value == 8510390562868562848)
        #expect(ConversationKey(response: "resp_1").value == 7_077_567_982_823_526_549)
    }

    @Test func prefixesAreSharedByWhatBeginsAlike() throws {
        let system = String(repeating: "You are a careful assistant. ", count: 100)
        func prefix(_ members: String, length: Int = 2048) throws -> PrefixKey? {
            let found = try Scanned(#"{"model":"m",\#(members)}"#)
            return PrefixKey(found.scan, in: found.bytes.span.bytes, length: length)
        }
        let hi = try prefix(#""messages":[{"role":"system","content":"\#(system)"},{"role":"user","content":"Hi"}]"#)
        let ho = try prefix(
            #""messages":[{"role":"system","content":"\#(system)"},{"role":"user","content":"Ho"}],"top_p":1"#
        )
        #expect(hi != nil && hi == ho)
        #expect(try prefix(#""messages":[{"role":"system","content":"X\#(system)"}]"#) != hi)
        #expect(try prefix(#""messages":[{"role":"system","content":"\#(system)"}],"tools":[{"name":"f"}]"#) != hi)
        // Instructions go first, wherever they stand.
        let tail = #""messages":[{"role":"user","content":"\#(system)"}],"system":"\#(system)""#
        #expect(try prefix(tail) == prefix(#""system":"\#(system)","messages":[{"role":"user","content":"other"}]"#))
        // The prompt is shorter, or just as long.
        #expect(try prefix(#""prompt":"123""#, length: 4) == nil)
        #expect(try prefix(#""prompt":"1234""#, length: 4) == prefix(#""prompt":"12345678""#, length: 4))
    }

    @Test func hashesSpread() {
        var values = Set<UInt64>()
        var highBits = Set<UInt64>()
        for number in 0..<100_000 {
            var hash = StableHash(1)
            hash.combine("conversation \(number)")
            values.insert(hash.value)
            highBits.insert(hash.value >> 56)
        }
        #expect(values.count == 100_000)
        #expect(highBits.count == 256)
    }
}
