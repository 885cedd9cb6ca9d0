package import Diagnostics

extension Rule {
    package static let tooMany = Rule(
        "SP1013",
        title: "too many documents, files or findings",
        explanation: """
            One file may hold only so many YAML documents, and one fleet only so many files. The limits are far above any real
            fleet and keep a machine safe that checks what strangers propose. For the same reason the findings of one file end
            after a thousand: what is behind them was not looked at; and of one rule no more than a thousand are shown, with as much
            weight for the rest as the rule has.
            """
    )
}

extension Diagnostic {
    static func tooManyDocuments(limit: Int, at span: Span) -> Diagnostic {
        Diagnostic(.tooMany, "the file holds more than \(limit) documents", at: Label(span), help: "split the file")
    }

    package static func tooManyFindings(limit: Int, at span: Span) -> Diagnostic {
        Diagnostic(
            .tooMany,
            "the file has more than \(limit) errors; the rest of it was not looked at",
            at: Label(span),
            help: "correct the first ones; they may have one cause"
        )
    }

    package static func moreFindings(_ count: Int, of rule: Rule) -> Diagnostic {
        var diagnostic = Diagnostic(
            .tooMany,
            "\(count) more findings of \(rule.id) are left out",
            at: nil,
            help: "correct the first ones; they may have one cause"
        )
        diagnostic.severity = rule.severity
        return diagnostic
    }

    package static func tooManyFiles(limit: Int, in folder: String) -> Diagnostic {
        Diagnostic(
            .tooMany,
            "`\(folder)` holds more than \(limit) spec files",
            at: nil,
            help: "name a folder with fewer files"
        )
    }

    package static func tooManyEntries(limit: Int, in folder: String) -> Diagnostic {
        Diagnostic(
            .tooMany,
            "`\(folder)` holds more than \(limit) files and folders of any kind",
            at: nil,
            help: "name a folder that holds the specs and little else"
        )
    }
}
