/// What one event says.
struct EventFacts {
    private(set) var hasContent = false
    private(set) var isDone = false
    private(set) var hasFailed = false
    private(set) var usage = Usage()

    mutating func note(_ kind: EventKind) {
        switch kind {
        case .content: hasContent = true
        case .end: isDone = true
        case .failure: hasFailed = true
        case .other: break
        }
    }

    /// Reads as far as the data is JSON.
    mutating func read(_ data: RawSpan) {
        var reader = JSONReader()
        do throws(JSONFault) {
            try event(&reader, data)
        } catch {
            return
        }
    }

    private mutating func event(_ reader: inout JSONReader, _ data: RawSpan) throws(JSONFault) {
        guard try reader.peek(data) == UInt8(ascii: "{") else { return try reader.leap(data) }
        try reader.open()
        var isFirst = true
        while let key = try reader.nextKey(data, &isFirst) {
            let first = try reader.peek(data)
            switch EventKey(key, in: data) {
            case .type where first == UInt8(ascii: "\""):
                if let kind = EventKind(try reader.string(data), in: data) { note(kind) }
            case .error where first != UInt8(ascii: "n"):
                hasFailed = true
                try reader.leap(data)
            case .usage: usage.update(try Usage(&reader, data))
            // Usage stands within the response or the message.
            case .whole where first == UInt8(ascii: "{"): try whole(&reader, data)
            case .choices where first == UInt8(ascii: "["): try choices(&reader, data)
            default: try reader.leap(data)
            }
        }
    }

    private mutating func whole(_ reader: inout JSONReader, _ data: RawSpan) throws(JSONFault) {
        try reader.open()
        var isFirst = true
        while let key = try reader.nextKey(data, &isFirst) {
            if EventKey(key, in: data) == .usage {
                usage.update(try Usage(&reader, data))
            } else {
                try reader.leap(data)
            }
        }
    }

    private mutating func choices(_ reader: inout JSONReader, _ data: RawSpan) throws(JSONFault) {
        try reader.open()
        var isFirst = true
        while try reader.nextItem(data, &isFirst) { try choice(&reader, data) }
    }

    /// A choice, or the delta in it: what of it is content is so by its key.
    private mutating func choice(_ reader: inout JSONReader, _ data: RawSpan) throws(JSONFault) {
        guard try reader.peek(data) == UInt8(ascii: "{") else { return try reader.leap(data) }
        try reader.open()
        var isFirst = true
        while let key = try reader.nextKey(data, &isFirst) {
            switch EventKey(key, in: data) {
            case .delta: try choice(&reader, data)
            case .content:
                let start = try reader.peek(data)
                let index = reader.index
                try reader.leap(data)
                // Neither `null` nor an empty string, array or object.
                if start != UInt8(ascii: "n"), reader.index - index > 2 { hasContent = true }
            default: try reader.leap(data)
            }
        }
    }
}

private enum EventKey: JSONName {
    case type, error, usage, whole, choices, delta, content

    init?(spelled word: RawSpan) {
        switch word {
        case "type": self = .type
        case "error": self = .error
        case "usage": self = .usage
        case "response", "message": self = .whole
        case "choices": self = .choices
        case "delta": self = .delta
        case "content", "text", "reasoning", "reasoning_content", "refusal", "tool_calls", "function_call", "audio":
            self = .content
        default: return nil
        }
    }
}

// MARK: Whether to read at all

extension EventFacts {
    /// Whether `"usage"` occurs, and not as `"usage":null`, which some engines send with every word.
    static func mayHoldUsage(_ data: RawSpan) -> Bool { has(data) { $0 == Self.usage } }

    /// Whether a word occurs that one has to read on for.
    static func mayHoldMore(_ data: RawSpan) -> Bool {
        has(data) { $0 == Self.usage || $0 == Self.error || $0 & 0xFFFF_FFFF_FFFF == Self.type }
    }

    // Words with their quotes as the lowest seven bytes, or six.
    private static let usage: UInt64 = 0x22_65_67_61_73_75_22
    private static let error: UInt64 = 0x22_72_6F_72_72_65_22
    private static let type: UInt64 = 0x22_65_70_79_74_22

    @inline(__always)
    private static func has(_ data: RawSpan, _ isWanted: (UInt64) -> Bool) -> Bool {
        var index = data.firstIndex(from: 0, ByteMark.ofQuote)
        while index + 8 <= data.byteCount {
            let word = data.word(at: index) & 0xFF_FFFF_FFFF_FFFF
            if isWanted(word), word != usage || !isNull(data, behind: index + 7) { return true }
            index = data.firstIndex(from: index + 1, ByteMark.ofQuote)
        }
        return false
    }

    private static func isNull(_ data: RawSpan, behind index: Int) -> Bool {
        var index = index
        while index < data.byteCount, data[at: index] == UInt8(ascii: ":") || data[at: index] == UInt8(ascii: " ") {
            index += 1
        }
        return index < data.byteCount && data[at: index] == UInt8(ascii: "n")
    }
}
