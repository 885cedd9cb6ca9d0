import Diagnostics

/// Gives every node of a program's result its place in the program: where it is written, as far as `JsonnetResolver` can
/// follow, else the place of the nearest node around it that has one.
struct JsonnetLocator {
    private var resolver: JsonnetResolver

    /// - Parameter imported: finds what a file imports, among the files that the evaluation imported.
    init(imported: @escaping (_ path: String, _ directory: String) -> JsonnetSource?) {
        resolver = JsonnetResolver(imported: imported, steps: 0)
    }

    /// - Parameter fallback: the place of what cannot be located at all.
    mutating func locate(_ node: Node, in program: JsonnetSource, otherwise fallback: Span) -> Node {
        // In proportion to the program and to what it produced, so that ten thousand models are all located, and no short
        // program keeps this busy for longer than its evaluation took.
        resolver.steps = min(20_000_000, 1_000_000 + 4 * program.tokens.count + 1000 * node.count)
        return locate(node, at: resolver.place(of: resolver.whole(program)), otherwise: fallback)
    }

    private mutating func locate(_ node: Node, at start: JsonnetPlace, otherwise fallback: Span) -> Node {
        // No function is ever printed: what is there in its place came of a call.
        let place = resolver.result(of: start)
        let span = place.span ?? fallback
        switch node.content {
        case .scalar(let text, let quoted):
            let content = quoted ? node.content : .scalar(Self.shortest(text), quoted: false)
            return Node(content, at: place.canBe(text, quoted: quoted) ? span : fallback)
        case .sequence(let items):
            let places = resolver.elements(items.count, of: place)
            return Node(.sequence(zip(items, places).map { locate($0, at: $1, otherwise: span) }), at: span)
        case .mapping(let entries):
            // What no literal part of a sum has, or what has another value there, comes from a part that cannot be followed.
            let unknown = place.unknownPart
            let other = unknown ?? span
            let located = entries.map { entry in
                guard let (name, value) = resolver.field(entry.key, of: place, depth: 0) else {
                    return Node.Entry(
                        key: entry.key,
                        keySpan: other,
                        value: locate(entry.value, at: .nowhere, otherwise: other)
                    )
                }
                return Node.Entry(
                    key: entry.key,
                    keySpan: name,
                    value: locate(entry.value, at: value, otherwise: unknown ?? name)
                )
            }
            return Node(.mapping(located), at: span)
        }
    }

    /// libjsonnet prints numbers with 17 digits, 0.1 as 0.10000000000000001.
    private static func shortest(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: ".")), let number = Double(text) else { return text }
        return number.plain
    }
}

extension JsonnetPlace {
    /// Whether a scalar can come from here. A literal that says something else was overridden by what cannot be followed.
    fileprivate func canBe(_ text: String, quoted: Bool) -> Bool {
        switch form {
        case .object, .array, .function: return false
        case .sum, .unknown: return true
        case .literal(let source, let token):
            switch source.tokens[token].kind {
            case .string: return quoted && (source.text(of: token).map { $0 == text } ?? true)
            case .number: return !quoted && Double(source.text(of: token) ?? "") == Double(text)
            default: return !quoted && source.text(of: token) == text
            }
        }
    }

    /// The highest part of a sum that cannot be followed.
    fileprivate var unknownPart: Span? {
        guard case .sum(let parts) = form else { return nil }
        return parts.last { $0.isUnknown }?.span
    }
}

extension Node {
    /// How many nodes there are, this one included.
    fileprivate var count: Int {
        switch content {
        case .scalar: 1
        case .sequence(let items): items.reduce(1) { $0 + $1.count }
        case .mapping(let entries): entries.reduce(1) { $0 + $1.value.count }
        }
    }
}
