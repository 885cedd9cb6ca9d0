/// Reads the text of a `Pattern`.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    /// The byte at which each scalar begins, and the end.
    private let offsets: [Int]
    private var index = 0
    private var depth = 0

    private static let deepest = 50

    init(_ text: String) throws(PatternFault) {
        let length = text.utf8.count
        guard length <= Pattern.longest else { throw PatternFault(.tooLong, at: 0..<length) }
        scalars = Array(text.unicodeScalars)
        offsets = scalars.reduce(into: [0]) { $0.append($0[$0.count - 1] + UTF8.width($1)) }
    }

    mutating func parse() throws(PatternFault) -> Pattern.Node {
        let node = try alternatives()
        guard index == scalars.count else { throw fault(.closedTwice, from: index, to: index + 1, write: "\\)") }
        return node
    }

    private mutating func alternatives() throws(PatternFault) -> Pattern.Node {
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .any(branches)
    }

    private mutating func sequence() throws(PatternFault) -> Pattern.Node {
        var nodes: [Pattern.Node] = []
        while let next = peek, next != "|", next != ")" { nodes.append(try quantified()) }
        return nodes.isEmpty ? .nothing : nodes.count == 1 ? nodes[0] : .all(nodes)
    }

    // MARK: Counts

    private mutating func quantified() throws(PatternFault) -> Pattern.Node {
        let start = index
        let node = try atom()
        guard let count = try count() else { return node }
        if case .bound = node { throw fault(.nothingToRepeat, from: start, to: index) }
        let end = index
        if take("?") { throw fault(.lazy, from: end, to: index, write: "", isSafe: true) }
        if take("+") { throw fault(.possessive, from: end, to: index, write: "") }
        if let next = peek, "*{".unicodeScalars.contains(next) { throw fault(.nothingToRepeat, from: end, to: end + 1) }
        return .repeated(node, least: count.least, most: count.most)
    }

    private mutating func count() throws(PatternFault) -> (least: Int, most: Int?)? {
        if take("?") { return (0, 1) }
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        let start = index
        guard take("{") else { return nil }
        let least = number()
        let isOpen = take(",")
        let most = isOpen ? number() : least
        guard let least, take("}"), most.map({ $0 >= max(1, least) }) ?? true else {
            throw fault(.badCount, from: start, to: index, write: "\\" + text(start..<index))
        }
        return (least, most)
    }

    /// Of at most four digits: more is too large whatever it counts.
    private mutating func number() -> Int? {
        let start = index
        while let next = peek, ("0"..."9").contains(next), index - start < 4 { index += 1 }
        return Int(text(start..<index))
    }

    // MARK: What is repeated

    private mutating func atom() throws(PatternFault) -> Pattern.Node {
        let start = index
        guard let next = peek else { return .nothing }
        index += 1
        switch next {
        case ".": return .one(.any)
        case "^": return .bound(.lineStart)
        case "$": return .bound(.lineEnd)
        case "(": return try group(from: start)
        case "[": return .one(try characters(from: start))
        case "\\":
            switch peek {
            case "b":
                index += 1
                return .bound(.word)
            case "B":
                index += 1
                return .bound(.noWord)
            default: return .one(try escape(from: start).set.caseFolded)
            }
        case "*", "+", "?": throw fault(.nothingToRepeat, from: start, to: index, write: "\\\(next)")
        case "{": throw fault(.badCount, from: start, to: index, write: "\\{")
        default: return .one(ScalarSet(next.value...next.value).caseFolded)
        }
    }

    private mutating func group(from start: Int) throws(PatternFault) -> Pattern.Node {
        if take("?"), !take(":") { throw extensionFault(from: start) }
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw fault(.nestedTooDeep, from: start, to: index) }
        let node = try alternatives()
        guard take(")") else { throw fault(.openGroup, from: start, to: start + 1) }
        return node
    }

    /// What is wrong with a group that starts with `(?` and is none of ours.
    private mutating func extensionFault(from start: Int) -> PatternFault {
        func found(_ kind: PatternFault.Kind, _ opening: String, write: String?, isSafe: Bool = false) -> PatternFault?
        {
            guard text(start..<min(scalars.count, start + opening.unicodeScalars.count)) == opening else { return nil }
            return fault(kind, from: start, to: start + opening.unicodeScalars.count, write: write, isSafe: isSafe)
        }
        // Whether a prompt matches is all that counts, so that what must follow may as well be taken.
        let known =
            found(.lookAround, "(?=", write: "(?:") ?? found(.lookAround, "(?<=", write: "(?:")
            ?? found(.lookAround, "(?!", write: nil) ?? found(.lookAround, "(?<!", write: nil)
            ?? found(.atomicGroup, "(?>", write: "(?:") ?? found(.backReference, "(?P=", write: nil)
        if let known { return known }
        var end = index
        while end < scalars.count, scalars[end] != ">", scalars[end] != ")", scalars[end] != ":" { end += 1 }
        guard end < scalars.count else { return fault(.unknownGroup, from: start, to: index) }
        let opening = text(index..<end)
        if opening.hasPrefix("<") || opening.hasPrefix("P<") {
            return fault(.namedGroup, from: start, to: end + 1, write: "(?:", isSafe: true)
        }
        guard opening.unicodeScalars.allSatisfy({ "imsux-".unicodeScalars.contains($0) }), !opening.isEmpty else {
            return fault(.unknownGroup, from: start, to: end + 1)
        }
        // To ignore case is what patterns do anyway.
        let closes = scalars[end] == ")"
        return fault(.flags, from: start, to: end + 1, write: closes ? "" : "(?:", isSafe: opening == "i")
    }

    // MARK: Classes

    private mutating func characters(from start: Int) throws(PatternFault) -> ScalarSet {
        let isInverted = take("^")
        var set = ScalarSet()
        let first = index
        while let next = peek {
            let place = index
            index += 1
            if next == "]" {
                guard place > first else { throw fault(.emptyClass, from: start, to: index) }
                // What is not wanted is not wanted in the other case either.
                return isInverted ? set.caseFolded.inverted : set.caseFolded
            }
            if next == "[", peek == ":" { throw fault(.characterProperty, from: place, to: index + 1) }
            let lower = next == "\\" ? try escape(from: place) : (ScalarSet(next.value...next.value), next.value)
            guard let low = lower.scalar, peek == "-", index + 1 < scalars.count, scalars[index + 1] != "]" else {
                set.formUnion(lower.set)
                continue
            }
            index += 1
            let end = scalars[index]
            index += 1
            guard let high = end == "\\" ? try escape(from: index - 1).scalar : end.value, low <= high else {
                throw fault(.badRange, from: place, to: index)
            }
            set.insert(low...high)
        }
        throw fault(.openClass, from: start, to: start + 1)
    }

    // MARK: Escapes

    /// Behind a backslash.
    ///
    /// - Returns: what is meant, and the scalar if it is one.
    private mutating func escape(from start: Int) throws(PatternFault) -> (set: ScalarSet, scalar: UInt32?) {
        guard let letter = peek else {
            throw fault(.unknownEscape, from: start, to: index, write: "\\\\", isSafe: true)
        }
        index += 1
        switch letter {
        case "d": return (.digits, nil)
        case "D": return (ScalarSet.digits.inverted, nil)
        case "w": return (.word, nil)
        case "W": return (ScalarSet.word.inverted, nil)
        case "s": return (.blanks, nil)
        case "S": return (ScalarSet.blanks.inverted, nil)
        case "n": return single(0x0A)
        case "r": return single(0x0D)
        case "t": return single(0x09)
        case "f": return single(0x0C)
        case "x": return single(try scalar(digits: 2, from: start))
        case "u": return single(take("{") ? try scalar(digits: nil, from: start) : try scalar(digits: 4, from: start))
        case "1"..."9", "k": throw fault(.backReference, from: start, to: index)
        case "p", "P": throw fault(.characterProperty, from: start, to: index)
        case "A": throw fault(.unknownEscape, from: start, to: index, write: "^")
        case "z", "Z": throw fault(.unknownEscape, from: start, to: index, write: "$")
        case "0", "a"..."z", "A"..."Z": throw fault(.unknownEscape, from: start, to: index)
        default: return single(letter.value)
        }
    }

    private func single(_ scalar: UInt32) -> (set: ScalarSet, scalar: UInt32?) { (ScalarSet(scalar...scalar), scalar) }

    /// - Parameter digits: how many; `nil` for as many as stand before a brace.
    private mutating func scalar(digits: Int?, from start: Int) throws(PatternFault) -> UInt32 {
        let first = index
        while let next = peek, next.properties.isASCIIHexDigit, index - first < digits ?? 6 { index += 1 }
        let isComplete = digits.map { index - first == $0 } ?? take("}")
        let digits = text(first..<(digits == nil && isComplete ? index - 1 : index))
        guard isComplete, let value = UInt32(digits, radix: 16), Unicode.Scalar(value) != nil else {
            throw fault(.badNumber, from: start, to: index)
        }
        return value
    }

    // MARK: Text

    private var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        index += 1
        return true
    }

    private func text(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(scalars[range])) }

    /// - Parameters from, to: scalars.
    private func fault(
        _ kind: PatternFault.Kind,
        from: Int,
        to: Int,
        write replacement: String? = nil,
        isSafe: Bool = false
    ) -> PatternFault {
        let end = offsets[min(to, scalars.count)]
        return PatternFault(kind, at: min(offsets[from], end)..<end, write: replacement, isSafe: isSafe)
    }
}
