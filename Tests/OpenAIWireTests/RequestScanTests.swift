import AgentConfig
import Testing

@testable import OpenAIWire

@Suite struct RequestScanTests {
    @Test func findsTheModel() throws {
        let body = #"{"messages":[{"model":"not this"}], "model" : "auto" ,"x":{"model":1}}"#
        let found = try Scanned(body)
        #expect(found.scan.model == "auto")
        #expect(found.raw(found.scan.modelRange) == #""auto""#)
    }

    @Test(arguments: [
        (#""a\/b""#, "a/b"), (#""\u0061\u00e9""#, "aé"), (#""\ud83d\ude00""#, "😀"), (#""é😀""#, "é😀"),
        (#""\"\\""#, "\"\\"),
        (#""a\tb""#, "a\tb"),
    ])
    func decodesTheModel(value: String, model: String) throws {
        let found = try Scanned(#"{"model":\#(value)}"#)
        #expect(found.scan.model == model)
        #expect(found.raw(found.scan.modelRange) == value)
    }

    /// However a key is escaped, it is that key to every engine.
    @Test func readsEscapedKeys() throws {
        let found = try Scanned(
            #"{"mod\u0065l":"m","\u0073tream":true,"messages":[{"r\u006fle":"user","c\u006fntent":"hi"}]}"#
        )
        #expect(found.scan.model == "m")
        #expect(found.scan.isStreaming)
        #expect(found.outline == ["user | hi"])
    }

    @Test(arguments: [
        ("", false), (#","stream":true"#, true), (#","stream":false"#, false), (#","stream":null"#, false),
        (#","stream_options":{"include_usage":true}"#, false),
    ])
    func tellsStreams(rest: String, isStreaming: Bool) throws {
        #expect(try Scanned(#"{"model":"m"\#(rest)}"#).scan.isStreaming == isStreaming)
    }

    @Test(arguments: [
        (#"{"include_usage":true}"#, true), (#"{"include_usage":false}"#, false), ("null", false), ("{}", false),
        (#"{"continuous_usage_stats":true,"include_usage":true}"#, true), ("[]", false),
    ])
    func tellsUsage(value: String, includesUsage: Bool) throws {
        #expect(try Scanned(#"{"model":"m","stream_options":\#(value)}"#).scan.includesUsage == includesUsage)
    }

    @Test(
        arguments: [
            (#""max_tokens":16"#, 16), (#""max_completion_tokens":17"#, 17), (#""max_output_tokens":18"#, 18),
            (#""max_tokens":16,"max_completion_tokens":17"#, 17), (#""max_completion_tokens":17,"max_tokens":16"#, 17),
            (#""max_tokens":null"#, nil), (#""max_tokens":-1"#, nil), (#""max_tokens":0"#, nil),
            (#""max_tokens":"9""#, nil),
            (#""max_tokens":1.5"#, nil), (#""max_tokens":100.0"#, 100), (#""max_tokens":1e3"#, 1000),
            (#""max_tokens":99999999999999999999"#, nil), (#""max_tokens":1e400"#, nil), (#""max_tokens":[5]"#, nil),
        ] as [(String, Int?)]
    )
    func findsTheLimit(member: String, limit: Int?) throws {
        #expect(try Scanned(#"{"model":"m",\#(member)}"#).scan.answerLimit == limit)
    }

    @Test func countsAnswers() throws {
        #expect(try Scanned(#"{"model":"m","n":3}"#).scan.answers == 3)
        #expect(try Scanned(#"{"model":"m","n":null}"#).scan.answers == 1)
        #expect(try Scanned(#"{"model":"m"}"#).scan.answers == 1)
    }

    @Test(
        arguments: [
            (#""tools":[{"type":"function"}]"#, [.tools]),
            (#""tools":[]"#, []), (#""tools":null"#, []), (#""tools":[ ]"#, []),
            (#""tools":[{}],"tool_choice":"none""#, []), (#""tool_choice":"none","tools":[{}]"#, []),
            (#""tools":[{}],"tool_choice":{"type":"none"}"#, []),
            (#""tools":[{}],"tool_choice":{"type":"any"}"#, [.tools]),
            (#""tools":[{}],"tool_choice":"auto""#, [.tools]), (#""tool_choice":"auto""#, []),
            (#""functions":[{"name":"f"}]"#, [.tools]), (#""functions":[{}],"function_call":"none""#, []),
            (#""response_format":{"type":"json_object"}"#, [.json]), (#""response_format":{"type":"text"}"#, []),
            (#""response_format":{"json_schema":{"type":"x"},"type":"json_schema"}"#, [.json]),
            (#""response_format":null"#, []),
            (#""text":{"format":{"type":"json_schema","schema":{}}}"#, [.json]),
            (#""text":{"format":{"type":"text"}}"#, []),
            (#""text":"json_object""#, []), (#""guided_json":{"type":"object"}"#, [.json]),
            (#""guided_json":null"#, []),
            (#""output_config":{"effort":"low","format":{"type":"json_schema"}}"#, [.json]),
            (#""reasoning_effort":"low""#, [.reasoning]), (#""reasoning_effort":"none""#, []),
            (#""reasoning_effort":null"#, []), (#""reasoning":{"effort":"high"}"#, [.reasoning]),
            (#""reasoning":{"effort":null,"summary":"auto"}"#, []), (#""reasoning":{"effort":"none"}"#, []),
            (#""thinking":{"type":"enabled","budget_tokens":1024}"#, [.reasoning]),
            (#""thinking":{"type":"disabled"}"#, []),
            (#""messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:"}}]}]"#, [.vision]),
            (
                #""messages":[{"role":"user","content":[{"source":{"type":"url","url":"u"},"type":"image"}]}]"#,
                [.vision]
            ),
            (#""input":[{"role":"user","content":[{"type":"input_image","image_url":"u"}]}]"#, [.vision]),
            (#""messages":[{"role":"user","content":[{"type":"video_url","video_url":{"url":"u"}}]}]"#, [.vision]),
            (#""messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"x"}}]}]"#, [.audio]),
            (
                #""messages":[{"role":"user","content":[{"type":"tool_result","content":[{"type":"image","source":{}}]}]}]"#,
                [.vision]
            ),
        ] as [(String, RequestScan.Features)]
    )
    func findsFeatures(member: String, features: RequestScan.Features) throws {
        #expect(try Scanned(#"{"model":"m",\#(member)}"#).scan.features == features)
    }

    @Test func capabilitiesFollowFeatures() {
        var scan = RequestScan()
        #expect(scan.capabilities == [])
        scan.features = [.tools, .audio, .json, .reasoning]
        #expect(scan.capabilities == [.tools, .vision, .json, .reasoning])
    }

    @Test(
        arguments: [
            (#""previous_response_id":"resp_1""#, .previousResponse, "resp_1"),
            (#""previous_response_id":null"#, .previousResponse, nil),
            (#""conversation":"conv_1""#, .conversation, "conv_1"),
            (#""conversation":{"id":"conv_1"}"#, .conversation, "conv_1"),
            (#""conversation":null"#, .conversation, nil),
            (#""prompt_cache_key":"k""#, .promptCacheKey, "k"), (#""prompt_cache_key":"""#, .promptCacheKey, nil),
            (#""user":"u""#, .user, "u"), (#""user":7"#, .user, nil),
            (#""metadata":{"a":1,"session_id":"s"}"#, .session, "s"), (#""metadata":{"thread_id":"t"}"#, .session, "t"),
            (#""metadata":{"conversation_id":"c"}"#, .session, "c"),
            (#""metadata":{"user_id":"user_1_session_2"}"#, .session, "user_1_session_2"),
            (#""metadata":{"user_id":"user_1"}"#, .session, nil), (#""metadata":null"#, .session, nil),
            (#""metadata":{"user_id":"user_1_session_2","session_id":"s"}"#, .session, "s"),
            (#""metadata":{"session_id":"s","user_id":"user_1_session_2"}"#, .session, "s"),
        ] as [(String, Identifier, String?)]
    )
    func findsIdentifiers(member: String, identifier: Identifier, value: String?) throws {
        let found = try Scanned(#"{"model":"m",\#(member)}"#)
        for other in Identifier.allCases {
            #expect(found.text(other.string(found.scan)) == (other == identifier ? value : nil))
        }
    }

    enum Identifier: CaseIterable {
        case previousResponse, conversation, promptCacheKey, user, session

        func string(_ scan: RequestScan) -> JSONString? {
            switch self {
            case .previousResponse: scan.previousResponse
            case .conversation: scan.conversation
            case .promptCacheKey: scan.promptCacheKey
            case .user: scan.user
            case .session: scan.session
            }
        }
    }

    @Test(arguments: [
        // Chat
        (#""messages":[{"role":"system","content":"s"},{"role":"user","content":"u"}]"#, ["system | s", "user | u"]),
        (#""messages":[{"content":"d","role":"developer"}]"#, ["system | d"]),
        (
            #""messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"x"}},{"text":"b","type":"text"}]}]"#,
            ["user | a | b"]
        ),
        (
            #""messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"1"}]},{"role":"tool","content":"r"}]"#,
            [#"assistant | toolCall: [{"id":"1"}]"#, "tool | r"]
        ),
        (
            #""messages":[{"role":"assistant","reasoning_content":"hm","content":"a","tool_calls":null}]"#,
            ["assistant | reasoning: hm | a"]
        ),
        (#""messages":[{"role":"function","name":"f","content":"r"}]"#, ["tool | r"]),
        (#""messages":[{"role":"user","content":["a","b"]}]"#, ["user | a | b"]),
        // Messages
        (#""messages":[{"role":"user","content":"u"}],"system":"s""#, ["user | u", "instructions | s"]),
        (#""system":[{"type":"text","text":"a"},{"type":"text","text":"b"}]"#, ["instructions | a | b"]),
        (
            #""messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"text","text":"t"},{"type":"tool_use","id":"1","name":"f","input":{"a":1}}]}]"#,
            [#"assistant | reasoning: hm | t | toolCall: {"a":1}"#]
        ),
        (
            #""messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"r"},{"type":"tool_result","content":[{"type":"text","text":"q"}]},{"type":"text","text":"go on"}]}]"#,
            ["user | toolResult: r | toolResult: q | go on"]
        ),
        (
            #""messages":[{"role":"user","content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"d"}},{"type":"document","source":{"type":"base64","data":"QQ=="}}]}]"#,
            ["user | attachment: d"]
        ),
        // Responses
        (#""input":"u","instructions":"i""#, ["user | u", "instructions | i"]),
        (#""instructions":null,"input":[]"#, ["instructions", "user"]),
        (
            #""input":[{"role":"user","content":[{"type":"input_text","text":"u"}]},{"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]},{"type":"function_call","name":"f","arguments":"{}"},{"type":"function_call_output","output":"42"},{"type":"item_reference","id":"x"}]"#,
            ["user | u", "assistant | reasoning: hm", #"assistant | toolCall: "{}""#, "tool | 42", "other"]
        ),
        // Completions and embeddings
        (#""prompt":"p""#, ["user | p"]), (#""prompt":["p","q"]"#, ["user | p | q"]),
        (#""prompt":[[1,2],[3]]"#, ["user"]),
        (#""prompt":{"id":"pmpt_1"},"input":"u""#, ["user | u"]), (#""input":["a","b"]"#, ["user | a | b"]),
        // Shapes that only an engine can judge
        (#""messages":null"#, []), (#""messages":"hi""#, []), (#""messages":[1,null,"x",[]]"#, []),
        (#""messages":[{"role":5,"content":{"a":1}}]"#, ["other"]),
        (#""messages":[{"role":"king","content":"x"}]"#, ["other | x"]),
        (#""messages":[{"role":"user","content":[null,1,{"text":{"value":"x"}}]}]"#, ["user"]),
    ])
    func findsTurns(members: String, outline: [String]) throws {
        #expect(try Scanned(#"{"model":"m",\#(members)}"#).outline == outline)
    }

    @Test func countsTokensAndParts() throws {
        #expect(try Scanned(#"{"model":"m","prompt":[[1,2],[3,40000]]}"#).scan.tokenIDs == 4)
        #expect(try Scanned(#"{"model":"m","input":[1,2,3]}"#).scan.tokenIDs == 3)
        let parts = #"[{"type":"image_url"},{"type":"image_url"},{"type":"input_audio"},{"type":"document"}]"#
        let found = try Scanned(#"{"model":"m","messages":[{"role":"user","content":\#(parts)}]}"#)
        #expect(found.scan.images == 3)
        #expect(found.scan.recordings == 1)
    }

    @Test func keepsWhereToolsStand() throws {
        let found = try Scanned(#"{"model":"m","tools": [ {"name":"f"} ] }"#)
        #expect(found.scan.tools.map(found.raw) == #"[ {"name":"f"} ]"#)
    }
}
