/// A scalar behind `|` or `>`, its lines without their indentation.
struct BlockScalar {
    /// `|` or `>`.
    private(set) var indicator: String
    /// What becomes of the breaks at its end: `-`, `+` or nothing.
    private(set) var chomping = ""
    private(set) var comment: String?
    /// Without the blank lines at its end, unless they are part of the value.
    private(set) var lines: [Line]
    private(set) var value: String
    /// Whether blank lines stood behind it that are no part of the value.
    private(set) var hasBlankAfter = false

    /// - Parameters:
    ///   - source: from the indicator to the last line, indented as in the file.
    ///   - parent: the column of the block collection it is in, -1 outside of any.
    init(source: String, value: String, parent: Int) {
        var all = LineBreaks.lines(of: source)
        let header = all.removeFirst().text.unicodeScalars
        indicator = String(header.prefix(1))
        var explicit: Int?
        for scalar in header.dropFirst().prefix(while: { $0 != " " && $0 != "\t" && $0 != "#" }) {
            if let digit = Int(String(scalar)) { explicit = digit } else { chomping = String(scalar) }
        }
        if let hash = header.firstIndex(of: "#") { comment = String(header[hash...]).withoutTrailingBlanks }
        let indent = explicit.map { max(parent, 0) + $0 } ?? Self.detectedIndent(of: all, parent: parent)
        // Behind the last break there is nothing, or the indentation of what follows.
        if let last = all.last, last.text.allSatisfy({ $0 == " " }), last.text.utf8.count <= indent { all.removeLast() }
        lines = all.map { Line(text: $0.text.withoutBlanks(atMost: indent), end: $0.end.isEmpty ? "\n" : $0.end) }
        self.value = value
        if chomping != "+" {
            let count = lines.count
            while lines.last?.text.isEmpty == true { lines.removeLast() }
            hasBlankAfter = lines.count < count
        }
        // A file that ends without a line break: the one that it gets is no part of the value.
        if !value.isEmpty, LineBreaks.lines(of: value).last?.text.isEmpty == false { chomping = "-" }
    }

    /// As libyaml finds it: by the first line that is not blank, or a blank one above that is longer.
    private static func detectedIndent(of lines: [Line], parent: Int) -> Int {
        var longest = max(parent + 1, 1)
        for line in lines {
            let blanks = line.text.utf8.prefix { $0 == UInt8(ascii: " ") }.count
            longest = max(longest, blanks)
            if blanks < line.text.utf8.count { break }
        }
        return longest
    }

    /// The line of the indicator.
    /// - Parameter indent: how much deeper than their collection the lines are written.
    func header(indent: Int) -> String {
        // Without a number the first line says how deep the lines are.
        let first = lines.first { !$0.text.isEmpty }?.text.utf8.first
        let isIndented = first == UInt8(ascii: " ") || first == UInt8(ascii: "\t")
        return indicator + (isIndented ? String(indent) : "") + chomping + (comment.map { "  \($0)" } ?? "")
    }
}

extension String {
    var withoutTrailingBlanks: String {
        var scalars = self[...].unicodeScalars
        while let last = scalars.last, last == " " || last == "\t" { scalars.removeLast() }
        return String(scalars)
    }

    var withoutLeadingBlanks: String { String(self[...].unicodeScalars.drop { $0 == " " || $0 == "\t" }) }

    /// Without so many spaces in front, or as many as there are.
    fileprivate func withoutBlanks(atMost count: Int) -> String {
        let blanks = utf8.prefix(count).prefix { $0 == UInt8(ascii: " ") }.count
        return String(dropFirst(blanks))
    }
}
