extension RawSpan {
    /// - Precondition: `index` is within the bytes.
    @inline(__always)
    subscript(at index: Int) -> UInt8 { unsafeLoad(fromByteOffset: index, as: UInt8.self) }

    /// Eight bytes, the first of which is the lowest.
    ///
    /// - Precondition: `index + 8` is within the bytes.
    @inline(__always)
    func word(at index: Int) -> UInt64 {
        UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    /// Whether three bytes of UTF-8 are a character, with no need to look at the bounds of the second: `E0` and `ED`
    /// have bounds.
    ///
    /// - Precondition: `index + 4` is within the bytes.
    @inline(__always)
    func isPlainThree(at index: Int) -> Bool {
        let word = UInt32(littleEndian: unsafeLoadUnaligned(fromByteOffset: index, as: UInt32.self))
        return word & 0xC0C0F0 == 0x8080E0 && word & 0xFF != 0xE0 && word & 0xFF != 0xED
    }

    /// Appends some of the bytes to an array, all at once.
    func append(_ range: Range<Int>, to array: inout [UInt8]) {
        array.append(addingCapacity: range.count) { output in
            for index in range { output.append(self[at: index]) }
        }
    }

    /// Whether the bytes are those of a word.
    @inline(__always)
    func spells(_ word: StaticString) -> Bool {
        byteCount == word.utf8CodeUnitCount && starts(with: word)
    }

    /// Whether the bytes begin with those of a word.
    @inline(__always)
    func starts(with word: StaticString) -> Bool {
        guard byteCount >= word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { letters in
            for index in 0..<letters.count where self[at: index] != letters[index] { return false }
            return true
        }
    }

    /// Whether the bytes end in those of a word.
    func ends(with word: StaticString) -> Bool {
        let rest = byteCount - word.utf8CodeUnitCount
        return rest >= 0 && extracting(rest..<byteCount).starts(with: word)
    }

    /// The index of the first byte from `index` on that `mark` marks; the end if there is none.
    ///
    /// It looks at eight bytes at a time, and in long runs at thirty-two.
    ///
    /// - Parameter mark: sets the highest bit of the bytes of a word that are looked for. Bytes above the lowest
    ///   marked one may be marked wrongly.
    @inline(__always)
    func firstIndex(from index: Int, _ mark: (UInt64) -> UInt64) -> Int {
        var index = index
        let count = byteCount
        // Most strings are short.
        let near = min(count, index + 32)
        while index + 8 <= near {
            let marked = mark(word(at: index))
            if marked != 0 { return index + marked.trailingZeroBitCount >> 3 }
            index += 8
        }
        while index + 32 <= count {
            let marked =
                mark(word(at: index)) | mark(word(at: index + 8)) | mark(word(at: index + 16))
                | mark(word(at: index + 24))
            if marked != 0 { break }
            index += 32
        }
        while index + 8 <= count {
            let marked = mark(word(at: index))
            if marked != 0 { return index + marked.trailingZeroBitCount >> 3 }
            index += 8
        }
        while index < count, mark(UInt64(self[at: index]) | 0x4141_4141_4141_4100) & 0x80 == 0 { index += 1 }
        return index
    }
}

/// Marks for `firstIndex`.
enum ByteMark {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highest: UInt64 = 0x8080_8080_8080_8080

    /// What ends a plain run in a string of JSON: a quote, a backslash, a control character or what is not ASCII.
    @inline(__always)
    static func ofString(_ word: UInt64) -> UInt64 {
        let quote = (word ^ 0x2222_2222_2222_2222) &- ones
        let backslash = (word ^ 0x5C5C_5C5C_5C5C_5C5C) &- ones
        let control = word &- 0x2020_2020_2020_2020
        return ((quote | backslash | control) & ~word | word) & highest
    }

    @inline(__always)
    static func ofLineEnd(_ word: UInt64) -> UInt64 {
        let lineFeed = (word ^ 0x0A0A_0A0A_0A0A_0A0A) &- ones
        let carriageReturn = (word ^ 0x0D0D_0D0D_0D0D_0D0D) &- ones
        return (lineFeed | carriageReturn) & ~word & highest
    }

    @inline(__always)
    static func ofBackslash(_ word: UInt64) -> UInt64 {
        ((word ^ 0x5C5C_5C5C_5C5C_5C5C) &- ones) & ~word & highest
    }

    @inline(__always)
    static func ofQuote(_ word: UInt64) -> UInt64 {
        ((word ^ 0x2222_2222_2222_2222) &- ones) & ~word & highest
    }

    /// Quotes and brackets. `[` and `{`, like `]` and `}`, differ in one bit.
    @inline(__always)
    static func ofStructure(_ word: UInt64) -> UInt64 {
        let folded = word | 0x2020_2020_2020_2020
        let open = (folded ^ 0x7B7B_7B7B_7B7B_7B7B) &- ones
        let close = (folded ^ 0x7D7D_7D7D_7D7D_7D7D) &- ones
        let quote = (word ^ 0x2222_2222_2222_2222) &- ones
        return (open | close | quote) & ~word & highest
    }
}
