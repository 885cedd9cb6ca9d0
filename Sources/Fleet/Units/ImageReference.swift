import Diagnostics
package import SpecSyntax

/// A container image: `registry/name:tag@sha256:…`, tag and digest optional.
package struct ImageReference: SpecText, Hashable, Sendable {
    package var name: String
    package var tag: String?
    package var digest: String?

    package static let scalar = Shape.Scalar(
        .text,
        "an image reference",
        examples: ["vllm/vllm-openai:v0.11.0@sha256:…"],
        pattern: "^[0-9A-Za-z][0-9A-Za-z._/:-]*(@sha256:[0-9a-f]{64})?$",
        bare: [.number, .boolean]
    )

    package init?(specText text: String) {
        var rest = text[...]
        if let at = rest.firstIndex(of: "@") {
            digest = String(rest[rest.index(after: at)...])
            rest = rest[..<at]
            guard let digest, Self.isDigest(digest) else { return nil }
        }
        // A colon before the last slash belongs to the port of the registry.
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
            tag = String(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
            guard let tag, Self.isTag(tag) else { return nil }
        }
        guard Self.isName(rest) else { return nil }
        name = String(rest)
    }

    package static func advice(on text: String) -> Advice? {
        if text.contains("@") { return "a digest is `@sha256:` and 64 hexadecimal digits" }
        if text != text.lowercased(), let proposal = proposal(text.lowercased(), .maybe) {
            return Advice("names of images are lower case: \(proposal.help)", proposal.proposals)
        }
        return "write `registry/name:tag@sha256:…`"
    }

    package static func isDigest(_ text: String) -> Bool {
        text.hasPrefix("sha256:") && text.utf8.count == 71 && text.utf8.dropFirst(7).allSatisfy(\.isLowerHex)
    }

    /// Letters, digits, `_`, `.` and `-`; the last two not at the start (distribution/reference's grammar).
    private static func isTag(_ text: String) -> Bool {
        text.utf8.count <= 128 && text.utf8.allSatisfy { $0.isAlphanumeric || separators.contains($0) }
            && (text.utf8.first.map { $0.isAlphanumeric || $0 == UInt8(ascii: "_") } ?? false)
    }

    /// Components between slashes; the first may be a registry with a port.
    private static func isName(_ text: Substring) -> Bool {
        var components = text.split(separator: "/", omittingEmptySubsequences: false)
        if components.count > 1, let first = components.first, first.contains(where: { $0 == "." || $0 == ":" }) {
            let host = first.split(separator: ":", omittingEmptySubsequences: false)
            guard host.count <= 2, let domain = host.first, isComponent(domain.lowercased()[...]),
                host.count == 1 || Int(digits: host[1]).map({ (1...65535).contains($0) }) ?? false
            else { return false }
            components.removeFirst()
        }
        return components.allSatisfy(isComponent)
    }

    /// Lower-case letters and digits, with separators between them only.
    private static func isComponent(_ text: Substring) -> Bool {
        let isLower = { (byte: UInt8) in byte.isAlphanumeric && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        }
        return text.utf8.allSatisfy { isLower($0) || separators.contains($0) }
            && (text.utf8.first.map(isLower) ?? false) && (text.utf8.last.map(isLower) ?? false)
    }

    private static let separators: [UInt8] = [UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-")]

    package var text: String { name + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "") }
}

extension UInt8 {
    fileprivate var isAlphanumeric: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
