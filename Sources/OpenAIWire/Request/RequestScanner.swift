/// The pass over a request body: the top-level keys.
struct RequestScanner {
    var reader = JSONReader()
    var scan = RequestScan()
    /// Bits of the keys that were met, by their raw values.
    private var met: UInt32 = 0
    private var hasTools = false
    private var mayCallTools = true
    private var limits: (tokens: Int?, completion: Int?, output: Int?)
    /// The first reason to refuse a body that is JSON. What is not JSON is refused for that before all else.
    private var refusal: RequestFault?

    mutating func run(_ bytes: RawSpan) throws(RequestFault) -> RequestScan {
        scan.turns.reserveCapacity(16)
        scan.texts.reserveCapacity(16)
        do throws(JSONFault) {
            try document(bytes)
        } catch {
            throw RequestFault(error)
        }
        if let refusal { throw refusal }
        guard met & 1 << RequestKey.model.rawValue != 0 else { throw RequestFault(.missingModel, at: 0) }
        if hasTools, mayCallTools { scan.features.insert(.tools) }
        scan.answerLimit = limits.completion ?? limits.output ?? limits.tokens
        return scan
    }

    mutating func refuse(_ kind: RequestFault.Kind, at offset: Int) {
        if refusal == nil { refusal = RequestFault(kind, at: offset) }
    }

    private mutating func document(_ bytes: RawSpan) throws(JSONFault) {
        if bytes.starts(with: "\u{FEFF}") { throw JSONFault(kind: .byteOrderMark, offset: 0) }
        if try reader.peek(bytes) == UInt8(ascii: "{") {
            try reader.open()
            var isFirst = true
            while let key = try reader.nextKey(bytes, &isFirst) { try member(key, bytes) }
        } else {
            refuse(.notAnObject, at: reader.index)
            try reader.skip(bytes)
        }
        try reader.end(bytes)
    }

    private mutating func member(_ string: JSONString, _ bytes: RawSpan) throws(JSONFault) {
        guard let key = RequestKey(string, in: bytes) else { return try reader.skip(bytes) }
        if met & 1 << key.rawValue != 0 {
            refuse(.duplicateKey(string.text(in: bytes)), at: string.range.lowerBound - 1)
        }
        met |= 1 << key.rawValue
        switch key {
        case .model: try model(bytes)
        case .stream: try stream(bytes)
        case .streamOptions: scan.includesUsage = try options(bytes).includesUsage
        case .maxTokens: limits.tokens = try limit(bytes)
        case .maxCompletionTokens: limits.completion = try limit(bytes)
        case .maxOutputTokens: limits.output = try limit(bytes)
        case .answers: scan.answers = try limit(bytes) ?? 1
        case .messages: try messages(bytes)
        case .system, .instructions: try turn(.instructions, bytes)
        case .prompt, .input: try input(bytes)
        case .tools, .functions: try tools(bytes)
        case .toolChoice, .functionCall: if try options(bytes).value == .off { mayCallTools = false }
        case .responseFormat, .outputFormat: if try options(bytes).value == .json { scan.features.insert(.json) }
        case .text, .outputConfig: if try options(bytes).format == .json { scan.features.insert(.json) }
        case .guidedJSON: if try isGiven(bytes) { scan.features.insert(.json) }
        case .reasoningEffort, .thinking: if try options(bytes).asks { scan.features.insert(.reasoning) }
        case .reasoning: if try options(bytes).asksForEffort { scan.features.insert(.reasoning) }
        case .previousResponse: scan.previousResponse = try text(bytes)
        case .conversation: scan.conversation = try options(bytes).id
        case .promptCacheKey: scan.promptCacheKey = try text(bytes)
        case .user: scan.user = try text(bytes)
        case .metadata: scan.session = try options(bytes).session
        }
    }

    private mutating func model(_ bytes: RawSpan) throws(JSONFault) {
        guard try reader.peek(bytes) == UInt8(ascii: "\"") else {
            refuse(.modelIsNoString, at: reader.index)
            return try reader.skip(bytes)
        }
        let start = reader.index
        let name = try reader.string(bytes)
        if name.isEmpty { refuse(.emptyModel, at: start) }
        scan.model = name.text(in: bytes)
        scan.modelRange = start..<reader.index
    }

    private mutating func stream(_ bytes: RawSpan) throws(JSONFault) {
        switch try reader.peek(bytes) {
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            scan.isStreaming = try reader.literal(bytes) ?? false
        default:
            refuse(.streamIsNoBoolean, at: reader.index)
            try reader.skip(bytes)
        }
    }

    private mutating func tools(_ bytes: RawSpan) throws(JSONFault) {
        guard try reader.peek(bytes) == UInt8(ascii: "[") else { return try reader.skip(bytes) }
        let start = reader.index
        try reader.open()
        var isFirst = true
        while try reader.nextItem(bytes, &isFirst) { try reader.skip(bytes) }
        guard !isFirst else { return }
        hasTools = true
        scan.tools = start..<reader.index
    }
}

// MARK: Values

extension RequestScanner {
    /// A number above 0; `nil` for anything else.
    mutating func limit(_ bytes: RawSpan) throws(JSONFault) -> Int? {
        try reader.count(bytes).flatMap { $0 > 0 ? $0 : nil }
    }

    /// A string that is not empty; `nil` for anything else.
    mutating func text(_ bytes: RawSpan) throws(JSONFault) -> JSONString? {
        guard try reader.peek(bytes) == UInt8(ascii: "\"") else {
            try reader.skip(bytes)
            return nil
        }
        let text = try reader.string(bytes)
        return text.isEmpty ? nil : text
    }

    /// Whether a value is not `null`.
    mutating func isGiven(_ bytes: RawSpan) throws(JSONFault) -> Bool {
        let isNull = try reader.peek(bytes) == UInt8(ascii: "n")
        try reader.skip(bytes)
        return !isNull
    }
}
