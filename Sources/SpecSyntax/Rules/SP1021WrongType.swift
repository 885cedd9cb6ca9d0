package import Diagnostics

extension Rule {
    package static let wrongType = Rule(
        "SP1021",
        title: "wrong type",
        explanation: """
            The value is of another kind than the key takes: a list instead of a mapping, text instead of a number. Quoted digits
            are text, and unquoted `no`, `on` or `1.10` are not what they look like in every YAML parser; the message says what
            was found and what is wanted.
            """
    )
}

extension Diagnostic {
    /// - Parameter meant: the number or boolean that the text is without doubt.
    package static func wrongType(
        found node: Node,
        wanted: String,
        path: String,
        help: String? = nil,
        meant: String? = nil
    ) -> Diagnostic {
        Diagnostic(
            .wrongType,
            "`\(path)` takes \(wanted), not \(node.described)",
            at: Label(node.span, "expected \(wanted)"),
            help: help,
            fixes: meant.map { node.fixes(writing: $0, as: .bare, .safe) } ?? [],
            path: path
        )
    }
}
