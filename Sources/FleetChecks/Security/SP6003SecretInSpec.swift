package import Diagnostics
import Fleet
package import SpecSyntax

package enum SecretInSpec: Check {
    package static let rule = Rule(
        "SP6003",
        title: "secret in a spec",
        explanation: """
            A value looks like a secret: its name says so (`HF_TOKEN`, `--api-key`), or it has the form of one (a token with its
            issuer's prefix, a private key, a URL with a password, a long random text). Specs and everything that is generated
            from them lie in git, where a secret is read by everyone who can clone, for ever. Once it was pushed, removing the
            line is not enough: revoke it.

            Keep it in a Secret of the cluster and refer to it. Environment variables take a reference; an engine that wants a
            secret as an argument nearly always reads a variable, too. Spindle never prints what it found.

            ```yaml
            engine:
              env:
                HF_TOKEN: {secret: {name: hugging-face, key: token}}
            ```
            """
    )

    /// Places in a document that may hold a secret, whatever else is wrong with it: for what is printed of a document that
    /// cannot be checked, so that more is hidden than would be reported.
    package static func suspects(in node: Node, called name: String? = nil) -> [Span] {
        switch node.content {
        case .scalar(let text, _):
            let byName = name.map { SecretPattern.isName($0) && SecretPattern.canBeSecret(text) } ?? false
            return byName || SecretPattern.kind(of: text) != nil ? [node.span] : []
        case .mapping(let entries): return entries.flatMap { suspects(in: $0.value, called: $0.key) }
        case .sequence(let items):
            var flag: String?
            return items.flatMap { item in
                guard case .scalar(let text, _) = item.content else { return suspects(in: item) }
                let written = Argument(text)
                defer { flag = written.value == nil ? written.flag : nil }
                return suspects(in: item, called: written.flag ?? flag)
            }
        }
    }

    /// Looks at the documents as written, so that models which are not deployed, or not sound, are looked at as well.
    package static func run(_ subject: CheckSubject, _ report: (Diagnostic) -> Void) {
        for value in WrittenValues.all(in: subject.documents) {
            let byName = value.name.map { SecretPattern.isName($0) && SecretPattern.canBeSecret(value.text) } ?? false
            let kind = SecretPattern.kind(of: value.text)
            guard byName || kind != nil, let span = value.span else { continue }
            report(
                Diagnostic(
                    rule,
                    "`\(value.path)` holds a secret in plain text",
                    at: Label(
                        span,
                        kind.map { "looks like \($0)" } ?? "its name says that it is secret",
                        conceals: true
                    ),
                    help: value.place.helpForSecret,
                    path: value.path
                )
            )
        }
    }
}

extension WrittenValue.Place {
    fileprivate var helpForSecret: String {
        switch self {
        case .variable: "put it into a Secret, and write `{secret: {name: …, key: …}}`"
        case .argument: "put it into a Secret, and pass it as a variable: `env: {NAME: {secret: {name: …, key: …}}}`"
        case .process: "keep it in a file that only the agent may read, and pass the path of the file"
        case .delivery: "write the address without it; Argo CD and Flux keep credentials in Secrets of their own"
        case .text: "remove it from the spec"
        }
    }
}
