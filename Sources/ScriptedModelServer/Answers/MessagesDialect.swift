/// `/v1/messages`, the API of Anthropic.
struct MessagesDialect: Dialect {
    func whole(_ generation: Generation) -> String {
        let content =
            generation.function.map { name in
                "{\"type\":\"tool_use\",\"id\":\"toolu_\(generation.number)\",\"name\":\(name.quoted),\"input\":\(generation.text)}"
            } ?? "{\"type\":\"text\",\"text\":\(generation.text.quoted)}"
        return message(
            generation,
            content: content,
            stopReason: "\"\(stopReason(generation))\"",
            outputTokens: generation.count
        )
    }

    func prelude(_ generation: Generation) -> [String] {
        let start = message(generation, content: "", stopReason: "null", outputTokens: 0)
        let block =
            generation.function.map { name in
                "{\"type\":\"tool_use\",\"id\":\"toolu_\(generation.number)\",\"name\":\(name.quoted),\"input\":{}}"
            } ?? #"{"type":"text","text":""}"#
        return [
            event("message_start", "\"message\":\(start)"),
            event("content_block_start", "\"index\":0,\"content_block\":\(block)"),
            serverSentEvent("ping", #"{"type":"ping"}"#),
        ]
    }

    func event(_ generation: Generation, piece index: Int) -> String {
        let text = generation.piece(index).quoted
        let delta =
            generation.function == nil
            ? "{\"type\":\"text_delta\",\"text\":\(text)}"
            : "{\"type\":\"input_json_delta\",\"partial_json\":\(text)}"
        return event("content_block_delta", "\"index\":0,\"delta\":\(delta)")
    }

    func epilogue(_ generation: Generation) -> [String] {
        let delta = "{\"stop_reason\":\"\(stopReason(generation))\",\"stop_sequence\":null}"
        return [
            event("content_block_stop", "\"index\":0"),
            event("message_delta", "\"delta\":\(delta),\"usage\":{\"output_tokens\":\(generation.count)}"),
            serverSentEvent("message_stop", #"{"type":"message_stop"}"#),
        ]
    }

    func errorEvent(_ generation: Generation) -> String {
        event("error", #""error":{"type":"api_error","message":"a scripted failure"}"#)
    }

    private func event(_ type: String, _ fields: String) -> String {
        serverSentEvent(type, "{\"type\":\"\(type)\",\(fields)}")
    }

    private func message(
        _ generation: Generation,
        content: String,
        stopReason: String,
        outputTokens: Int
    ) -> String {
        """
        {"id":"msg_\(generation.number)","type":"message","role":"assistant","model":\(generation.model.quoted),\
        "content":[\(content)],"stop_reason":\(stopReason),"stop_sequence":null,\
        "usage":{"input_tokens":\(generation.promptTokens),"output_tokens":\(outputTokens)}}
        """
    }

    private func stopReason(_ generation: Generation) -> String {
        generation.function != nil ? "tool_use" : generation.isCutOff ? "max_tokens" : "end_turn"
    }
}
