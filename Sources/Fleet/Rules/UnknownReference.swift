package import Diagnostics
package import SpecSyntax

extension Diagnostic {
    /// A name that refers to nothing, with the nearest that would.
    ///
    /// - Parameters:
    ///   - what: `model`, `pool`, …
    ///   - place: where it was looked for, such as `environment \`production\``.
    package static func unknownReference(
        _ rule: Rule,
        _ what: String,
        _ name: Located<String>,
        known: [String],
        in place: String,
        path: String? = nil
    ) -> Diagnostic {
        let suggestion = nearest(to: name.value, among: known)
        let listing = known.isEmpty ? "\(place) has none" : "there \(known.count == 1 ? "is" : "are") \(known.listed())"
        return Diagnostic(
            rule,
            "\(place) has no \(what) `\(name.value.shortened)`",
            at: name.span.map { Label($0, suggestion.map { "did you mean `\($0)`?" } ?? "") },
            help: suggestion.map { "write `\($0)`" } ?? listing,
            fixes: name.span.flatMap { span in
                suggestion.map { [.write($0, for: name.value, at: span, as: .text, .maybe)] }
            } ?? [],
            path: path
        )
    }
}
