package import Diagnostics
import SpecSyntax

extension Rule {
    package static let unsupportedKind = Rule(
        "SP1027",
        title: "unsupported kind",
        explanation: """
            A document is of the kind `Fleet`, `Model`, `Environment` or `QualityProfile`. Objects of Kubernetes do not belong into a folder of specs.
            """
    )
}

extension Diagnostic {
    static func unsupportedKind(_ node: Node) -> Diagnostic {
        let known = DocumentKind.allCases.map(\.rawValue)
        let suggestion = node.suggestion(among: known)
        return Diagnostic(
            .unsupportedKind,
            "`kind` is one of \(known.listed("or")), not \(node.described)",
            at: Label(node.span, suggestion.map { "did you mean `\($0.word)`?" } ?? ""),
            help: suggestion.map { "write `kind: \($0.word)`" },
            fixes: node.fixes(writing: suggestion),
            path: "kind"
        )
    }
}
