/// A hash of 64 bits that is the same in every run and on every machine, which Swift's own is not.
///
/// Each eight bytes are multiplied in to 128 bits and folded. It spreads well and is fast; whoever knows it can make
/// collisions, so that nothing may depend on it but which server gets a request.
struct StableHash {
    private var state: UInt64

    /// - Parameter kind: keeps apart what is hashed for different purposes.
    init(_ kind: UInt64) { state = kind &* 0x9E37_79B9_7F4A_7C15 &+ 0xD6E8_FEB8_6659_FD93 }

    @inline(__always)
    mutating func combine(_ word: UInt64) {
        let (high, low) = (state ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        state = (high ^ low) &+ 0xE703_7ED1_A0B4_28DB
    }

    /// Bytes and their number, so that a text never runs into the next.
    mutating func combine(_ bytes: RawSpan) {
        var index = 0
        while index + 8 <= bytes.byteCount {
            combine(bytes.word(at: index))
            index += 8
        }
        var rest: UInt64 = 0
        while index < bytes.byteCount {
            rest = rest << 8 | UInt64(bytes[at: index])
            index += 1
        }
        combine(rest)
        combine(UInt64(bytes.byteCount))
    }

    mutating func combine(_ text: String) { combine(Array(text.utf8).span.bytes) }

    var value: UInt64 {
        var last = self
        last.combine(0x8EBC_6AF0_9C88_C6E3)
        return last.state
    }
}
