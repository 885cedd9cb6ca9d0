package import Diagnostics

extension Rule {
    package static let symbolicLink = Rule(
        "SP1037",
        title: "symbolic link",
        explanation: """
            A symbolic link in a folder of specs may lead to a file of the same repository. One that leaves the repository is not
            followed: on a machine that checks pull requests it would read what the author of the link may not see. Links to folders
            are not followed either; name the folder itself.
            """
    )
}

extension Diagnostic {
    static func linkLeavesRepository(_ path: String) -> Diagnostic {
        Diagnostic(
            .symbolicLink,
            "the symbolic link `\(path)` leaves the repository",
            at: nil,
            help: "copy the file into the repository",
            subject: path
        )
    }

    static func linkToFolder(_ path: String) -> Diagnostic {
        Diagnostic(
            .symbolicLink,
            "the symbolic link `\(path)` leads to a folder, which is not followed",
            at: nil,
            help: "move the folder here, or name it on the command line",
            subject: path
        )
    }
}
