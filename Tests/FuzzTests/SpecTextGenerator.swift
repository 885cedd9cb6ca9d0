import TestSupport

/// Writes specs in every way that YAML has, with comments wherever one may stand. Most of them are valid.
struct SpecTextGenerator {
    private(set) var text = ""
    /// Every comment that was written, each with a text of its own.
    private(set) var comments: [String] = []
    private var random: SplitMix
    private var anchors: [String] = []
    private var count = 0

    static let kinds = ["Fleet", "Model", "Environment"]
    private static let names = [
        "metadata", "allow", "name", "team", "source", "scale", "min", "max", "idleTimeout", "placement", "pool",
        "gpus",
        "engine", "image", "env", "routing", "keywords", "match", "routes", "weights", "pools", "gpu", "models",
        "defaults", "budgets", "tenants", "quality", "domains", "a", "b", "x-y", "1", "no",
    ]
    private static let words = [
        "a", "b c", "1", "0.50", "no", "null", "~", "true", "10m", "32k", "1.35", "\"1.35\"", "'no'", "\"plain\"",
        "'step by step'", "'it''s'", "'say \"x\"'", "\"a\\tb\"", "\"#team\"", "'45 7 * * 1-5'", "hf://a/b@c", "a#b",
        "\"vllm/vllm:v1@sha256:aa\"", "\"{source}\"", "--flag", "'-'", "\"\"", "''", "é漢", "\"漢 é\"", "a:b", "\"a: b\"",
        "- b", "1:30", "0o7", "\"true\"", "2024-01-01", "\"x\\\"y\"", "a\u{2028}  b", "\"a\u{85} b\"", "x\ty",
    ]

    /// - Parameter count: how many documents there are.
    init(seed: UInt64) {
        random = SplitMix(seed: seed)
        for index in 0..<(chance(5) ? 2 : 1) { document(isFirst: index == 0) }
        if chance(10) { text += chance(3) ? "... " + newComment() + "\n" : "...\n" }
        if chance(10) { text += "\n\n" }
        if chance(10), text.hasSuffix("\n") { text.removeLast() }
        if chance(15) { text = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n") }
        if chance(20) { text = "\u{FEFF}" + text }
    }

    /// True once in a number of times.
    private mutating func chance(_ times: Int) -> Bool { Int.random(in: 0..<times, using: &random) == 0 }

    private mutating func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    private mutating func newComment() -> String {
        count += 1
        let comment = ["# c\(count)x", "#c\(count)x", "## c\(count)x: {a, 'b"].randomElement(using: &random) ?? ""
        comments.append("c\(count)x")
        return comment
    }

    private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

    /// Nothing, or a comment behind a value, and the end of its line.
    private mutating func endLine() {
        if chance(8) { text += blanks(pick(1...4)) + newComment() }
        if chance(12) { text += "  " }
        text += "\n"
    }

    private mutating func linesAbove(indent: Int) {
        while chance(5) {
            if chance(2) { text += chance(4) ? "   \n" : "\n" }
            if chance(2) {
                text += blanks(max(0, indent + (chance(4) ? pick(-3...3) : 0))) + newComment() + "\n"
            }
        }
    }
}

// MARK: Documents and block style

extension SpecTextGenerator {
    private mutating func document(isFirst: Bool) {
        anchors = []
        linesAbove(indent: 0)
        if !isFirst || chance(4) {
            if chance(20) { text += isFirst ? "%YAML 1.1\n" : "...\n%YAML 1.1\n" }
            text += "---"
            if chance(20) { text += " &root" }
            endLine()
        }
        guard !chance(12) else {
            text += "foreign: {b: 1,a: 2}   # kept\n"
            return
        }
        let indent = chance(15) ? pick(1...3) : 0
        if chance(25) {
            text += blanks(indent) + "{apiVersion: spindle/v1alpha1, kind: Model, "
            flowEntries(depth: 1, isMapping: true)
            text += "}"
            return endLine()
        }
        var keys = Self.names.shuffled(using: &random).prefix(pick(0...6)) + ["apiVersion"]
        if !chance(6) { keys.append("kind") }
        blockMapping(keys.shuffled(using: &random), indent: indent, depth: 0)
        linesAbove(indent: indent)
    }

    private mutating func blockMapping(_ keys: [String], indent: Int, depth: Int, isContinued: Bool = false) {
        for (index, key) in keys.enumerated() {
            if index > 0 || !isContinued {
                linesAbove(indent: indent)
                text += blanks(indent)
            }
            if chance(25) {
                text += "? " + (chance(10) ? String(repeating: key, count: 1100) : quoted(key))
                endLine()
                text += blanks(indent) + ":"
            } else if chance(60) {
                text += anchors.last.map { "*\($0) :" } ?? "?\n" + blanks(indent) + ":"
            } else if chance(60) {
                text += "&k " + quoted(key) + ":"
            } else {
                text += quoted(key) + (chance(10) ? " :" : ":")
            }
            switch key {
            case "apiVersion": text += " spindle/v1alpha1\n"
            case "kind": text += " " + (Self.kinds.randomElement(using: &random) ?? "") + "\n"
            default: blockValue(indent: indent, depth: depth, isInMapping: true)
            }
        }
    }

    private mutating func quoted(_ key: String) -> String {
        chance(8) ? (chance(2) ? "\"\(key)\"" : "'\(key)'") : key
    }

