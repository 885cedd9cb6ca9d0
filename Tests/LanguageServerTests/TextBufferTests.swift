import LanguageServer
import TestSupport
import Testing

/// Positions of the protocol and bytes of a text.
@Suite struct TextBufferTests {
    static let text = "ab\r\nü👍x\rlast\n"

    @Test(arguments: [
        (0, 0, 0), (0, 2, 2), (0, 99, 2), (1, 0, 4), (1, 1, 6), (1, 3, 10), (1, 4, 11), (1, 99, 11), (2, 0, 12),
        (2, 4, 16),
        (3, 0, 17), (3, 5, 17), (99, 0, 17),
        // Half of a pair is the start of it.
        (1, 2, 6),
    ])
    func positionsOfUTF16(line: Int, character: Int, offset: Int) {
        #expect(TextBuffer(Self.text).offset(of: .init(line: line, character: character), in: .utf16) == offset)
    }

    @Test(arguments: [(1, 0, 4), (1, 1, 4), (1, 2, 6), (1, 4, 6), (1, 6, 10), (1, 7, 11), (1, 8, 11), (4, 0, 17)])
    func positionsOfUTF8(line: Int, character: Int, offset: Int) {
        #expect(TextBuffer(Self.text).offset(of: .init(line: line, character: character), in: .utf8) == offset)
    }

    @Test(arguments: [PositionEncoding.utf8, .utf16])
    func everyCharacterHasOnePosition(encoding: PositionEncoding) {
        // Longer than the distance between checkpoints.
        let text = TextBuffer(String(repeating: "aü漢👍", count: 700) + "\n" + String(repeating: "👍", count: 900))
        for offset in text.bytes.indices where text.bytes[offset] & 0xC0 != 0x80 {
            let position = text.position(of: offset, in: encoding)
            guard text.offset(of: position, in: encoding) == offset else {
                Issue.record("byte \(offset) is at \(position)")
                return
            }
        }
    }

    /// Edits at random places give the text that the same edits of a list of UTF-16 units give.
    @Test func editsAreThoseOfTheEditor() {
        var random = SplitMix(seed: 7)
        let pieces = ["", "a", "ü", "👍", "\n", "\r\n", "name: ", "漢漢"]
        for _ in 0..<300 {
            var buffer = TextBuffer("")
            var units: [UInt16] = []
            for _ in 0..<40 {
                let bounds = (0..<2).map { _ in Self.boundary(in: units, using: &random) }.sorted()
                let piece = pieces.randomElement(using: &random) ?? ""
                let range = Wire.Range(start: Self.position(bounds[0], units), end: Self.position(bounds[1], units))
                buffer.replace(buffer.offsets(of: range, in: .utf16), with: piece)
                units.replaceSubrange(bounds[0]..<bounds[1], with: piece.utf16)
            }
            #expect(String(decoding: buffer.bytes, as: UTF8.self) == String(decoding: units, as: UTF16.self))
        }
    }

    /// Neither in a pair nor between CR and LF, where no editor puts a cursor.
    private static func boundary(in units: [UInt16], using random: inout SplitMix) -> Int {
        while true {
            let index = Int.random(in: 0...units.count, using: &random)
            guard index > 0, index < units.count else { return index }
            if UTF16.isTrailSurrogate(units[index]) || units[index - 1] == 0x0D && units[index] == 0x0A { continue }
            return index
        }
    }

    private static func position(_ index: Int, _ units: [UInt16]) -> Wire.Position {
        let before = units[..<index]
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return Wire.Position(line: before.count { $0 == 0x0A }, character: index - start)
    }
}
