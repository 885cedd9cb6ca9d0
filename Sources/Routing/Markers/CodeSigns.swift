/// Signs of program text.
struct CodeSigns {
    /// A line that is marked like nothing but code counts for two, one that only may be code for one.
    private var points = 0
    private var hasFence = false

    var areThere: Bool { hasFence || points >= 2 }

    /// What lines of programs begin with; in a text of people the rest of the line has other marks.
    private static let openings = [
        "class ", "const ", "def ", "elif ", "else", "except", "fn ", "for (", "for(", "from ", "func ", "function ",
        "if (",
        "if(", "import ", "let ", "package ", "private ", "public ", "return ", "static ", "struct ", "try", "using ",
        "var ",
        "while (", "while(", "SELECT ", "INSERT ", "UPDATE ",
    ].map { Array($0.utf8) }

    private static let fences = ["```", "~~~"].map { Array($0.utf8) }
    private static let include = Array("#include ".utf8)

    /// - Parameter isOfOther: whether it is known to be TeX or JSON.
    mutating func note(_ line: PromptLine, isOfOther: Bool) {
        guard let first = line.first, let last = line.last else { return }
        if Self.fences.contains(where: line.starts(with:)) { return hasFence = true }
        let (brackets, operators) = (line.tally[.bracket], line.tally[.operator])
        guard !isOfOther, line.tally[.letter] > 0 else { return }
        if first == UInt8(ascii: "#"), line.starts(with: Self.include) { return points += 2 }
        let marks = brackets + operators + (last == UInt8(ascii: ";") ? 1 : 0)
        guard marks > 0 || last == UInt8(ascii: ":") else { return }
        if brackets >= 2, marks >= 5, marks * 8 >= line.count, hasPair(line) { return points += 2 }
        let closes = last == UInt8(ascii: "{") || last == UInt8(ascii: ";") && marks >= 2
        if closes || line.indentation >= 4 && marks >= 2 || Self.openings.contains(where: line.starts(with:)) {
            points += 1
        }
    }

    /// Marks that stand together, or at an end, in programs only.
    private func hasPair(_ line: PromptLine) -> Bool {
        line.tally[.semicolon] > 0
            || line.contains { a, b in
                switch (a, b) {
                case (UInt8(ascii: "("), UInt8(ascii: ")")), (UInt8(ascii: "="), UInt8(ascii: "=")),
                    (UInt8(ascii: "!"), UInt8(ascii: "=")), (UInt8(ascii: "&"), UInt8(ascii: "&")),
                    (UInt8(ascii: "|"), UInt8(ascii: "|")), (UInt8(ascii: "-"), UInt8(ascii: ">")),
                    (UInt8(ascii: "="), UInt8(ascii: ">")), (UInt8(ascii: "+"), UInt8(ascii: "=")),
                    (UInt8(ascii: ":"), UInt8(ascii: ":")), (UInt8(ascii: ")"), UInt8(ascii: "{")):
                    true
                default: false
                }
            }
    }
}
