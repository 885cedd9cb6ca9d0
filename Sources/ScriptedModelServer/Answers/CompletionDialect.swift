/// `/v1/completions`
struct CompletionDialect: Dialect {
    func whole(_ generation: Generation) -> String {
        let choice = choice(generation.text, "\"\(finishReason(generation))\"")
        return "{\(head(generation)),\"choices\":[\(choice)],\"usage\":\(generation.openAIUsage)}"
    }

    func prelude(_ generation: Generation) -> [String] { [] }

    func event(_ generation: Generation, piece index: Int) -> String {
        serverSentEvent("{\(head(generation)),\"choices\":[\(choice(generation.piece(index), "null"))]}")
    }

    func epilogue(_ generation: Generation) -> [String] {
        let last = choice("", "\"\(finishReason(generation))\"")
        return [serverSentEvent("{\(head(generation)),\"choices\":[\(last)]}")]
            + generation.openAIUsageEvent(head(generation)) + [openAIDone]
    }

    func errorEvent(_ generation: Generation) -> String { openAIErrorEvent }

    private func choice(_ text: String, _ finishReason: String) -> String {
        "{\"index\":0,\"text\":\(text.quoted),\"logprobs\":null,\"finish_reason\":\(finishReason)}"
    }

    private func head(_ generation: Generation) -> String {
        """
        "id":"cmpl-\(generation.number)","object":"text_completion","created":\(Generation.created),\
        "model":\(generation.model.quoted)
        """
    }

    private func finishReason(_ generation: Generation) -> String { generation.isCutOff ? "length" : "stop" }
}
