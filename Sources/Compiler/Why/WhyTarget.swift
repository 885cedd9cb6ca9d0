/// What `spindle why` is asked about: `PATH`, `PATH:LINE`, `PATH:LINE:COLUMN` or `PATH:KEY.PATH`.
package struct WhyTarget: Sendable, Equatable {
    package enum Part: Sendable, Equatable {
        case file
        /// Both counted from one.
        case line(Int, column: Int?)
        /// Keys and `[index]`es, as `SettingPath` reads them.
        case value(String)
    }

    package var path: String
    package var part: Part

    package init(path: String, part: Part = .file) {
        self.path = path
        self.part = part
    }

    /// Every way to read the text, the shortest path first: a path may hold colons, and so may a key.
    package static func readings(of text: String) -> [WhyTarget] {
        let cuts = text.indices.filter { text[$0] == ":" && $0 != text.startIndex }
        return cuts.compactMap { cut in
            part(text[text.index(after: cut)...]).map { WhyTarget(path: String(text[..<cut]), part: $0) }
        } + [WhyTarget(path: text)]
    }

    private static func part(_ text: Substring) -> Part? {
        // Editors and compilers print `PATH:LINE:` in front of a message.
        let numbers = (text.last == ":" ? text.dropLast() : text).split(
            separator: ":",
            omittingEmptySubsequences: false
        )
        if let line = numbers.first.flatMap({ Int($0) }) {
            guard numbers.count < 3, numbers.count == 1 || Int(numbers[1]) != nil else { return nil }
            return .line(line, column: numbers.count == 2 ? Int(numbers[1]) : nil)
        }
        return text.isEmpty ? nil : .value(String(text))
    }
}
