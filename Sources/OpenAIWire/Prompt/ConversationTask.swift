/// The text by which a request is judged: the task of the conversation, which its last turn need not say.
///
/// 1. Only what users wrote counts, and of that only text: no system prompts, no answers of tools, nothing thought, no
///    attachments. A part that is one element such as `<system-reminder>…</system-reminder>` was put there by the
///    client and does not count either, unless users wrote nothing else. (The name of the element has `-` or `_`:
///    pages and pictures that were pasted have not.)
/// 2. The last turn of a user is the task, whatever answers, calls and results of tools follow it.
/// 3. A last turn of at most 12 estimated tokens ("yes", "continue", "now do it, please") leans on what it approves:
///    then the task is the nearest earlier turn of a user that leans on nothing, those between, at most eight in all,
///    and the answer of the assistant that stands directly before the last turn, all in their order.
/// 4. Of what is longer than the cap, head and tail are kept, cut at blanks, with `…` between. The turn leant on and
///    the answer share the cap; what one does not need the other gets.
package enum ConversationTask {
    /// Bytes of UTF-8.
    package static let most = 8192

    private static let leaningTokens = 12
    private static let mostTurns = 8

    /// - Parameters:
    ///   - bytes: the body that was scanned.
    ///   - most: the cap, in bytes of UTF-8.
    /// - Returns: empty if no user wrote anything.
    package static func text(of scan: RequestScan, in bytes: RawSpan, most: Int = most) -> String {
        // From the last turn back.
        var turns: [TurnText] = []
        var answer: TurnText?
        for turn in scan.turns.reversed() {
            if turn.role == .assistant, turns.count == 1, answer == nil {
                answer = TurnText(turn, of: scan) { _ in true }
            }
            guard turn.role == .user,
                let text = TurnText(turn, of: scan, where: { !Envelope.is($0, in: bytes) })
            else { continue }
            turns.append(text)
            if text.tokens(in: bytes) > leaningTokens || turns.count == mostTurns { break }
        }
        guard let last = turns.first else {
            let user = scan.turns.last { $0.role == .user }
            return user.flatMap { TurnText($0, of: scan) { _ in true } }?.text(in: bytes, most: most) ?? ""
        }
        guard turns.count > 1, let task = turns.last else { return last.text(in: bytes, most: most) }
        let between = turns.dropFirst().dropLast().reversed()
        let leaning = (between + [last]).map { $0.text(in: bytes, most: most / (2 * mostTurns)) }
        // A line for each, and the marks of the cuts.
        let room = leaning.reduce(most - 16) { $0 - $1.utf8.count - 1 }
        var texts = [task.text(in: bytes, most: max(room / 2, room - (answer?.length ?? 0)))]
        texts += leaning.dropLast()
        if let answer { texts.append(answer.text(in: bytes, most: max(room / 2, room - task.length))) }
        texts += leaning.suffix(1)
        return texts.joined(separator: "\n")
    }
}

/// Text that a client wraps into an element to tell the model something on its own account.
private enum Envelope {
    /// Longer than any name of an element and what follows the end of one.
    private static let reach = 64

    static func `is`(_ string: JSONString, in bytes: RawSpan) -> Bool {
        guard let first = string.range.first.map({ bytes[at: $0] }),
            // An escape may be of `<` or of a line break before it.
            first == UInt8(ascii: "<") || first == UInt8(ascii: "\\") || first <= UInt8(ascii: " ")
        else { return false }
        let head = JSONText.head(bytes, string, most: reach).drop { $0 <= UInt8(ascii: " ") }
        guard head.first == UInt8(ascii: "<"), let end = head.firstIndex(of: UInt8(ascii: ">")) else { return false }
        let name = head[(head.startIndex + 1)..<end]
        guard name.contains(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }),
            name.allSatisfy({ $0 > UInt8(ascii: " ") && $0 != UInt8(ascii: "/") })
        else { return false }
        var tail = JSONText.tail(bytes, string, most: 2 * reach)[...]
        while let last = tail.last, last <= UInt8(ascii: " ") { tail.removeLast() }
        return tail.suffix(name.count + 3).elementsEqual(Array("</".utf8) + name + [UInt8(ascii: ">")])
    }
}
