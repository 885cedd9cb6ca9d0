import Diagnostics
package import SpecSyntax

/// Where the weights of a model come from, pinned to a revision where the store has them.
///
/// `hf://owner/name@revision`, `s3://bucket/path`, `gs://bucket/path`, `oci://registry/name@sha256:…`,
/// `pvc://claim/path` (already in the cluster) or `file:///path` (already on the node or machine).
package struct ModelSource: SpecText, Hashable, Sendable {
    package enum Store: String, CaseIterable, Sendable {
        case huggingFace = "hf"
        case s3
        case gcs = "gs"
        case oci
        case claim = "pvc"
        case file
        case http
        case https
    }

    package var store: Store
    /// Behind the scheme, without the revision: `Qwen/Qwen3-235B-A22B`.
    package var location: String
    /// What stands behind `@`.
    package var revision: String?

    package static let scalar = Shape.Scalar(
        .text,
        "a model source",
        examples: ["hf://owner/name@<revision>", "s3://bucket/path", "file:///models/x.gguf"],
        pattern: "^(\(Store.allCases.map(\.rawValue).joined(separator: "|")))://[^ ]+$"
    )

    package init?(specText text: String) {
        guard let separator = text.range(of: "://"), let store = Store(rawValue: String(text[..<separator.lowerBound]))
        else { return nil }
        var rest = text[separator.upperBound...]
        if store == .huggingFace || store == .oci, let at = rest.lastIndex(of: "@") {
            revision = String(rest[rest.index(after: at)...])
            rest = rest[..<at]
        }
        guard !rest.isEmpty, revision != "", !text.contains(where: \.isUnfitForAddress) else { return nil }
        let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
        switch store {
        case .huggingFace: guard parts.count == 2, !parts.contains("") else { return nil }
        case .file: guard rest.hasPrefix("/") else { return nil }
        default: guard parts.first?.isEmpty == false else { return nil }
        }
        guard !parts.contains("..") else { return nil }
        self.store = store
        location = String(rest)
    }

    package static func advice(on text: String) -> Advice? {
        let form: String
        switch text.range(of: "://").flatMap({ Store(rawValue: String(text[..<$0.lowerBound])) }) {
        case nil:
            if !text.contains("://"), let proposal = proposal("hf://\(text)", .maybe) { return proposal }
            return "it starts with \(Store.allCases.map { "`\($0.rawValue)://`" }.listed("or"))"
        case .huggingFace: form = "hf://owner/name@<revision>"
        case .s3: form = "s3://bucket/path"
        case .gcs: form = "gs://bucket/path"
        case .oci: form = "oci://registry/name@sha256:…"
        case .claim: form = "pvc://claim/path"
        case .file: form = "file:///path"
        case .http, .https: form = "https://host/path"
        }
        return "its form is `\(form)`, without spaces, backslashes and `..`"
    }

    /// A commit of a Hugging Face repository or a digest of an image: a revision that cannot move.
    package var isPinned: Bool {
        switch store {
        case .huggingFace: revision.map { $0.utf8.count == 40 && $0.utf8.allSatisfy(\.isLowerHex) } ?? false
        case .oci: revision.map(ImageReference.isDigest) ?? false
        case .s3, .gcs, .http, .https: false
        case .claim, .file: true
        }
    }

    /// Whether the store has revisions that a source could be pinned to.
    package var canBePinned: Bool { store == .huggingFace || store == .oci }

    package var text: String { "\(store.rawValue)://\(location)" + (revision.map { "@\($0)" } ?? "") }
}

extension Character {
    /// White space, control characters and what Windows separates folders with.
    fileprivate var isUnfitForAddress: Bool {
        isWhitespace || self == "\\" || unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
    }
}

extension UInt8 {
    package var isLowerHex: Bool {
        self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") || self >= UInt8(ascii: "a") && self <= UInt8(ascii: "f")
    }
}

extension String {
    /// The first range of another text, by bytes.
    fileprivate func range(of other: String) -> Range<Index>? {
        let (bytes, wanted) = (utf8, Array(other.utf8))
        var start = bytes.startIndex
        while start < bytes.endIndex {
            if bytes[start...].starts(with: wanted) { return start..<bytes.index(start, offsetBy: wanted.count) }
            start = bytes.index(after: start)
        }
        return nil
    }
}
