package import Diagnostics

extension Rule {
    package static let fixNotWritten = Rule(
        "SP1038",
        title: "fix could not be written",
        explanation: """
            `spindle check --fix` found what to change but did not change it: a file was edited while it was being checked, or the
            operating system refused to write. No file is ever half written, and a file that somebody else changed is left as it is.
            Run the command again.
            """
    )
}

extension Diagnostic {
    static func fixNotWritten(_ path: String, because reason: String) -> Diagnostic {
        Diagnostic(
            .fixNotWritten,
            "cannot fix `\(path)`: \(reason)",
            at: nil,
            help: "run `spindle check --fix` again",
            subject: path
        )
    }
}
