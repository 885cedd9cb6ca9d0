import Testing

@testable import OpenAIWire

@Suite struct ModelListTests {
    private let list = ModelList(names: ["auto", "Qwen/Qwen3-8B", "a\"b"], owner: "research", created: 1_764_115_200)

    @Test func listsEveryName() {
        #expect(
            text(list.body())
                == #"{"object":"list","data":[{"id":"auto","object":"model","created":1764115200,"owned_by":"research"},{"id":"Qwen/Qwen3-8B","object":"model","created":1764115200,"owned_by":"research"},{"id":"a\"b","object":"model","created":1764115200,"owned_by":"research"}]}"#
        )
        #expect(text(ModelList(names: [], owner: "x", created: 0).body()) == #"{"object":"list","data":[]}"#)
    }

    @Test func tellsOfOne() {
        #expect(
            list.body(of: "Qwen/Qwen3-8B").map(text)
                == #"{"id":"Qwen/Qwen3-8B","object":"model","created":1764115200,"owned_by":"research"}"#
        )
        #expect(list.body(of: "gpt") == nil)
    }
}

@Suite struct ResponseScanTests {
    @Test(
        arguments: [
            (
                #"{"id":"chatcmpl-1","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"{\"usage\": [}","tool_calls":[]},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":null}}"#,
                "chatcmpl-1", "m", Usage(prompt: 10, completion: 5)
            ),
            (
                #"{"id":"resp_1","object":"response","error":null,"model":"m","output":[{"id":"msg_1","usage":{"input_tokens":1}}],"usage":{"input_tokens":36,"input_tokens_details":{"cached_tokens":7},"output_tokens":87,"output_tokens_details":{"reasoning_tokens":3}}}"#,
                "resp_1", "m", Usage(prompt: 36, completion: 87, cached: 7)
            ),
            (
                #"{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"]}"}],"stop_reason":"end_turn","usage":{"input_tokens":12,"cache_creation_input_tokens":0,"cache_read_input_tokens":30,"output_tokens":6}}"#,
                "msg_1", "m", Usage(prompt: 42, completion: 6, cached: 30)
            ),
            (
                #"{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.1,-2e-3,3]}],"model":"e","usage":{"prompt_tokens":8,"total_tokens":8}}"#,
                nil, "e", Usage(prompt: 8)
            ),
            (#"{"input_tokens":2095}"#, nil, nil, Usage()), (#"{"id":7,"usage":null}"#, nil, nil, Usage()),
            (#"{"usage":{"prompt_tokens":-1,"completion_tokens":"x"}}"#, nil, nil, Usage()),
            // What is broken says what it says until there.
            (#"{"id":"a","usage":{"prompt_tokens":1}"#, "a", nil, Usage(prompt: 1)),
            (#"{"id":"a","choices":[{"#, "a", nil, Usage()),
            ("<html>502</html>", nil, nil, Usage()), ("", nil, nil, Usage()), ("[]", nil, nil, Usage()),
        ] as [(String, String?, String?, Usage)]
    )
    func findsUsage(body: String, id: String?, model: String?, usage: Usage) {
        let bytes = Array(body.utf8)
        let scan = ResponseScan(bytes.span.bytes)
        #expect(scan.id?.text(in: bytes.span.bytes) == id)
        #expect(scan.model?.text(in: bytes.span.bytes) == model)
        #expect(scan.usage == usage)
        #expect(!scan.hasError)
    }

    @Test(arguments: [#"{"error":{"message":"x"}}"#, #"{"id":"1","error":"x"}"#])
    func findsErrors(body: String) {
        #expect(ResponseScan(Array(body.utf8).span.bytes).hasError)
    }
}
