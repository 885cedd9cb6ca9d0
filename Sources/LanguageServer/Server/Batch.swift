/// Messages that have come together, each of which can know of those behind it.
struct Batch {
    let messages: [Incoming]
    /// Whether nothing that follows can be read.
    let isLost: Bool
    /// Where each request is cancelled, and each document changed, for the last time.
    private var cancellations: [RequestID: Int] = [:]
    private var changes: [String: Int] = [:]

    init(_ frames: [Frame]) {
        messages = frames.map { Incoming($0) }
        isLost = frames.contains { if case .lost = $0 { true } else { false } }
        for (index, message) in messages.enumerated() {
            guard case .notification(let method, let content) = message else { continue }
            switch method {
            case "$/cancelRequest":
                guard let cancel = try? content.parameters(Parameters.Cancel.self) else { continue }
                cancellations[cancel.id] = index
            case "textDocument/didChange", "textDocument/didClose":
                guard let change = try? content.parameters(Parameters.OfDocument.self) else { continue }
                changes[change.textDocument.uri] = index
            default: continue
            }
        }
    }

    func isCancelled(_ id: RequestID, after index: Int) -> Bool { cancellations[id] ?? -1 > index }

    /// Whether a document changes behind a message.
    func changes(_ uri: String, after index: Int) -> Bool { changes[uri] ?? -1 > index }
}
