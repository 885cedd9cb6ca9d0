/// Which model answered a conversation last: its cache is warm there. The oldest are forgotten.
struct ConversationMemory {
    private let capacity: Int
    private var models: [UInt64: String] = [:]
    /// Two generations instead of a list in order of use: what is used moves to the young one, and when that is full the
    /// old one is dropped.
    private var old: [UInt64: String] = [:]

    init(capacity: Int = 100_000) { self.capacity = capacity }

    mutating func model(of conversation: UInt64) -> String? {
        if let model = models[conversation] { return model }
        guard let model = old[conversation] else { return nil }
        remember(conversation, model)
        return model
    }

    mutating func remember(_ conversation: UInt64, _ model: String) {
        if models.count >= capacity / 2 {
            old = models
            models = [:]
        }
        models[conversation] = model
    }
}
