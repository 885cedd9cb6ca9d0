/// A span with the few words that explain it.
package struct Label: Hashable, Sendable {
    package var span: Span
    package var text: String
    /// Whether what stands there is secret: no renderer may print it. See `SourceMap.conceal(_:)`.
    package var conceals: Bool

    package init(_ span: Span, _ text: String = "", conceals: Bool = false) {
        self.span = span
        self.text = text
        self.conceals = conceals
    }
}

/// One finding, as data; words and numbers are put together where it is found, layout in a renderer.
package struct Diagnostic: Hashable, Sendable {
    package var rule: Rule
    package var severity: Severity
    /// One plain sentence without a full stop, starting in lower case, which stands alone.
    package var message: String
    /// Where it is; `nil` when no place in a source file stands for it.
    package var primary: Label?
    /// The other places that take part, such as the budget that a model breaks.
    package var secondary: [Label]
    /// Facts and numbers that made it false.
    package var notes: [String]
    /// What to do about it.
    package var help: String?
    /// Changes of the source that would do it; of several, each would alone.
    package var fixes: [Fix]
    /// The place in the spec as a path, such as `models.qwen.scale.min`, for machine-readable output.
    package var path: String?
    /// The file or folder that it is about, relative to the repository, where `primary` is `nil`.
    package var subject: String?

    package init(
        _ rule: Rule,
        _ message: String,
        at primary: Label?,
        and secondary: [Label] = [],
        notes: [String] = [],
        help: String? = nil,
        fixes: [Fix] = [],
        path: String? = nil,
        subject: String? = nil
    ) {
        self.rule = rule
        self.severity = rule.severity
        self.message = message
        self.primary = primary
        self.secondary = secondary
        self.notes = notes
        self.help = help
        self.fixes = fixes
        self.path = path
        self.subject = subject
    }
}

extension Diagnostic {
    /// All that is said, a paragraph each, the sentence that stands alone first.
    package var paragraphs: [String] { [message] + notes + (help.map { ["help: \($0)"] } ?? []) }
}

extension Sequence where Element == Diagnostic {
    /// Sorted by path, offset and id, each finding once: the order in which every renderer prints.
    package func ordered(in sources: SourceMap) -> [Diagnostic] {
        var seen = Set<Diagnostic>()
        return filter { seen.insert($0).inserted }.sorted { a, b in
            let (x, y) = (a.sortKey(in: sources), b.sortKey(in: sources))
            return x < y
        }
    }
}

extension Diagnostic {
    fileprivate func sortKey(in sources: SourceMap) -> (String, UInt32, String, String) {
        guard let span = primary?.span else { return ("", 0, rule.id, message) }
        return (sources.path(of: span), span.lower, rule.id, message)
    }
}
