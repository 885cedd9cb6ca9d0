import Crypto
import FoundationEssentials

/// The keys that clients may come with: for each the SHA-256 of its text and the tenant it belongs to.
///
/// One a line: `<tenant> sha256:<64 hex digits>`, and after `#` whatever helps people. A key itself is written nowhere; it
/// has 256 random bits, so that a fast hash without salt gives nothing away.
package struct APIKeys: Sendable, Equatable {
    private var tenants: [[UInt8]: String] = [:]

    package struct Malformed: Error, Equatable, CustomStringConvertible {
        package var line: Int
        package var reason: String

        package var description: String { "line \(line): \(reason)" }
    }

    /// - Parameter known: names of tenants; a key of another would open nothing.
    package init(parsing text: String, known: [String]) throws(Malformed) {
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" || $0 == "\r" }
            guard !words.isEmpty else { continue }
            func fail(_ reason: String) -> Malformed { Malformed(line: index + 1, reason: reason) }
            guard words.count == 2, words[1].hasPrefix("sha256:") else {
                throw fail("a line is `<tenant> sha256:<64 hex digits>`")
            }
            guard let digest = Self.bytes(ofHex: words[1].dropFirst("sha256:".count)), digest.count == 32 else {
                throw fail("a SHA-256 has 64 hex digits")
            }
            let tenant = String(words[0])
            guard known.contains(tenant) else {
                throw fail(
                    "there is no tenant `\(tenant)`; there are \(known.map { "`\($0)`" }.joined(separator: ", "))"
                )
            }
            guard tenants.updateValue(tenant, forKey: digest) == nil else { throw fail("this key is given twice") }
        }
        guard !tenants.isEmpty else {
            throw Malformed(line: 1, reason: "there is no key, so that nobody could come in")
        }
    }

    /// The tenant of a key.
    package func tenant(ofKey key: some StringProtocol) -> String? { tenants[Self.digest(of: key)] }

    /// A new key, and the line that lets it in.
    package static func make(for tenant: String) -> (key: String, line: String) {
        var random = SystemRandomNumberGenerator()
        let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
        let key = "sk-spindle-" + bytes.hex
        return (key, "\(tenant) sha256:\(digest(of: key).hex)")
    }

    private static func digest(of key: some StringProtocol) -> [UInt8] { Array(SHA256.hash(data: Array(key.utf8))) }

    private static func bytes(ofHex text: Substring) -> [UInt8]? {
        let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count.isMultiple(of: 2), !digits.contains(nil) else { return nil }
        let values = digits.compactMap(\.self)
        return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] * 16 + values[$0 + 1]) }
    }
}