    private mutating func blockSequence(indent: Int, depth: Int, isContinued: Bool = false) {
        for index in 0..<pick(1...3) {
            if index > 0 || !isContinued {
                linesAbove(indent: indent)
                text += blanks(indent)
            }
            text += "-"
            blockValue(indent: indent, depth: depth, isInMapping: false)
        }
    }

    private mutating func properties() {
        if chance(15) {
            let name = ["p", "q", "r"].randomElement(using: &random) ?? ""
            anchors.append(name)
            text += " &" + name
        }
        if chance(30) { text += chance(2) ? " !!str" : " !" }
    }

    /// What stands behind a colon or dash, to the end of its line.
    private mutating func blockValue(indent: Int, depth: Int, isInMapping: Bool) {
        let deeper = indent + pick(1...4)
        switch pick(0...(depth > 4 ? 7 : 13)) {
        case 0: endLine()
        case 1: blockScalar(indent: indent)
        case 2 where !anchors.isEmpty:
            text += " *" + (anchors.randomElement(using: &random) ?? "")
            endLine()
        case 3: manyLines(indent: indent)
        case 4, 5:
            properties()
            text += " "
            flow(depth: depth + 1)
            endLine()
        case 8, 9:
            properties()
            endLine()
            blockMapping(someKeys(), indent: deeper, depth: depth + 1)
        case 10, 11:
            properties()
            endLine()
            blockSequence(indent: isInMapping && chance(2) ? indent : deeper, depth: depth + 1)
        case 12 where !isInMapping:
            let gap = pick(1...3)
            text += blanks(gap)
            blockMapping(someKeys(), indent: indent + 1 + gap, depth: depth + 1, isContinued: true)
        case 13 where !isInMapping:
            let gap = pick(1...3)
            text += blanks(gap)
            blockSequence(indent: indent + 1 + gap, depth: depth + 1, isContinued: true)
        default:
            properties()
            if chance(15) {
                text += "  " + newComment() + "\n"
                linesAbove(indent: deeper)
                text += blanks(deeper)
            } else {
                text += blanks(pick(1...2))
            }
            text += Self.words.randomElement(using: &random) ?? ""
            endLine()
        }
    }

    private mutating func someKeys() -> [String] {
        Array(Self.names.shuffled(using: &random).prefix(pick(1...4))) + (chance(10) && !anchors.isEmpty ? ["<<"] : [])
    }

    private mutating func blockScalar(indent: Int) {
        properties()
        let deeper = pick(1...4)
        text += " " + (chance(2) ? "|" : ">") + (chance(4) ? "\(deeper)" : "")
        text += ["", "", "-", "+"].randomElement(using: &random) ?? ""
        if chance(8) { text += " " + newComment() }
        text += "\n"
        for _ in 0..<pick(0...4) {
            let line =
                ["text", " deeper", "# text", "", "   ", "key: value", "- item", "\ttab", "end  "]
                .randomElement(using: &random) ?? ""
            text += (line.isEmpty ? "" : blanks(indent + deeper)) + line + "\n"
        }
    }

    private mutating func manyLines(indent: Int) {
        let deeper = blanks(indent + pick(1...4))
        let lines = ["one", "two # no comment", "", "three", "- four", "a: b"].shuffled(using: &random)
        let (start, end) =
            [("\"", "\""), ("'", "'"), ("\"a\\", "\\ b\""), ("plain", "end")].randomElement(using: &random) ?? ("", "")
        let isPlain = start == "plain"
        let inner = lines.prefix(pick(0...3)).filter { !isPlain || !$0.contains("#") && !$0.contains(": ") }
        text += " " + start + "\n" + inner.map { $0.isEmpty ? "\n" : deeper + $0 + "\n" }.joined() + deeper + end
        endLine()
    }
}

// MARK: Flow style

extension SpecTextGenerator {
    private mutating func flow(depth: Int) {
        let isMapping = chance(2)
        text += isMapping ? "{" : "["
        flowEntries(depth: depth, isMapping: isMapping)
        text += isMapping ? "}" : "]"
    }

    /// Blanks between two parts, a line break or a comment among them.
    private mutating func flowGap() {
        if chance(12) { text += "\n" + blanks(pick(1...8)) }
        if chance(30) { text += " " + newComment() + "\n" + blanks(pick(1...8)) }
        if chance(4) { text += " " }
    }

    private mutating func flowEntries(depth: Int, isMapping: Bool) {
        let keys = Self.names.shuffled(using: &random).prefix(chance(6) ? pick(5...12) : pick(0...3))
        flowGap()
        for (index, key) in keys.enumerated() {
            if index > 0 {
                text += ","
                flowGap()
            }
            if isMapping || chance(8) {
                text += (chance(20) ? "? " : "") + quoted(key)
                if isMapping, chance(8) { continue }
                text += ": "
                flowGap()
            }
            flowValue(depth: depth)
            flowGap()
        }
        if !keys.isEmpty, chance(8) { text += ", " }
        flowGap()
    }

    private mutating func flowValue(depth: Int) {
        if depth < 4, chance(4) { return flow(depth: depth + 1) }
        if chance(10), let anchor = anchors.randomElement(using: &random) { return text += "*\(anchor) " }
        if chance(30) { return text += "\"two\n  lines\"" }
        if chance(30) { return text += "two\n  lines" }
        text += (Self.words.filter { $0 != "- b" }.randomElement(using: &random) ?? "") + " "
    }
}
