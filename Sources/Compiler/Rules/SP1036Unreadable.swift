package import Diagnostics

extension Rule {
    package static let unreadable = Rule(
        "SP1036",
        title: "unreadable file",
        explanation: """
            A file or folder of the fleet cannot be read: its rights forbid it, it is not a regular file, or a symbolic link leads
            nowhere. Nothing is concluded from a fleet of which a part could not be read.
            """
    )
}

extension Diagnostic {
    static func unreadable(_ path: String, because reason: String) -> Diagnostic {
        Diagnostic(.unreadable, "cannot read `\(path)`: \(reason)", at: nil, subject: path)
    }
}
