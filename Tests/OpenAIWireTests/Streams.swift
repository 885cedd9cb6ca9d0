/// Streams as engines send them.
enum Streams {
    /// vLLM, with `stream_options.include_usage`.
    static let chat = [
        #"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"usage":null}"#,
        #"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Grüß"},"logprobs":null,"finish_reason":null}],"usage":null}"#,
        #"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":" \"usage\" 😀"},"logprobs":null,"finish_reason":null}],"usage":null}"#,
        #"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":""},"logprobs":null,"finish_reason":"stop"}],"usage":null}"#,
        #"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":11,"total_tokens":14,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":8}}}"#,
        "data: [DONE]",
    ]

    static let messages = [
        "event: message_start\n"
            + #"data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"m","stop_reason":null,"usage":{"input_tokens":25,"cache_read_input_tokens":100,"cache_creation_input_tokens":7,"output_tokens":1}}}"#,
        "event: content_block_start\n"
            + #"data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
        "event: ping\n" + #"data: {"type": "ping"}"#,
        "event: content_block_delta\n"
            + #"data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}"#,
        "event: content_block_stop\n" + #"data: {"type":"content_block_stop","index":0}"#,
        "event: message_delta\n"
            + #"data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":15}}"#,
        "event: message_stop\n" + #"data: {"type":"message_stop"}"#,
    ]

    static let responses = [
        "event: response.created\n"
            + #"data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_1","status":"in_progress","error":null,"usage":null}}"#,
        "event: response.output_item.added\n"
            + #"data: {"type":"response.output_item.added","sequence_number":1,"item":{"type":"message","content":[]}}"#,
        "event: response.output_text.delta\n"
            + #"data: {"type":"response.output_text.delta","sequence_number":2,"delta":"Hi"}"#,
        "event: response.completed\n"
            + #"data: {"type":"response.completed","sequence_number":3,"response":{"id":"resp_1","output":[{"content":[{"text":"Hi"}]}],"usage":{"input_tokens":10,"input_tokens_details":{"cached_tokens":4},"output_tokens":2,"total_tokens":12}}}"#,
    ]

    static func bytes(_ events: [String], end: String = "\n") -> [UInt8] {
        Array(events.map { $0.replacing("\n", with: end) + end + end }.joined().utf8)
    }
}
