/// A change of the source that would remove a diagnostic, as data: nothing is looked up or written until it is asked for.
package struct Fix: Hashable, Sendable {
    package enum Applicability: String, Sendable {
        /// Only this can be meant: `--fix` makes the change.
        case safe
        /// A guess, which a person decides on.
        case maybe
    }

    /// One literal of a source file and what takes its place.
    package struct Edit: Hashable, Sendable {
        /// What the new value is, which decides how it is written.
        package enum Form: Hashable, Sendable {
            case key
            case text
            /// A number or a boolean, which quotes would turn into text.
            case bare
        }

        package var span: Span
        /// What the literal says. Where the source has something else at the span (an alias, text with escapes, a name of
        /// Jsonnet), there is nothing to change.
        package var old: String
        package var new: String
        package var form: Form

        package init(_ span: Span, from old: String, to new: String, as form: Form) {
            self.span = span
            self.old = old
            self.new = new
            self.form = form
        }
    }

    package var applicability: Applicability
    /// What it does in a few words, as a help says it: ``write `placement` ``.
    package var title: String
    /// All of them or none.
    package var edits: [Edit]

    package init(_ applicability: Applicability, _ title: String, _ edits: [Edit]) {
        self.applicability = applicability
        self.title = title
        self.edits = edits
    }

    /// Writes one word in the place of another.
    package static func write(
        _ new: String,
        for old: String,
        at span: Span,
        as form: Edit.Form,
        _ applicability: Applicability
    )
        -> Fix
    {
        Fix(applicability, "write `\(new)`", [Edit(span, from: old, to: new, as: form)])
    }
}

/// Bytes of a source file and the text that takes their place.
package struct Replacement: Hashable, Sendable {
    package var span: Span
    package var text: String
}

extension Fix {
    /// The edits as they are made in the sources.
    /// - Returns: `nil` where a source has no such literal, or one that must stay hidden.
    package func replacements(in sources: SourceMap) -> [Replacement]? {
        var replacements: [Replacement] = []
        for edit in edits {
            guard !sources.isConcealed(edit.span), let text = edit.text(in: sources[edit.span.file]) else { return nil }
            replacements.append(Replacement(span: edit.span, text: text))
        }
        return replacements
    }
}

extension Fix.Edit {
    /// The new value with the quotes that the old one has or that it needs.
    fileprivate func text(in file: SourceFile) -> String? {
        guard Int(span.upper) <= file.bytes.count else { return nil }
        let literal = file.bytes[Int(span.lower)..<Int(span.upper)]
        if literal.elementsEqual(old.utf8) {
            return form == .text && !(file.isYAML && new.isPlainInYAML) ? new.quoted : new
        }
        let inner = literal.dropFirst().dropLast()
        guard let quote = literal.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
            literal.count >= 2, literal.last == quote, inner.elementsEqual(old.utf8)
        else { return nil }
        if form == .bare { return new }
        // Single quotes of YAML know no escapes: what stands between them is the text.
        if quote == UInt8(ascii: "'"), file.isYAML, old.isVerbatim { return new.isVerbatim ? "'\(new)'" : new.quoted }
        guard !old.needsEscape else { return nil }
        let mark = String(decoding: [quote], as: UTF8.self)
        return new.needsEscape ? new.quoted : mark + new + mark
    }
}

extension SourceFile {
    /// Whether text may stand in it without quotes.
    fileprivate var isYAML: Bool { ![".json", ".jsonnet", ".libsonnet"].contains { path.hasSuffix($0) } }
}

extension String {
    /// Whether quotes of either kind could not simply be put around it.
    fileprivate var needsEscape: Bool {
        utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\\") }
    }

    /// Whether it can stand between single quotes of YAML as it is.
    fileprivate var isVerbatim: Bool { utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "'") } }

    /// Whether YAML reads it as this text also without quotes, wherever it stands.
    fileprivate var isPlainInYAML: Bool {
        guard let first = utf8.first, first.isWord, first != UInt8(ascii: "_"), lowercased() != "null" else {
            return false
        }
        return utf8.allSatisfy {
            $0.isWord || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "/")
        }
    }

    /// Between double quotes, as JSON, YAML and Jsonnet all read it.
    fileprivate var quoted: String {
        var out = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}

extension UInt8 {
    fileprivate var isWord: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
