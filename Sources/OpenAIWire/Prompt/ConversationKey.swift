/// What tells a conversation from others, and stays the same while it grows.
///
/// It is the first of these that a request has:
///
/// 1. the `conversation` of the Responses API, the `prompt_cache_key`, or the session in the `metadata`;
/// 2. the `previous_response_id`, whose key changes with every turn: whoever remembers `init(response:caller:)` of a
///    response for its conversation finds the conversation again;
/// 3. the opening: the instructions, what system turns come before the first turn of a user, that turn, and the
///    `user`. Only their texts count, not how they are wrapped. Conversations that open alike are one; a prompt
///    without turns is an opening by itself.
package struct ConversationKey: Hashable, Sendable {
    package let value: UInt64

    private enum Kind: UInt64 {
        case conversation = 1, cacheKey, session, response, opening
    }

    /// - Parameters:
    ///   - bytes: the body that was scanned.
    ///   - caller: the tenant; the same conversation of another is another.
    /// - Returns: `nil` for a request that says nothing, such as a prompt of token numbers.
    package init?(_ scan: RequestScan, in bytes: RawSpan, caller: String = "") {
        if let id = scan.conversation {
            self.init(.conversation, id.text(in: bytes), caller)
        } else if let id = scan.promptCacheKey {
            self.init(.cacheKey, id.text(in: bytes), caller)
        } else if let id = scan.session {
            self.init(.session, id.text(in: bytes), caller)
        } else if let id = scan.previousResponse {
            self.init(response: id.text(in: bytes), caller: caller)
        } else {
            self.init(openingOf: scan, bytes, caller)
        }
    }

    /// The key of a request that will continue a response.
    package init(response id: String, caller: String = "") { self.init(.response, id, caller) }

    private init(_ kind: Kind, _ id: String, _ caller: String) {
        var hash = StableHash(kind.rawValue)
        hash.combine(caller)
        hash.combine(id)
        value = hash.value
    }

    private init?(openingOf scan: RequestScan, _ bytes: RawSpan, _ caller: String) {
        var hash = StableHash(Kind.opening.rawValue)
        hash.combine(caller)
        if let user = scan.user { hash.combine(bytes.extracting(user.range)) }
        var isOpen = false
        var hasText = false
        for turn in scan.turns {
            switch turn.role {
            case .instructions: break
            case .system, .user: if isOpen { continue }
            case .assistant, .tool, .other: continue
            }
            for text in scan.texts[turn.texts] where text.kind == .content || text.kind == .attachment {
                hash.combine(bytes.extracting(text.string.range))
                hasText = true
                if turn.role == .user { isOpen = true }
            }
        }
        guard hasText else { return nil }
        value = hash.value
    }
}

/// The beginning of a prompt, which requests share that should go to the same replica: its cache holds it already.
package struct PrefixKey: Hashable, Sendable {
    package let value: UInt64

    /// - Parameters:
    ///   - bytes: the body that was scanned.
    ///   - length: how much of the prompt counts, in bytes of the body: tools first, then instructions, then the turns.
    /// - Returns: `nil` for a shorter prompt. There is little to share, and its key would change with every turn.
    package init?(_ scan: RequestScan, in bytes: RawSpan, length: Int) {
        var hash = StableHash(6)
        var rest = length
        func combine(_ range: Range<Int>) {
            guard rest > 0 else { return }
            let part = range.prefix(rest)
            hash.combine(bytes.extracting(part.startIndex..<part.endIndex))
            rest -= part.count
        }
        if let tools = scan.tools { combine(tools) }
        for wantsInstructions in [true, false] {
            for turn in scan.turns where (turn.role == .instructions) == wantsInstructions {
                guard rest > 0 else { break }
                for text in scan.texts[turn.texts] { combine(text.string.range) }
            }
        }
        guard rest <= 0 else { return nil }
        value = hash.value
    }
}
