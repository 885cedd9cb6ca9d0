import Testing

@testable import OpenAIWire

/// What the official Python packages `openai` 3.57 and `anthropic` 2.14 send, byte for byte, and extras of vLLM.
@Suite struct ClientPayloadTests {
    @Test func chatStream() throws {
        let found = try Scanned(
            #"{"model":"auto","stream":true,"messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":"Grüß Gott 😀 \#u{2028} \"quoted\" \\ back"}],"max_completion_tokens":100,"stream_options":{"include_usage":true},"temperature":0.7}"#
        )
        #expect(found.scan.model == "auto")
        #expect(found.scan.isStreaming && found.scan.includesUsage)
        #expect(found.scan.answerLimit == 100)
        #expect(found.scan.features == [])
        #expect(found.outline == ["system | Be brief.", "user | Grüß Gott 😀 \u{2028} \"quoted\" \\ back"])
    }

    @Test func chatWithTools() throws {
        let found = try Scanned(
            #"{"model":"auto","messages":[{"role":"user","content":"weather in Paris?"},{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Paris\"}"}}]},{"role":"tool","tool_call_id":"c1","content":"18 C"}],"metadata":{"session_id":"s1"},"parallel_tool_calls":false,"prompt_cache_key":"k1","reasoning_effort":"low","seed":7,"tool_choice":"auto","tools":[{"type":"function","function":{"name":"get_weather","description":"Weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}],"user":"u1"}"#
        )
        #expect(found.scan.features == [.tools, .reasoning])
        #expect(found.outline.map { $0.prefix { $0 != " " } } == ["user", "assistant", "tool"])
        #expect(found.outline.last == "tool | 18 C")
        #expect(found.text(found.scan.session) == "s1")
        #expect(found.text(found.scan.promptCacheKey) == "k1")
        #expect(found.text(found.scan.user) == "u1")
        #expect(found.task == "weather in Paris?")
    }

    @Test func chatWithImagesAndExtrasOfVLLM() throws {
        let found = try Scanned(
            #"{"model":"auto","messages":[{"role":"user","content":[{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0K","detail":"low"}}]}],"n":2,"response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object"}}},"guided_json":{"type":"object"},"chat_template_kwargs":{"enable_thinking":false},"priority":1,"min_p":0.05,"repetition_penalty":1.1,"ignore_eos":true,"structured_outputs":{"json":{"type":"object"}}}"#
        )
        #expect(found.scan.features == [.vision, .json])
        #expect(found.scan.answers == 2)
        #expect(found.outline == ["user | What is this?"])
    }

    @Test(arguments: [
        (#"{"model":"base","prompt":"Once upon","echo":true,"logprobs":1,"max_tokens":16}"#, ["user | Once upon"], 0),
        (#"{"model":"base","prompt":[[1,2,3],[4,5]],"max_tokens":16}"#, ["user"], 5),
        (#"{"model":"base","prompt":["a","b"]}"#, ["user | a | b"], 0),
        (#"{"model":"emb","input":["first","second"],"encoding_format":"base64"}"#, ["user | first | second"], 0),
        (#"{"model":"emb","input":"one","dimensions":256,"encoding_format":"float"}"#, ["user | one"], 0),
        (#"{"model":"emb","input":[[1,2],[3]],"encoding_format":"base64"}"#, ["user"], 3),
        (#"{"model":"m","input":"x"}"#, ["user | x"], 0),
        (#"{"model":"tts","input":"hi","voice":"alloy"}"#, ["user | hi"], 0),
        (#"{"model":"sd","prompt":"cat"}"#, ["user | cat"], 0),
    ])
    func promptsAndInputs(body: String, outline: [String], tokens: Int) throws {
        let found = try Scanned(body)
        #expect(found.outline == outline)
        #expect(found.scan.tokenIDs == tokens)
        #expect(found.scan.features == [])
    }

    @Test func response() throws {
        let found = try Scanned(
            #"{"model":"auto","stream":true,"input":"Say hi","instructions":"Be brief.","max_output_tokens":50,"previous_response_id":"resp_1","prompt_cache_key":"pk","reasoning":{"effort":"medium"},"store":false,"text":{"format":{"type":"json_object"}}}"#
        )
        #expect(found.scan.isStreaming)
        #expect(found.scan.answerLimit == 50)
        #expect(found.scan.features == [.json, .reasoning])
        #expect(found.text(found.scan.previousResponse) == "resp_1")
        #expect(found.outline == ["user | Say hi", "instructions | Be brief."])
    }

    @Test func responseWithItems() throws {
        let found = try Scanned(
            #"{"model":"auto","conversation":"conv_1","input":[{"role":"user","content":[{"type":"input_text","text":"look"},{"type":"input_image","image_url":"data:image/png;base64,iVBORw0K"}]},{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"thought"}]},{"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c1","output":"42"},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"It is 42.","annotations":[]}]},{"role":"user","content":"thanks"}],"tool_choice":"none","tools":[{"type":"function","name":"f","parameters":{},"strict":true}]}"#
        )
        #expect(found.scan.features == [.vision])
        #expect(found.text(found.scan.conversation) == "conv_1")
        #expect(
            found.outline == [
                "user | look", "assistant | reasoning: thought", #"assistant | toolCall: "{}""#, "tool | 42",
                "assistant | It is 42.", "user | thanks",
            ]
        )
        #expect(found.task == "look\nIt is 42.\nthanks")
    }

    @Test func messages() throws {
        let found = try Scanned(
            #"{"max_tokens":2048,"messages":[{"role":"user","content":[{"type":"text","text":"look"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0="}}]},{"role":"assistant","content":[{"type":"thinking","thinking":"hmm","signature":"s"},{"type":"text","text":"I will look."},{"type":"tool_use","id":"t1","name":"ls","input":{"path":"/"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"bin etc"}]}]}],"model":"auto","metadata":{"user_id":"user_1_session_abc"},"stream":true,"system":[{"type":"text","text":"Long system","cache_control":{"type":"ephemeral"}}],"thinking":{"type":"enabled","budget_tokens":1024},"tool_choice":{"type":"auto"},"tools":[{"name":"ls","description":"List","input_schema":{"type":"object"}}]}"#
        )
        #expect(found.scan.features == [.vision, .reasoning, .tools])
        #expect(found.scan.answerLimit == 2048)
        #expect(found.text(found.scan.session) == "user_1_session_abc")
        #expect(
            found.outline == [
                "user | look", #"assistant | reasoning: hmm | I will look. | toolCall: {"path":"/"}"#,
                "user | toolResult: bin etc", "instructions | Long system",
            ]
        )
        #expect(found.task == "look")
    }

    @Test func plainMessages() throws {
        let found = try Scanned(
            #"{"max_tokens":1024,"messages":[{"role":"user","content":"Hello"}],"model":"auto","system":"You are terse."}"#
        )
        #expect(found.scan.model == "auto")
        #expect(found.outline == ["user | Hello", "instructions | You are terse."])
        #expect(try Scanned(#"{"messages":[{"role":"user","content":"Hello"}],"model":"auto"}"#).task == "Hello")
    }
}
