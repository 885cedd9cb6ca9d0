package import Diagnostics

extension Rule {
    package static let fileTooLarge = Rule(
        "SP1010",
        title: "file too large",
        explanation: """
            A spec file has a limit on its size, so that no input can exhaust the machine that checks pull requests. Split the
            file: one model a file also keeps pull requests and CODEOWNERS small.
            """
    )
}

extension Diagnostic {
    static func fileTooLarge(size: Int, limit: Int, file: FileID) -> Diagnostic {
        Diagnostic(
            .fileTooLarge,
            "the file has \(size) bytes; a spec file may have \(limit)",
            at: Label(Span(file: file, lower: 0, upper: 0)),
            help: "split it into several files, for example one a model"
        )
    }

    /// Of a file that was not loaded.
    package static func fileTooLarge(_ path: String, limit: Int) -> Diagnostic {
        Diagnostic(
            .fileTooLarge,
            "`\(path)` has more than \(limit) bytes, which a spec file may have",
            at: nil,
            help: "split it into several files, for example one a model"
        )
    }
}
