import Diagnostics
import SpecSyntax

/// Proof that formatting lost nothing, made of every file before it is written.
struct FormatProof {
    /// What the file means.
    var documents: [Node]
    /// The comments of the file.
    var comments: [String]

    func check(_ formatted: [UInt8], limits: SpecLimits) throws(FormatFault) {
        var sources = SourceMap()
        let file = sources.add(path: "formatted", bytes: formatted)
        let read = YAMLReader.read(file, in: sources, limits: limits)
        if let problem = read.diagnostics.first { throw FormatFault(reason: "the result is wrong: \(problem.message)") }
        var comparison = Comparison(hasAliases: formatted.contains(UInt8(ascii: "*")))
        guard documents.count == read.documents.count,
            zip(documents, read.documents).allSatisfy({ comparison.areSame($0, $1) })
        else { throw FormatFault(reason: "the result means something else") }
        guard try TreeParser.parse(formatted).comments.sorted() == comments.sorted() else {
            throw FormatFault(reason: "the result has other comments")
        }
    }
}

/// Compares what trees say, whatever their quotes and the order of their keys.
private struct Comparison {
    /// Pairs of collections that say the same, in a file with aliases, which lead to one collection again and again.
    private var known: Set<[Span]>?

    init(hasAliases: Bool) { known = hasAliases ? [] : nil }

    mutating func areSame(_ a: Node, _ b: Node) -> Bool {
        switch (a.content, b.content) {
        case (.scalar(let text, let isQuoted), .scalar(let other, let wasQuoted)):
            return text == other && (isQuoted == wasQuoted || a.isTextWithoutQuotes)
        case (.sequence(let items), .sequence(let others)):
            if known?.contains([a.span, b.span]) == true { return true }
            guard items.count == others.count else { return false }
            for (item, other) in zip(items, others) where !areSame(item, other) { return false }
        case (.mapping(let entries), .mapping(let others)):
            if known?.contains([a.span, b.span]) == true { return true }
            guard entries.count == others.count else { return false }
            let values = Dictionary(others.map { ($0.key, $0.value) }) { first, _ in first }
            for entry in entries {
                guard let other = values[entry.key], areSame(entry.value, other) else { return false }
            }
        default: return false
        }
        known?.insert([a.span, b.span])
        return true
    }
}

extension Node {
    /// Whether plain text is read as text, too: it is no number, no boolean and not nothing.
    fileprivate var isTextWithoutQuotes: Bool {
        guard case .scalar(let text, _) = content, let first = text.utf8.first else { return false }
        let isNumber = Double(text) != nil && !(first | 0x20 >= UInt8(ascii: "a"))
        return !isNumber && text != "true" && text != "false" && !Node(.scalar(text, quoted: false), at: span).isNull
    }
}
