/// The tokens that an engine says it counted.
package struct Usage: Sendable, Equatable {
    /// Those read from a cache included.
    package var prompt: Int?
    package var completion: Int?
    /// Of the prompt, those that the engine had in its cache.
    package var cached: Int?

    package init(prompt: Int? = nil, completion: Int? = nil, cached: Int? = nil) {
        self.prompt = prompt
        self.completion = completion
        self.cached = cached
    }

    /// Takes over what another says.
    mutating func update(_ other: Usage) {
        prompt = other.prompt ?? prompt
        completion = other.completion ?? completion
        cached = other.cached ?? cached
    }

    /// Reads the value of `usage`: of any API; nothing of `null`.
    init(_ reader: inout JSONReader, _ bytes: RawSpan) throws(JSONFault) {
        // Anthropic's count of the input leaves out what was read from a cache or written to one.
        var beside = 0
        guard try reader.peek(bytes) == UInt8(ascii: "{") else {
            try reader.skip(bytes)
            return
        }
        try reader.open()
        var isFirst = true
        while let key = try reader.nextKey(bytes, &isFirst) {
            switch UsageKey(key, in: bytes) {
            case .prompt: prompt = try reader.count(bytes)
            case .completion: completion = try reader.count(bytes)
            case .cached: cached = try reader.count(bytes) ?? cached
            case .cacheRead:
                cached = try reader.count(bytes) ?? cached
                beside += cached ?? 0
            case .cacheCreation: beside += try reader.count(bytes) ?? 0
            case .details: cached = try Usage(&reader, bytes).cached ?? cached
            case nil: try reader.skip(bytes)
            }
        }
        prompt = prompt.map { $0 + beside }
    }

    private enum UsageKey: JSONName {
        case prompt, completion, cached, cacheRead, cacheCreation, details

        init?(spelled word: RawSpan) {
            switch word {
            case "prompt_tokens", "input_tokens": self = .prompt
            case "completion_tokens", "output_tokens": self = .completion
            case "cached_tokens": self = .cached
            case "cache_read_input_tokens": self = .cacheRead
            case "cache_creation_input_tokens": self = .cacheCreation
            case "prompt_tokens_details", "input_tokens_details": self = .details
            default: return nil
            }
        }
    }
}
