/// Messages, items and parts.
extension RequestScanner {
    /// `messages`.
    mutating func messages(_ bytes: RawSpan) throws(JSONFault) {
        guard try reader.peek(bytes) == UInt8(ascii: "[") else { return try reader.skip(bytes) }
        try reader.open()
        var isFirst = true
        while try reader.nextItem(bytes, &isFirst) { try message(bytes) }
    }

    /// `prompt` of the Completions API, `input` of embeddings and of the Responses API: one text, several, tokens,
    /// lists of tokens, or items, of which some are messages.
    mutating func input(_ bytes: RawSpan) throws(JSONFault) {
        switch try reader.peek(bytes) {
        case UInt8(ascii: "\""): return try turn(.user, bytes)
        case UInt8(ascii: "["): break
        default: return try reader.skip(bytes)
        }
        let start = scan.texts.count
        var hasItems = false
        try reader.open()
        var isFirst = true
        while try reader.nextItem(bytes, &isFirst) {
            switch try reader.peek(bytes) {
            case UInt8(ascii: "{"):
                hasItems = true
                try message(bytes)
            case UInt8(ascii: "["): try tokens(bytes)
            default: try token(bytes)
            }
        }
        // Items have turns of their own.
        if !hasItems { append(.user, textsFrom: start) }
    }

    private mutating func tokens(_ bytes: RawSpan) throws(JSONFault) {
        try reader.open()
        var isFirst = true
        while try reader.nextItem(bytes, &isFirst) { try token(bytes) }
    }

    /// A text, or the number of a token.
    private mutating func token(_ bytes: RawSpan) throws(JSONFault) {
        switch try reader.peek(bytes) {
        case UInt8(ascii: "\""): append(try reader.string(bytes), .content)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            try reader.number(bytes)
            scan.tokenIDs += 1
        default: try reader.skip(bytes)
        }
    }

    /// A turn that is its content.
    mutating func turn(_ role: Turn.Role, _ bytes: RawSpan) throws(JSONFault) {
        let start = scan.texts.count
        try content(bytes, .content)
        append(role, textsFrom: start)
    }

    /// A message of the Chat or Messages API, or an item of the Responses API.
    private mutating func message(_ bytes: RawSpan) throws(JSONFault) {
        guard try reader.peek(bytes) == UInt8(ascii: "{") else { return try reader.skip(bytes) }
        let start = scan.texts.count
        var role: RoleName?
        var hasRole = false
        var type: PartType?
        try reader.open()
        var isFirst = true
        while let key = try reader.nextKey(bytes, &isFirst) {
            switch PartKey(key, in: bytes) {
            case .role:
                let name = try text(bytes)
                hasRole = name != nil
                role = name.flatMap { RoleName($0, in: bytes) }
            case .type: type = try text(bytes).flatMap { PartType($0, in: bytes) }
            case .content, .output, .refusal: try content(bytes, .content)
            case .reasoning, .summary: try content(bytes, .reasoning)
            case .toolCalls, .functionCall, .arguments, .input: try raw(bytes, .toolCall)
            case .text, .thinking, .source, nil: try reader.skip(bytes)
            }
        }
        append(hasRole ? Turn.Role(role) : Turn.Role(ofItem: type), textsFrom: start)
    }

    /// A string or an array of parts.
    private mutating func content(_ bytes: RawSpan, _ kind: PromptText.Kind) throws(JSONFault) {
        switch try reader.peek(bytes) {
        case UInt8(ascii: "\""): append(try reader.string(bytes), kind)
        case UInt8(ascii: "["):
            try reader.open()
            var isFirst = true
            while try reader.nextItem(bytes, &isFirst) { try part(bytes, kind) }
        default: try reader.skip(bytes)
        }
    }

    /// A part of a message, or a block.
    private mutating func part(_ bytes: RawSpan, _ kind: PromptText.Kind) throws(JSONFault) {
        switch try reader.peek(bytes) {
        case UInt8(ascii: "\""): return append(try reader.string(bytes), kind)
        case UInt8(ascii: "{"): break
        default: return try reader.skip(bytes)
        }
        try reader.open()
        var isFirst = true
        while let key = try reader.nextKey(bytes, &isFirst) {
            switch PartKey(key, in: bytes) {
            case .type:
                switch try text(bytes).flatMap({ PartType($0, in: bytes) }) {
                case .image:
                    scan.images += 1
                    scan.features.insert(.vision)
                case .recording:
                    scan.recordings += 1
                    scan.features.insert(.audio)
                default: break
                }
            case .text, .refusal: try content(bytes, kind)
            case .thinking, .reasoning, .summary: try content(bytes, .reasoning)
            // Only the answer of a tool has content within a part.
            case .content: try content(bytes, .toolResult)
            case .input, .arguments: try raw(bytes, .toolCall)
            case .source: try source(bytes)
            case .role, .toolCalls, .functionCall, .output, nil: try reader.skip(bytes)
            }
        }
    }

    /// Where an image or a document comes from. Only text is read.
    private mutating func source(_ bytes: RawSpan) throws(JSONFault) {
        guard try reader.peek(bytes) == UInt8(ascii: "{") else { return try reader.skip(bytes) }
        var type: OptionValue?
        var data: JSONString?
        try reader.open()
        var isFirst = true
        while let key = try reader.nextKey(bytes, &isFirst) {
            switch OptionKey(key, in: bytes) {
            case .type: type = try text(bytes).flatMap { OptionValue($0, in: bytes) }
            case .data: data = try text(bytes)
            default: try reader.skip(bytes)
            }
        }
        if type == .text, let data { append(data, .attachment) }
    }

    /// A value as it stands there.
    private mutating func raw(_ bytes: RawSpan, _ kind: PromptText.Kind) throws(JSONFault) {
        let isNull = try reader.peek(bytes) == UInt8(ascii: "n")
        let start = reader.index
        try reader.skip(bytes)
        if !isNull { append(JSONString(range: start..<reader.index, isPlain: true), kind) }
    }

    private mutating func append(_ string: JSONString, _ kind: PromptText.Kind) {
        guard scan.texts.count < RequestScan.mostTexts else {
            return refuse(.tooManyTexts, at: string.range.lowerBound)
        }
        scan.texts.append(PromptText(string: string, kind: kind))
    }

    private mutating func append(_ role: Turn.Role, textsFrom start: Int) {
        guard scan.turns.count < RequestScan.mostTexts else { return refuse(.tooManyTexts, at: reader.index) }
        scan.turns.append(Turn(role: role, texts: start..<scan.texts.count))
    }
}

extension Turn.Role {
    fileprivate init(_ name: RoleName?) {
        self =
            switch name {
            case .system: .system
            case .user: .user
            case .assistant: .assistant
            case .tool: .tool
            case nil: .other
            }
    }

    /// Of an item that has no role.
    fileprivate init(ofItem type: PartType?) {
        self =
            switch type {
            case .toolCall, .reasoning: .assistant
            case .toolOutput: .tool
            default: .other
            }
    }
}
