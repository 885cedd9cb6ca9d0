import AgentConfig

/// What a prompt looks like, found in one pass over its bytes: signs of each kind are counted line by line, and a few are
/// enough. Cheap, and so a guess.
struct PromptCensus {
    private(set) var code = CodeSigns()
    private(set) var maths = MathsSigns()
    private(set) var trace = TraceSigns()
    private(set) var table = TableSigns()
    private(set) var scripts = ScriptCensus()
    /// Keys of JSON: a string and a colon behind it.
    private var keys = 0
    private var braces = 0

    /// - Parameter bytes: UTF-8, as a `String` has it.
    init(_ bytes: [UInt8]) {
        var line = PromptLine(bytes)
        while line.read() {
            maths.note(line)
            let keys = line.tally[.quote] > 0 ? line.jsonKeys : 0
            self.keys += keys
            if line.first == UInt8(ascii: "{") || line.first == UInt8(ascii: "[") || keys > 0 { braces += 1 }
            // TeX and JSON have braces, too.
            code.note(line, isOfOther: maths.lastIsTeX || keys > 0)
            trace.note(line)
            table.note(line)
            scripts.letters += line.tally[.letter]
            if line.isBeyondASCII {
                for index in line.range where bytes[index] >= 0xC0 {
                    let scalar = UTF8Text.scalar(in: bytes, at: index).scalar
                    scripts.note(scalar)
                    maths.note(scalar)
                }
            }
        }
    }

    var markers: Set<RouterConfig.Marker> {
        var markers = scripts.markers
        if code.areThere { markers.insert(.code) }
        if maths.areThere { markers.insert(.maths) }
        if trace.areThere { markers.insert(.trace) }
        if keys >= 2, braces > 0 { markers.insert(.json) }
        if table.areThere { markers.insert(.table) }
        return markers
    }
}

/// A line of a prompt and the kinds of its bytes.
struct PromptLine {
    let bytes: [UInt8]
    /// Without the line break and what is blank before it.
    private(set) var range = 0..<0
    /// Where its first byte that is not blank is; the end for a line without one.
    private(set) var text = 0
    private(set) var tally = ByteTally()
    private(set) var isBeyondASCII = false
    private var next = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Goes to the next line.
    ///
    /// - Returns: whether there is one.
    mutating func read() -> Bool {
        guard next < bytes.count else { return false }
        tally.clear()
        let start = next
        let kinds = ByteKind.ofByte
        var high: UInt8 = 0
        while next < bytes.count, bytes[next] != 0x0A {
            high |= bytes[next]
            tally.add(kinds[Int(bytes[next])])
            next += 1
        }
        isBeyondASCII = high >= 0x80
        var end = next
        next += 1
        while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
        range = start..<end
        text = start
        while text < end, bytes[text] <= 0x20 { text += 1 }
        return true
    }

    var isEmpty: Bool { text == range.upperBound }
    var first: UInt8? { isEmpty ? nil : bytes[text] }
    var last: UInt8? { isEmpty ? nil : bytes[range.upperBound - 1] }
    var count: Int { range.upperBound - text }
    /// In columns, a tab for four.
    var indentation: Int { bytes[range.lowerBound..<text].reduce(0) { $0 + ($1 == 0x09 ? 4 : 1) } }

    /// NUL where there is none.
    func byte(_ index: Int) -> UInt8 { range.contains(index) ? bytes[index] : 0 }

    func starts(with word: [UInt8]) -> Bool { word.count <= count && has(word, at: text) }

    func contains(_ word: [UInt8]) -> Bool {
        guard word.count <= count else { return false }
        return (text...(range.upperBound - word.count)).contains { has(word, at: $0) }
    }

    private func has(_ word: [UInt8], at place: Int) -> Bool {
        word.indices.allSatisfy { bytes[place + $0] == word[$0] }
    }

    /// Whether two bytes stand next to one another.
    func contains(where isMeant: (UInt8, UInt8) -> Bool) -> Bool {
        range.dropLast().contains { isMeant(bytes[$0], bytes[$0 + 1]) }
    }

    fileprivate var jsonKeys: Int {
        range.count { index in
            guard bytes[index] == UInt8(ascii: "\"") else { return false }
            let next = byte(index + 1)
            return next == UInt8(ascii: ":") || next == UInt8(ascii: " ") && byte(index + 2) == UInt8(ascii: ":")
        }
    }
}
