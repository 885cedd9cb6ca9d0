/// A page of Markdown that ends before a limit: what no longer fits is left out by whole lines, and counted.
struct MarkdownPage {
    /// What a comment on GitHub may have, in characters; counted here in bytes, which are never fewer.
    static let mostBytes = 65_536
    /// Kept for closing tags and for what is said of what was left out.
    private static let reserve = 1024

    private(set) var text = ""
    private(set) var omitted = 0
    private let limit: Int
    private var bytes = 0

    init(limit: Int = mostBytes) { self.limit = limit }

    /// Adds a block if it fits.
    @discardableResult
    mutating func add(_ block: String) -> Bool {
        let count = block.utf8.count
        guard bytes + count <= limit - Self.reserve else {
            omitted += 1
            return false
        }
        text += block
        bytes += count
        return true
    }

    /// Adds a table or a list: its head, and as many of its rows as fit.
    mutating func add(head: String, rows: [String], foot: String = "\n") {
        guard let first = rows.first else { return }
        guard add(head + first) else { return omitted += rows.count - 1 }
        for (index, row) in rows.enumerated().dropFirst() where !add(row) {
            omitted += rows.count - index - 1
            break
        }
        close(foot)
    }

    /// Adds what must be there, out of the reserve: closing tags, and the last words.
    mutating func close(_ block: String) {
        text += block
        bytes += block.utf8.count
    }
}
