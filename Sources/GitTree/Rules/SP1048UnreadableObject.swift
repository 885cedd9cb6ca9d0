package import Diagnostics

extension Rule {
    package static let unreadableObject = Rule(
        "SP1048",
        title: "unreadable git object",
        explanation: """
            The repository lacks an object that the revision consists of, or has it with damaged content: every object is held
            against its hash. `git fsck` lists what is wrong; fetching into a fresh clone mends it.

            A partial clone (`--filter=blob:none`) has only what was needed so far. Spindle fetches nothing: check the revision out
            once, or clone without a filter.
            """
    )
}

extension Diagnostic {
    /// - Parameters:
    ///   - what: a path in quotes, a revision, or words.
    ///   - isPartial: whether the repository has only some of its objects.
    static func unreadableObject(_ what: String, because reason: String, isPartial: Bool) -> Diagnostic {
        Diagnostic(
            .unreadableObject,
            "git cannot read \(what): \(reason)",
            at: nil,
            help: isPartial
                ? "this is a partial clone: check the revision out once, or clone without `--filter`"
                : "`git fsck` says more; a fresh clone may have it whole"
        )
    }

    static func damagedIndex(_ file: String) -> Diagnostic {
        Diagnostic(
            .unreadableObject,
            "the index `\(file)` is damaged: it is not what its checksum says",
            at: nil,
            help: "`git fsck` says more; a fresh clone may have it whole"
        )
    }
}
