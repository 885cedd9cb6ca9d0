import Crypto
import FoundationEssentials

/// One of several parts of a table, by the text of the prompts alone: a prompt never moves from one to another.
package struct Fold: Sendable, Equatable {
    /// From 0.
    package var index: Int
    package var count: Int

    package init?(index: Int, of count: Int) {
        guard (2...100).contains(count), (0..<count).contains(index) else { return nil }
        self.index = index
        self.count = count
    }

    /// The first eight bytes of the prompt's SHA-256, as a number, modulo `count`.
    package func contains(_ prompt: String) -> Bool {
        let digest = SHA256.hash(data: Data(prompt.utf8))
        return digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % UInt64(count) == UInt64(index)
    }
}
