package import Diagnostics

extension Rule {
    package static let outOfRange = Rule(
        "SP1023",
        title: "out of range",
        explanation: """
            The number is well formed but lies outside of what the key allows; the message names the bounds. They are wide: a
            number beyond them is nearly always a slip, such as a unit that was left out or a zero too many. Names are bounded
            in their length.
            """
    )
}

extension Diagnostic {
    static func keyTooLong(_ key: Span, limit: Int, path: String) -> Diagnostic {
        Diagnostic(
            .outOfRange,
            "a key of `\(path)` must be at most \(limit) characters long",
            at: Label(key, "is too long"),
            path: path
        )
    }

    package static func outOfRange(_ node: Node, bounds: String, path: String) -> Diagnostic {
        Diagnostic(
            .outOfRange,
            "`\(path)` must be \(bounds)",
            at: Label(node.span, "is out of range"),
            path: path
        )
    }
}
