import Diagnostics
import SpecFormat

/// What formatting a text gives.
func outcome(_ bytes: [UInt8]) throws(FormatFault) -> SpecFormatter.Outcome {
    var sources = SourceMap()
    let file = sources.add(path: "specs/model.yaml", bytes: bytes)
    return try SpecFormatter.format(file, in: sources)
}

/// A text in its canonical form; nothing when it is no spec.
func formatted(_ bytes: [UInt8]) throws -> [UInt8]? {
    guard case .formatted(let result) = try outcome(bytes) else { return nil }
    return result
}

func formatted(_ text: String) throws -> String? {
    try formatted(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
}

extension SpecFormatter.Outcome {
    /// The rules of what was found, behind a word for what it is.
    var described: String {
        switch self {
        case .formatted: "formatted"
        case .foreign(let diagnostics): "foreign " + diagnostics.map(\.rule.id).joined(separator: " ")
        case .invalid(let diagnostics): "invalid " + diagnostics.map(\.rule.id).joined(separator: " ")
        }
    }
}
