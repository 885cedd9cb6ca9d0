/// Signs of mathematics: TeX, powers, symbols.
struct MathsSigns {
    private var tex = 0
    private var powers = 0
    private var symbols = 0
    /// Whether the last line had TeX.
    private(set) var lastIsTeX = false

    var areThere: Bool { tex > 0 || powers > 0 || symbols >= 2 }

    /// Commands that TeX has for formulas, of those that are letters.
    private static let commands = Set(
        """
        alpha approx begin beta binom cap cdot cup delta epsilon equiv exists forall frac gamma geq in infty int lambda ldots \
        left leq lim ln log mathbb mathbf mathcal mathrm mu nabla neq oint omega partial phi pi prod psi quad rho right sigma sin \
        cos sqrt subset sum tan theta times to vec
        """.split(separator: " ").map { Array($0.utf8) }
    )

    mutating func note(_ line: PromptLine) {
        lastIsTeX = false
        if line.tally[.backslash] > 0 || line.tally[.dollar] > 1 {
            let found = commands(in: line) + formulas(in: line)
            tex += found
            lastIsTeX = found > 0
        }
        if line.tally[.caret] > 0 { powers += line.range.count { isPower(line, at: $0) } }
    }

    /// Symbols of operators, letters for formulas, powers and indices. Those that prose has too often are left out: minus,
    /// bullets, comparisons.
    mutating func note(_ scalar: UInt32) {
        switch scalar {
        case 0x2212, 0x2219, 0x2260, 0x2264, 0x2265, 0x2248: break
        case 0x2070, 0x2074...0x209C, 0x2200...0x22FF, 0x2A00...0x2AFF, 0x1D400...0x1D7FF: symbols += 1
        default: break
        }
    }

    private func commands(in line: PromptLine) -> Int {
        line.range.count { index in
            guard line.bytes[index] == UInt8(ascii: "\\") else { return false }
            let name = line.bytes[(index + 1)..<line.range.upperBound].prefix { $0.isLetter }
            return Self.commands.contains(Array(name))
        }
    }

    /// `$…$` with a mark of formulas between, `$$`, `\(` and `\[`.
    private func formulas(in line: PromptLine) -> Int {
        var count = 0
        var opening: Int?
        var isFormula = false
        for index in line.range {
            switch (line.bytes[index], line.byte(index + 1)) {
            case (UInt8(ascii: "\\"), UInt8(ascii: "[")), (UInt8(ascii: "\\"), UInt8(ascii: "(")):
                // A regular expression escapes them as well, but closes them.
                if line.tally[.letter] > 0, line.byte(index + 2) == UInt8(ascii: " ") { count += 1 }
            case (UInt8(ascii: "$"), let next):
                if opening.map({ $0 + 1 < index }) ?? false, isFormula, line.byte(index - 1) != UInt8(ascii: " ") {
                    count += 1
                    opening = nil
                } else {
                    opening = next == UInt8(ascii: " ") ? nil : index
                }
                isFormula = false
            case (UInt8(ascii: "^"), _), (UInt8(ascii: "_"), _), (UInt8(ascii: "="), _), (UInt8(ascii: "\\"), _):
                isFormula = true
            default: break
            }
        }
        return count
    }

    /// `x^2`, `(a+b)^n`, `2^{k}`.
    private func isPower(_ line: PromptLine, at index: Int) -> Bool {
        guard line.bytes[index] == UInt8(ascii: "^") else { return false }
        let (base, exponent) = (line.byte(index - 1), line.byte(index + 1))
        let isBase = base.isLetter || base.isDigit || base == UInt8(ascii: ")")
        let isExponent =
            exponent.isLetter || exponent.isDigit || exponent == UInt8(ascii: "{") || exponent == UInt8(ascii: "(")
            || exponent == UInt8(ascii: "-")
        return isBase && isExponent
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool { ByteKind.ofByte[Int(self)] == ByteKind.letter.rawValue }
    fileprivate var isDigit: Bool { ByteKind.ofByte[Int(self)] == ByteKind.digit.rawValue }
}
