/// `/v1/chat/completions`
struct ChatDialect: Dialect {
    func whole(_ generation: Generation) -> String {
        let message =
            generation.function.map { name in
                """
                {"role":"assistant","content":null,"tool_calls":[{"id":"call_\(generation.number)","type":"function",\
                "function":{"name":\(name.quoted),"arguments":\(generation.text.quoted)}}]}
                """
            } ?? "{\"role\":\"assistant\",\"content\":\(generation.text.quoted)}"
        return """
            {\(head(generation, "chat.completion")),"choices":[{"index":0,"message":\(message),"logprobs":null,\
            "finish_reason":"\(finishReason(generation))"}],"usage":\(generation.openAIUsage)}
            """
    }

    func prelude(_ generation: Generation) -> [String] {
        guard let name = generation.function else { return [chunk(generation, #"{"role":"assistant","content":""}"#)] }
        return [
            chunk(generation, #"{"role":"assistant","content":null}"#),
            chunk(
                generation,
                """
                {"tool_calls":[{"index":0,"id":"call_\(generation.number)","type":"function",\
                "function":{"name":\(name.quoted),"arguments":""}}]}
                """
            ),
        ]
    }

    func event(_ generation: Generation, piece index: Int) -> String {
        let text = generation.piece(index).quoted
        guard generation.function != nil else { return chunk(generation, "{\"content\":\(text)}") }
        return chunk(generation, "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\(text)}}]}")
    }

    func epilogue(_ generation: Generation) -> [String] {
        let last = chunk(generation, "{}", finishReason: "\"\(finishReason(generation))\"")
        return [last] + generation.openAIUsageEvent(head(generation, "chat.completion.chunk")) + [openAIDone]
    }

    func errorEvent(_ generation: Generation) -> String { openAIErrorEvent }

    private func chunk(_ generation: Generation, _ delta: String, finishReason: String = "null") -> String {
        serverSentEvent(
            """
            {\(head(generation, "chat.completion.chunk")),"choices":[{"index":0,"delta":\(delta),"logprobs":null,\
            "finish_reason":\(finishReason)}]}
            """
        )
    }

    private func head(_ generation: Generation, _ object: String) -> String {
        """
        "id":"chatcmpl-\(generation.number)","object":"\(object)","created":\(Generation.created),\
        "model":\(generation.model.quoted)
        """
    }

    private func finishReason(_ generation: Generation) -> String {
        generation.function != nil ? "tool_calls" : generation.isCutOff ? "length" : "stop"
    }
}

let openAIDone = serverSentEvent("[DONE]")

let openAIErrorEvent = serverSentEvent(
    #"{"error":{"message":"a scripted failure","type":"server_error","param":null,"code":500}}"#
)

extension Generation {
    var openAIUsage: String {
        """
        {"prompt_tokens":\(promptTokens),"completion_tokens":\(count),"total_tokens":\(promptTokens + count)}
        """
    }

    /// An event with the usage alone, where it was asked for.
    func openAIUsageEvent(_ head: String) -> [String] {
        tellsUsage ? [serverSentEvent("{\(head),\"choices\":[],\"usage\":\(openAIUsage)}")] : []
    }
}
