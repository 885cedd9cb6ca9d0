/// Cuts texts into the pieces of a vocabulary, as BERT does: of each word the longest piece that it begins with, then of the
/// rest, where pieces that go on a word begin with `##` (Wu et al. 2016, Devlin et al. 2018).
struct WordPiece: Sendable {
    private let trie: VocabularyTrie
    private let normalizer: BertNormalizer
    private let continuation: VocabularyTrie.Node
    private let unknown: Int32
    let start: Int32
    let end: Int32

    /// Characters of a word beyond which it is unknown as a whole.
    private static let longestWord = 100

    /// A vocabulary that is none, with what it lacks.
    struct MissingPiece: Error, Equatable {
        var piece: String
    }

    /// - Parameter vocabulary: `vocab.txt`: a piece in each line, whose number is its line, counted from zero.
    init(vocabulary: [UInt8], lowercasing: Bool = true) throws(MissingPiece) {
        var lines = vocabulary.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            line.last == UInt8(ascii: "\r") ? Array(line.dropLast()) : Array(line)
        }
        if lines.last?.isEmpty == true { lines.removeLast() }
        let trie = VocabularyTrie(lines)
        func number(of piece: String) throws(MissingPiece) -> Int32 {
            guard let number = trie.number(of: Array(piece.utf8)) else { throw MissingPiece(piece: piece) }
            return number
        }
        (unknown, start, end) = (try number(of: "[UNK]"), try number(of: "[CLS]"), try number(of: "[SEP]"))
        guard let continuation = trie.node(behind: Array("##".utf8)) else { throw MissingPiece(piece: "##…") }
        self.trie = trie
        self.continuation = continuation
        normalizer = BertNormalizer(isLowercasing: lowercasing)
    }

    /// The numbers of the pieces of a text, without those that BERT puts around them. A text has no special pieces: `[SEP]`
    /// in it is a word between brackets.
    /// - Parameter text: UTF-8.
    func pieces(of text: ArraySlice<UInt8>) -> [Int32] {
        let words = normalizer.words(of: text)
        var pieces: [Int32] = []
        pieces.reserveCapacity(words.ends.count + words.ends.count / 4)
        var start = 0
        for end in words.ends {
            append(words.bytes, start, end, to: &pieces)
            start = end
        }
        return pieces
    }

    @inline(__always)
    private func append(_ bytes: [UInt8], _ start: Int, _ end: Int, to pieces: inout [Int32]) {
        let before = pieces.count
        if end - start > Self.longestWord, Self.characters(bytes[start..<end]) > Self.longestWord {
            return pieces.append(unknown)
        }
        var (index, node) = (start, VocabularyTrie.root)
        while index < end {
            guard let longest = trie.longest(in: bytes, from: index, to: end, at: node) else {
                pieces.removeSubrange(before...)
                return pieces.append(unknown)
            }
            pieces.append(longest.piece)
            (index, node) = (longest.end, continuation)
        }
    }

    private static func characters(_ bytes: ArraySlice<UInt8>) -> Int { bytes.count { $0 & 0xC0 != 0x80 } }
}

extension WordPiece {
    /// How much of a prompt is looked at.
    struct Window: Sendable, Equatable {
        /// Pieces of an input, the two around the text included.
        var tokens: Int
        /// Pieces of the beginning that are kept of a longer text; the rest of the room is for its end.
        var head: Int
    }

    /// What a model is given of a text: `[CLS]`, its pieces, or of a long text its first and last ones, `[SEP]`.
    /// - Parameter text: UTF-8; all of it is read, so that whoever takes texts from strangers limits them.
    func input(of text: [UInt8], in window: Window) -> [Int64] {
        let room = max(0, window.tokens - 2)
        var pieces = self.pieces(of: text[...])
        if pieces.count > room {
            let head = min(window.head, room)
            pieces = Array(pieces.prefix(head) + pieces.suffix(room - head))
        }
        return [Int64(start)] + pieces.map(Int64.init) + [Int64(end)]
    }
}
