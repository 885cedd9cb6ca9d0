package import Diagnostics

extension Rule {
    package static let unknownValue = Rule(
        "SP1025",
        title: "unknown value",
        explanation: """
            The key takes one of a few words, and this is none of them. The message lists them and proposes the nearest.
            Upper and lower case count.
            """
    )
}

extension Diagnostic {
    package static func unknownValue(_ node: Node, known: [String], path: String) -> Diagnostic {
        let suggestion = node.suggestion(among: known)
        return Diagnostic(
            .unknownValue,
            "`\(path)` is one of \(known.listed("or")), not \(node.described)",
            at: Label(node.span, suggestion.map { "did you mean `\($0.word)`?" } ?? ""),
            help: suggestion.map { "write `\($0.word)`" },
            fixes: node.fixes(writing: suggestion),
            path: path
        )
    }
}
