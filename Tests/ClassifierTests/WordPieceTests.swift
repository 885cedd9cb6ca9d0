import Foundation
import Testing

@testable import Classifier

/// Held against what the `tokenizers` package makes of the same strings, by `scripts/train-classifier/reference.py`.
@Suite struct WordPieceTests {
    private static let vocabulary = Fixtures.vocabulary.split(separator: "\n").map(String.init)

    private func wordPiece() throws -> WordPiece { try WordPiece(vocabulary: Array(Fixtures.vocabulary.utf8)) }

    @Test func tenThousandStringsComeInThePiecesOfTheReference() throws {
        let wordPiece = try wordPiece()
        let digests = try Fixtures.text("pieces.txt").split(separator: "\n")
        #expect(digests.count == 10_000)
        var dice = Dice(seed: 7)
        var apart: [String] = []
        for digest in digests {
            let string = dice.string(of: Self.vocabulary)
            let pieces = wordPiece.pieces(of: string[...])
            guard Self.digest(pieces) != digest else { continue }
            apart.append("\(String(decoding: string, as: UTF8.self).debugDescription): \(pieces)")
        }
        #expect(apart.isEmpty, "\(apart.count) differ, such as \(apart.prefix(5).joined(separator: "\n"))")
    }

    /// FNV-1a, 32 bits, of the numbers with spaces between.
    private static func digest(_ pieces: [Int32]) -> String {
        var value: UInt32 = 0x811C_9DC5
        for byte in pieces.map(String.init).joined(separator: " ").utf8 {
            value = (value ^ UInt32(byte)) &* 0x0100_0193
        }
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    @Test(
        arguments: [
            ("Hello, world!", ["hello", ",", "world", "!"]), ("unaffable", ["una", "##ffa", "##ble"]),
            ("Ünïcödé", ["unicode"]),
            ("don't", ["don", "'", "t"]), ("[SEP]", ["[", "sep", "]"]), ("a\u{0}b\u{200B}c\td", ["abc", "d"]),
            ("", []), (" \n\t ", []), (String(repeating: "a", count: 101), ["[UNK]"]), ("秋天", ["秋", "天"]),
        ] as [(String, [String])]
    )
    func aFewByHand(text: String, pieces: [String]) throws {
        #expect(try wordPiece().pieces(of: Array(text.utf8)[...]).map { Self.vocabulary[Int($0)] } == pieces)
    }

    /// Of a long text the beginning and the end.
    @Test(arguments: [100, 127, 128, 400, 20_000])
    func headAndTail(words: Int) throws {
        let text = (0..<words).map { "w\($0 % 1000)" }.joined(separator: " ")
        let wordPiece = try wordPiece()
        let all = wordPiece.pieces(of: Array(text.utf8)[...])
        let input = wordPiece.input(of: Array(text.utf8), in: .init(tokens: 256, head: 128))
        #expect(input.count == min(256, all.count + 2))
        #expect(input.first == 101)
        #expect(input.last == 102)
        let kept = all.count <= 254 ? all : Array(all.prefix(128) + all.suffix(126))
        #expect(input.dropFirst().dropLast().map(Int32.init) == kept)
    }

    @Test(arguments: ["[UNK]", "[CLS]", "[SEP]"]) func aVocabularyThatLacksAPiece(piece: String) {
        let lines = ["[UNK]", "[CLS]", "[SEP]", "##a"].filter { $0 != piece }
        #expect(throws: WordPiece.MissingPiece(piece: piece)) {
            try WordPiece(vocabulary: Array(lines.joined(separator: "\n").utf8))
        }
    }
}

/// SplitMix64 and the strings made with it, as `reference.py` has them.
private struct Dice {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func roll(_ sides: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ value >> 31) % UInt64(sides))
    }

    private static let blocks: [ClosedRange<Int>] = [
        0xC0...0x24F, 0x250...0x36F, 0x370...0x52F, 0x590...0x6FF, 0x900...0x97F, 0xE00...0xE7F, 0x1100...0x11FF,
        0x1E00...0x1FFF, 0x2000...0x206F, 0x20A0...0x22FF, 0x2460...0x27BF, 0x3000...0x30FF, 0x4E00...0x9FFF,
        0xAC00...0xD7A3, 0xE000...0xF8FF, 0xF900...0xFAFF, 0xFE00...0xFE0F, 0xFF00...0xFFEF, 0x1D100...0x1D1FF,
        0x1D400...0x1D7FF, 0x1F300...0x1FAFF, 0x20000...0x2FA1F, 0xE0000...0xE007F, 0x0...0xFF,
    ]

    mutating func string(of vocabulary: [String]) -> [UInt8] {
        let kind = roll(5)
        let length = 1 + roll(60)
        var characters: [Int] = []
        switch kind {
        case 0:
            var text = ""
            for _ in 0..<(1 + length / 3) {
                let entry = vocabulary[roll(vocabulary.count)]
                // By bytes: a mark that follows joins the sign to one character.
                let piece = entry.utf8.starts(with: "##".utf8) ? String(entry.unicodeScalars.dropFirst(2)) : entry
                text += [piece, piece.uppercased(), piece + " ", " " + piece, piece + ". "][roll(5)]
            }
            return Array(text.utf8)
        case 1: return (0..<length).map { _ in UInt8(0x20 + roll(95)) }
        case 2:
            let block = Self.blocks[roll(Self.blocks.count)]
            for _ in 0..<length {
                characters.append(roll(5) == 0 ? 0x20 + roll(95) : block.lowerBound + roll(block.count))
            }
        case 3: for _ in 0..<length { characters.append(roll(0x110000)) }
        default: return (0..<length).map { _ in UInt8(roll(256)) }
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: characters.compactMap { Unicode.Scalar(UInt32($0)) })
        return Array(String(text).utf8)
    }
}
