/// How an error is written.
extension APIError {
    /// The body of an answer: JSON.
    package func body(_ dialect: Dialect) -> [UInt8] {
        var bytes: [UInt8] = []
        switch dialect {
        case .chat, .responses: appendOpenAI(to: &bytes)
        case .messages: appendAnthropic(to: &bytes)
        }
        return bytes
    }

    /// An event for a stream that has begun. It may be sent wherever an event may begin, and nothing follows it:
    /// neither `[DONE]` nor anything else that ends a stream well.
    ///
    /// - Parameter sequence: the number that the next event of a stream of the Responses API has: how many came
    ///   before.
    package func event(_ dialect: Dialect, sequence: Int = 0) -> [UInt8] {
        var bytes: [UInt8] = []
        switch dialect {
        case .chat:
            bytes.append(contentsOf: "data: ".utf8)
            appendOpenAI(to: &bytes)
        case .messages:
            bytes.append(contentsOf: "event: error\ndata: ".utf8)
            appendAnthropic(to: &bytes)
        case .responses:
            bytes.append(contentsOf: #"event: error\#ndata: {"type":"error","code":"#.utf8)
            JSONOutput.append(code, to: &bytes)
            bytes.append(contentsOf: #","message":"#.utf8)
            JSONOutput.append(message, to: &bytes)
            bytes.append(contentsOf: #","param":"#.utf8)
            JSONOutput.append(param, to: &bytes)
            bytes.append(contentsOf: #","sequence_number":\#(sequence)}"#.utf8)
        }
        bytes.append(contentsOf: "\n\n".utf8)
        return bytes
    }

    private func appendOpenAI(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: #"{"error":{"message":"#.utf8)
        JSONOutput.append(message, to: &bytes)
        bytes.append(contentsOf: #","type":"#.utf8)
        JSONOutput.append(type.rawValue, to: &bytes)
        bytes.append(contentsOf: #","param":"#.utf8)
        JSONOutput.append(param, to: &bytes)
        bytes.append(contentsOf: #","code":"#.utf8)
        JSONOutput.append(code, to: &bytes)
        bytes.append(contentsOf: "}}".utf8)
    }

    private func appendAnthropic(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: #"{"type":"error","error":{"type":"#.utf8)
        JSONOutput.append(anthropicType, to: &bytes)
        bytes.append(contentsOf: #","message":"#.utf8)
        JSONOutput.append(message, to: &bytes)
        bytes.append(contentsOf: "}}".utf8)
    }

    /// Anthropic names its types by the status.
    private var anthropicType: String {
        switch status {
        case 401: "authentication_error"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 413: "request_too_large"
        case 429: "rate_limit_error"
        case 503: "overloaded_error"
        case 504: "timeout_error"
        case 400..<500: "invalid_request_error"
        default: "api_error"
        }
    }
}
