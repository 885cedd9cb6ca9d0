package import Diagnostics

extension Rule {
    package static let unknownKey = Rule(
        "SP1020",
        title: "unknown key",
        explanation: """
            The key means nothing here. Unknown keys are errors, because a mistyped key that is silently ignored is the most
            common way for a setting not to take effect. `spindle explain models.*.scale` lists the keys of a place.
            """
    )
}

extension Diagnostic {
    /// - Parameter rename: says how well the value fits under another name, or `nil` when there is a key of that name.
    package static func unknownKey(
        _ name: String,
        in object: String,
        known: [String],
        at span: Span,
        path: String,
        rename: (String) -> Fix.Applicability?
    ) -> Diagnostic {
        let suggestion = suggestion(for: name, among: known)
        let fix = suggestion.flatMap { meant in
            rename(meant.word).map {
                Fix.write(meant.word, for: name, at: span, as: .key, meant.isCertain ? $0 : .maybe)
            }
        }
        return Diagnostic(
            .unknownKey,
            "unknown key `\(name.shortened)` in \(object)",
            at: Label(span, suggestion.map { "did you mean `\($0.word)`?" } ?? ""),
            help: suggestion.map { "write `\($0.word)`" } ?? "the keys here are \(known.listed(atMost: 24))",
            fixes: fix.map { [$0] } ?? [],
            path: path
        )
    }
}
