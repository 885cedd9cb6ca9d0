package import Diagnostics

/// A value of a spec with the place it was written at: what YAML, JSON and Jsonnet all become.
package struct Node: Sendable {
    package indirect enum Content: Sendable {
        /// Text as written; `quoted` text is never read as a number, a boolean or null.
        case scalar(String, quoted: Bool)
        case sequence([Node])
        case mapping([Entry])
    }

    package struct Entry: Sendable {
        package var key: String
        package var keySpan: Span
        package var value: Node

        package init(key: String, keySpan: Span, value: Node) {
            self.key = key
            self.keySpan = keySpan
            self.value = value
        }
    }

    package var content: Content
    package var span: Span

    package init(_ content: Content, at span: Span) {
        self.content = content
        self.span = span
    }

    /// The value of a key of a mapping.
    package subscript(key: String) -> Node? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// The keys of a mapping.
    package var keys: [String] {
        guard case .mapping(let entries) = content else { return [] }
        return entries.map(\.key)
    }

    /// YAML's null: nothing, `~` or `null`, unquoted.
    package var isNull: Bool {
        guard case .scalar(let text, quoted: false) = content else { return false }
        return text.isEmpty || text == "~" || text == "null" || text == "Null" || text == "NULL"
    }

    /// What it is, in the words of a message: `a list`, `the text "x"`, `the number 3`.
    package var described: String {
        switch content {
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .scalar where isNull: "nothing"
        case .scalar(let text, let quoted):
            if !quoted, Double(text) != nil {
                "the number \(text.shortened)"
            } else if !quoted, text == "true" || text == "false" {
                "the boolean \(text)"
            } else {
                "the text \"\(text.shortened)\""
            }
        }
    }
}

extension Node {
    /// The word that a scalar was meant to be.
    package func suggestion(among words: [String]) -> Suggestion? {
        guard case .scalar(let text, _) = content else { return nil }
        return Diagnostics.suggestion(for: text, among: words)
    }

    /// The fix that writes another value in the place of a scalar.
    package func fixes(writing value: String, as form: Fix.Edit.Form, _ applicability: Fix.Applicability) -> [Fix] {
        guard case .scalar(let text, _) = content else { return [] }
        return [.write(value, for: text, at: span, as: form, applicability)]
    }

    package func fixes(writing suggestion: Suggestion?) -> [Fix] {
        suggestion.map { fixes(writing: $0.word, as: .text, $0.isCertain ? .safe : .maybe) } ?? []
    }
}

extension String {
    /// At most forty characters, for use inside a message.
    package var shortened: String { shortened(to: 40) }

    /// Looks no further than it must: texts of an untrusted file can be very long.
    package func shortened(to limit: Int) -> String { dropFirst(limit).isEmpty ? self : prefix(limit - 1) + "…" }
}
