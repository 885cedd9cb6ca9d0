package import Diagnostics

extension Rule {
    package static let ambiguousRevision = Rule(
        "SP1044",
        title: "ambiguous revision",
        explanation: """
            The revision may be one or another: a branch and a tag have the name but are different commits, or several objects have
            ids that start with the digits. git would take the tag and warn; what is checked should not rest on a guess.

            Write the full name, `refs/heads/release` or `refs/tags/release`, or more digits of the id.
            """
    )
}

extension Diagnostic {
    static func ambiguousName(_ name: String, _ meanings: [(reference: String, commit: GitObjectID)]) -> Diagnostic {
        Diagnostic(
            .ambiguousRevision,
            "`\(name)` is several revisions",
            at: nil,
            notes: meanings.map { "\($0.reference) is \($0.commit.short)" },
            help: "write \(meanings.map { "`\($0.reference)`" }.listed("or"))"
        )
    }

    static func ambiguousID(_ digits: String, _ objects: [(id: GitObjectID, kind: GitObjectKind?)]) -> Diagnostic {
        let shown = objects.prefix(10).map { "\($0.kind?.rawValue ?? "object") \($0.id)" }
        return Diagnostic(
            .ambiguousRevision,
            "\(objects.count) objects have ids that start with `\(digits)`",
            at: nil,
            notes: shown + (objects.count > 10 ? ["and \(objects.count - 10) more"] : []),
            help: "write more digits"
        )
    }
}
