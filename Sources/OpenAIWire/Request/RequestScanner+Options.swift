/// What the small values beside the messages say: `tool_choice`, `response_format`, `reasoning`, `metadata` and the
/// like. Most may be a string or an object with that string as its `type`.
struct RequestOptions {
    /// The string, or the `type` of the object.
    var name: JSONString?
    var value: OptionValue?
    /// That of the object's `format`.
    var format: OptionValue?
    var effort: (isGiven: Bool, value: OptionValue?) = (false, nil)
    var includesUsage = false
    /// The string, or the `id` of the object.
    var id: JSONString?
    var session: JSONString?

    /// Whether something is asked for, and it is not nothing.
    var asks: Bool { name != nil && value != .off }
    var asksForEffort: Bool { effort.isGiven && effort.value != .off }
}

extension RequestScanner {
    mutating func options(_ bytes: RawSpan) throws(JSONFault) -> RequestOptions {
        var options = RequestOptions()
        switch try reader.peek(bytes) {
        case UInt8(ascii: "\""):
            options.name = try text(bytes)
            options.value = options.name.flatMap { OptionValue($0, in: bytes) }
            options.id = options.name
        case UInt8(ascii: "{"):
            try reader.open()
            var isFirst = true
            while let key = try reader.nextKey(bytes, &isFirst) { try option(key, bytes, &options) }
        default: try reader.skip(bytes)
        }
        return options
    }

    private mutating func option(
        _ key: JSONString,
        _ bytes: RawSpan,
        _ options: inout RequestOptions
    ) throws(JSONFault) {
        switch OptionKey(key, in: bytes) {
        case .type:
            options.name = try text(bytes)
            options.value = options.name.flatMap { OptionValue($0, in: bytes) }
        case .format: options.format = try self.options(bytes).value
        case .effort:
            let effort = try text(bytes)
            options.effort = (effort != nil, effort.flatMap { OptionValue($0, in: bytes) })
        case .includeUsage:
            options.includesUsage = try reader.peek(bytes) == UInt8(ascii: "t")
            try reader.skip(bytes)
        case .id: options.id = try text(bytes)
        case .session: options.session = try text(bytes) ?? options.session
        case .userID:
            // Some clients write the session into the name of the user.
            let user = try text(bytes)
            if let user, options.session == nil, user.holds("session", in: bytes) { options.session = user }
        case .data, nil: try reader.skip(bytes)
        }
    }
}

extension JSONString {
    /// Whether a word occurs in a string as it is written in the body.
    fileprivate func holds(_ word: StaticString, in bytes: RawSpan) -> Bool {
        range.contains { bytes.extracting($0..<range.upperBound).starts(with: word) }
    }
}
