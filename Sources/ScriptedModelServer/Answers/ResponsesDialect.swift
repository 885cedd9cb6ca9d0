/// `/v1/responses`
struct ResponsesDialect: Dialect {
    func whole(_ generation: Generation) -> String { response(generation, isDone: true) }

    func prelude(_ generation: Generation) -> [String] {
        let began = ["created", "in_progress"].enumerated().map { number, name in
            event("response.\(name)", number, "\"response\":\(response(generation, isDone: false))")
        }
        let item = event(
            "response.output_item.added",
            2,
            "\"output_index\":0,\"item\":\(item(generation, isDone: false))"
        )
        if generation.function != nil { return began + [item] }
        let part = event("response.content_part.added", 3, "\(place(generation)),\"part\":\(part(""))")
        return began + [item, part]
    }

    func event(_ generation: Generation, piece index: Int) -> String {
        event(
            "response.\(kind(generation)).delta",
            preludeCount(generation) + index,
            "\(place(generation)),\"delta\":\(generation.piece(index).quoted)"
        )
    }

    func epilogue(_ generation: Generation) -> [String] {
        let text = generation.text
        let field = generation.function == nil ? "text" : "arguments"
        var ends = [("\(kind(generation)).done", "\(place(generation)),\"\(field)\":\(text.quoted)")]
        if generation.function == nil {
            ends.append(("content_part.done", "\(place(generation)),\"part\":\(part(text))"))
        }
        ends.append(("output_item.done", "\"output_index\":0,\"item\":\(item(generation, isDone: true))"))
        let last = generation.isCutOff ? "incomplete" : "completed"
        ends.append((last, "\"response\":\(response(generation, isDone: true))"))
        let first = preludeCount(generation) + generation.count
        return ends.enumerated().map { event("response.\($1.0)", first + $0, $1.1) }
    }

    func errorEvent(_ generation: Generation) -> String {
        let number = preludeCount(generation) + generation.script.faultPosition(of: generation.count)
        return event("error", number, #""code":"server_error","message":"a scripted failure","param":null"#)
    }

    private func event(_ type: String, _ number: Int, _ fields: String) -> String {
        serverSentEvent(type, "{\"type\":\"\(type)\",\"sequence_number\":\(number),\(fields)}")
    }

    private func preludeCount(_ generation: Generation) -> Int { generation.function == nil ? 4 : 3 }

    private func kind(_ generation: Generation) -> String {
        generation.function == nil ? "output_text" : "function_call_arguments"
    }

    /// Where in the answer a piece belongs.
    private func place(_ generation: Generation) -> String {
        let place = "\"item_id\":\"item_\(generation.number)\",\"output_index\":0"
        return generation.function == nil ? place + ",\"content_index\":0" : place
    }

    private func part(_ text: String) -> String {
        "{\"type\":\"output_text\",\"text\":\(text.quoted),\"annotations\":[],\"logprobs\":[]}"
    }

    private func item(_ generation: Generation, isDone: Bool) -> String {
        let status = isDone ? (generation.isCutOff ? "incomplete" : "completed") : "in_progress"
        let head = "\"id\":\"item_\(generation.number)\",\"status\":\"\(status)\""
        guard let name = generation.function else {
            let content = isDone ? part(generation.text) : ""
            return "{\(head),\"type\":\"message\",\"role\":\"assistant\",\"content\":[\(content)]}"
        }
        let arguments = isDone ? generation.text : ""
        return """
            {\(head),"type":"function_call","call_id":"call_\(generation.number)","name":\(name.quoted),\
            "arguments":\(arguments.quoted)}
            """
    }

    private func response(_ generation: Generation, isDone: Bool) -> String {
        let status = isDone ? (generation.isCutOff ? "incomplete" : "completed") : "in_progress"
        let details = isDone && generation.isCutOff ? #"{"reason":"max_output_tokens"}"# : "null"
        let total = generation.promptTokens + generation.count
        let usage = """
            {"input_tokens":\(generation.promptTokens),"input_tokens_details":{"cached_tokens":0},\
            "output_tokens":\(generation.count),"output_tokens_details":{"reasoning_tokens":0},"total_tokens":\(total)}
            """
        return """
            {"id":"resp_\(generation.number)","object":"response","created_at":\(Generation.created),\
            "status":"\(status)","error":null,"incomplete_details":\(details),"instructions":null,"metadata":{},\
            "model":\(generation.model.quoted),"output":[\(isDone ? item(generation, isDone: true) : "")],\
            "parallel_tool_calls":true,"temperature":1.0,"tool_choice":"auto","tools":[],"top_p":1.0,\
            "usage":\(isDone ? usage : "null")}
            """
    }
}
