package import Diagnostics

extension Rule {
    package static let malformed = Rule(
        "SP1022",
        title: "malformed value",
        explanation: """
            The text is of the right type but not of the right form: a duration without a unit, a size with an unknown one, an
            address that is none. Units are written as people write them: `90s`, `10m`, `1h30m`; `80GiB`, `500GB`; `32k` tokens.
            """
    )
}

extension Diagnostic {
    package static func malformed(_ node: Node, wanted: String, path: String, advice: Advice? = nil) -> Diagnostic {
        Diagnostic(
            .malformed,
            "`\(path)` takes \(wanted), not \(node.described)",
            at: Label(node.span, "not \(wanted)"),
            help: advice?.help,
            fixes: advice?.proposals.flatMap { node.fixes(writing: $0.text, as: .text, $0.applicability) } ?? [],
            path: path
        )
    }
}
