import Fleet
import SpecSyntax

/// A word of a document and its place in it, found by libyaml's tokens alone: they are there also while a document is being
/// written and is no YAML yet.
struct SpecCursor: Equatable {
    enum Role: Equatable {
        case key
        case value
    }

    var role: Role
    /// The keys above the word, outermost first, elements of lists as `[0]`; of a value its own key or index, too.
    var path: [String]
    /// What the word says, and where it is written, quotes included.
    var text: String
    var range: Range<Int>
    /// The other keys of the mapping that a key is in.
    var siblings: Set<String> = []
    var isQuoted: Bool
    /// Whether it stands between braces or brackets.
    var isInFlow: Bool
    /// The kind and the name that the document gives itself.
    var kind: DocumentKind?
    var name: String?
}

extension SpecCursor {
    /// The word at a byte of a text.
    /// - Returns: `nil` between words, in comments, and where the text is no tokens.
    init?(in bytes: [UInt8], at offset: Int) {
        self.init(in: bytes) { $0.lowerBound <= offset && offset <= $0.upperBound }
    }

    /// - Parameter isMeant: whether the word is where it is looked for.
    init?(in bytes: [UInt8], where isMeant: (Range<Int>) -> Bool) {
        var search = TokenSearch()
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let base = bytes.starts(with: mark) ? mark.count : 0
        let tokens = YAMLTokenStream(Array(bytes[base...]))
        // An unfinished text ends where its tokens do.
        while let token = tokens.next() {
            let range = (token.range.lowerBound + base)..<(token.range.upperBound + base)
            guard search.take(token.kind, at: range, isMeant: isMeant) else { break }
        }
        guard let found = search.finished else { return nil }
        self = found
    }
}

/// Follows tokens through the mappings and lists that they open and close.
private struct TokenSearch {
    private struct Level {
        enum Form {
            case mapping
            case list
            /// One that stands no deeper than the key it belongs to, which no token opens or closes.
            case flatList
        }

        var form: Form
        var isFlow: Bool
        var key: String?
        var keys: [String] = []
        var awaitsKey = true
        var index = -1

        var step: String? { form == .mapping ? key : "[\(max(index, 0))]" }
    }

    private var levels: [Level] = []
    private var found: SpecCursor?
    /// How deep the mapping of the key is that was found, while it is open: the rest of its keys may follow.
    private var openDepth: Int?
    private var kind: DocumentKind?
    private var name: String?

    /// What was found, with what the whole document says of itself.
    var finished: SpecCursor? {
        guard var cursor = found else { return nil }
        cursor.kind = kind
        cursor.name = name
        return cursor
    }

    /// - Returns: whether anything behind it matters.
    mutating func take(_ kind: YAMLTokenStream.Kind, at range: Range<Int>, isMeant: (Range<Int>) -> Bool) -> Bool {
        switch kind {
        case .documentStart, .documentEnd:
            if found != nil { return false }
            self = TokenSearch()
        case .blockMappingStart: levels.append(Level(form: .mapping, isFlow: false))
        case .flowMappingStart: levels.append(Level(form: .mapping, isFlow: true))
        case .blockSequenceStart: levels.append(Level(form: .list, isFlow: false))
        case .flowSequenceStart: levels.append(Level(form: .list, isFlow: true, index: 0))
        case .blockEnd, .flowMappingEnd, .flowSequenceEnd:
            closeFlatList()
            close()
        case .blockEntry:
            if levels.last?.form == .mapping { levels.append(Level(form: .flatList, isFlow: false)) }
            change { $0.index += 1 }
        case .flowEntry:
            change {
                $0.index += 1
                $0.awaitsKey = true
            }
        case .key:
            closeFlatList()
            change { $0.awaitsKey = true }
        case .value: change { $0.awaitsKey = false }
        case .scalar(let text, let style): takeScalar(text, style, at: range, isMeant)
        case .streamStart, .streamEnd, .directive, .alias, .anchor, .tag: break
        }
        return true
    }

    private mutating func takeScalar(
        _ text: String,
        _ style: YAMLTokenStream.ScalarStyle,
        at range: Range<Int>,
        _ isMeant: (Range<Int>) -> Bool
    ) {
        let isKey = levels.last.map { $0.form == .mapping && $0.awaitsKey } ?? false
        if found == nil, isMeant(range) {
            found = SpecCursor(
                role: isKey ? .key : .value,
                path: (isKey ? levels.dropLast() : levels[...]).compactMap(\.step),
                text: text,
                range: range,
                siblings: isKey ? Set(levels.last?.keys ?? []) : [],
                isQuoted: style != .plain,
                isInFlow: levels.last?.isFlow ?? false
            )
            if isKey { openDepth = levels.count }
        } else if isKey, openDepth == levels.count {
            found?.siblings.insert(text)
        }
        if isKey {
            change {
                $0.key = text
                $0.keys.append(text)
                $0.awaitsKey = false
            }
        } else {
            readHeader(text)
        }
    }

    private mutating func readHeader(_ text: String) {
        switch levels.compactMap(\.step) {
        case ["kind"]: kind = DocumentKind(rawValue: text)
        case ["metadata", "name"]: name = text
        default: break
        }
    }

    private mutating func closeFlatList() {
        if levels.last?.form == .flatList { close() }
    }

    private mutating func close() {
        // The mapping with the key is over; another of the same depth is not that one.
        if openDepth == levels.count { openDepth = nil }
        _ = levels.popLast()
    }

    private mutating func change(_ body: (inout Level) -> Void) {
        guard !levels.isEmpty else { return }
        body(&levels[levels.count - 1])
    }
}
