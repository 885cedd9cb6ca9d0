/// How many characters of which kind a text has.
struct TextCensus {
    /// Those of ASCII.
    private(set) var letters = 0
    private(set) var digits = 0
    private(set) var blanks = 0
    private(set) var marks = 0
    /// By their bytes in UTF-8: other alphabets; Chinese, Japanese, Korean and the scripts of India; emoji.
    private(set) var ofTwo = 0
    private(set) var ofThree = 0
    private(set) var ofFour = 0

    /// Counts the characters of a string of JSON. An escape counts as the character that it stands for.
    mutating func count(_ string: JSONString, in bytes: RawSpan) {
        count(bytes.extracting(string.range))
        guard !string.isPlain else { return }
        let text = bytes.extracting(0..<string.range.upperBound)
        var index = text.firstIndex(from: string.range.lowerBound, ByteMark.ofBackslash)
        while index < text.byteCount {
            // It has been counted as it is written.
            marks -= 1
            let letter = text[at: index + 1]
            index += 2
            switch letter {
            case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "b"), UInt8(ascii: "f"):
                letters -= 1
                blanks += 1
            case UInt8(ascii: "u"):
                letters -= 1
                recount(JSONHex.unit(text, at: index) ?? 0)
                index += 4
            default: break
            }
            index = text.firstIndex(from: index, ByteMark.ofBackslash)
        }
    }

    /// Counts the character of an escape instead of its digits.
    private mutating func recount(_ unit: UInt32) {
        for shift in stride(from: UInt32(0), to: 16, by: 4) {
            if unit >> shift & 0xF < 10 { digits -= 1 } else { letters -= 1 }
        }
        switch unit {
        case ...0x20: blanks += 1
        case ..<0x80: marks += 1
        case ..<0x800: ofTwo += 1
        case 0xD800..<0xDC00: ofFour += 1
        // The other half of the same.
        case 0xDC00..<0xE000: break
        default: ofThree += 1
        }
    }

    /// Counts the characters of UTF-8, eight bytes at a time.
    mutating func count(_ bytes: RawSpan) {
        var index = 0
        while index + 8 <= bytes.byteCount {
            // One byte of each counter for each of the eight, which must not overflow.
            let end = min(index + 255 * 8, bytes.byteCount - 7)
            var sums = Tally()
            while index < end {
                sums.add(bytes.word(at: index))
                index += 8
            }
            add(sums, of: 0)
        }
        guard index < bytes.byteCount else { return }
        var rest: UInt64 = 0
        for offset in 0..<(bytes.byteCount - index) { rest |= UInt64(bytes[at: index + offset]) << (8 * offset) }
        var sums = Tally()
        sums.add(rest)
        add(sums, of: 8 - (bytes.byteCount - index))
    }

    /// - Parameter padding: how many NULs are no part of the text.
    private mutating func add(_ sums: Tally, of padding: Int) {
        letters += sums.letters.sumOfBytes
        digits += sums.digits.sumOfBytes
        blanks += sums.blanks.sumOfBytes - padding
        marks += sums.marks.sumOfBytes
        let (two, three, four) = (sums.leads.sumOfBytes, sums.leadsOfThree.sumOfBytes, sums.leadsOfFour.sumOfBytes)
        ofTwo += two - three
        ofThree += three - four
        ofFour += four
    }

    private struct Tally {
        var letters: UInt64 = 0
        var digits: UInt64 = 0
        var blanks: UInt64 = 0
        var marks: UInt64 = 0
        /// Characters of two bytes and more, of three and more, of four.
        var leads: UInt64 = 0
        var leadsOfThree: UInt64 = 0
        var leadsOfFour: UInt64 = 0

        @inline(__always)
        mutating func add(_ word: UInt64) {
            let ones: UInt64 = 0x0101_0101_0101_0101
            let low = word & 0x7F7F_7F7F_7F7F_7F7F
            let folded = low | 0x2020_2020_2020_2020
            let ascii = ~word >> 7 & ones
            // Adding moves a bound to the highest bit: set from there on.
            let letter = ((folded &+ 0x1F1F_1F1F_1F1F_1F1F) & ~(folded &+ 0x0505_0505_0505_0505)) >> 7 & ascii
            let digit = ((low &+ 0x5050_5050_5050_5050) & ~(low &+ 0x4646_4646_4646_4646)) >> 7 & ascii
            let blank = ~(low &+ 0x5F5F_5F5F_5F5F_5F5F) >> 7 & ascii
            letters &+= letter
            digits &+= digit
            blanks &+= blank
            marks &+= ascii ^ letter ^ digit ^ blank
            let lead = word >> 7 & word >> 6 & ones
            leads &+= lead
            leadsOfThree &+= lead & word >> 5
            leadsOfFour &+= lead & word >> 5 & word >> 4
        }
    }
}

extension UInt64 {
    fileprivate var sumOfBytes: Int {
        let pairs = self & 0x00FF_00FF_00FF_00FF &+ self >> 8 & 0x00FF_00FF_00FF_00FF
        return Int((pairs &* 0x0001_0001_0001_0001) >> 48)
    }
}
