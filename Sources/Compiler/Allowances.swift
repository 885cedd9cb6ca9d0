import Diagnostics
import Fleet
import FleetChecks
import SpecSyntax

/// The warnings that documents accept. An allowance holds for what is found in its own document.
struct Allowances {
    private struct Entry {
        var document: Span
        var rule: Located<String>
    }

    private var entries: [Entry] = []

    init(of documents: FleetDocuments) {
        for document in documents.fleets { add(document) }
        for document in documents.models { add(document) }
        for document in documents.environments { add(document) }
        for document in documents.profiles { add(document) }
    }

    private mutating func add(_ document: SpecDocument<some SpecObject>) {
        entries += document.allow.compactMap { allowance in
            allowance.rule.map { Entry(document: document.span, rule: $0) }
        }
    }

    /// The findings that are left, and what is wrong with the allowances themselves.
    func apply(to diagnostics: [Diagnostic]) -> [Diagnostic] {
        guard !entries.isEmpty else { return diagnostics }
        var used = Set<Int>()
        // What an error keeps from being checked may be what an allowance is for.
        let isWhole = !diagnostics.contains { $0.severity == .error }
        var left = diagnostics.filter { diagnostic in
            guard diagnostic.severity < .error, let span = diagnostic.primary?.span,
                let index = entries.firstIndex(where: {
                    $0.rule.value == diagnostic.rule.id && $0.document.contains(span)
                })
            else { return true }
            used.insert(index)
            return false
        }
        for (index, entry) in entries.enumerated() {
            guard let rule = RuleCatalogue.byID[entry.rule.value] else {
                left.append(.unknownAllowance(entry.rule, known: RuleCatalogue.all.map(\.id)))
                continue
            }
            if rule.severity == .error {
                left.append(.allowedError(entry.rule, title: rule.title))
            } else if isWhole, !used.contains(index) {
                left.append(.unusedAllowance(entry.rule))
            }
        }
        return left
    }
}

extension Span {
    fileprivate func contains(_ other: Span) -> Bool {
        file == other.file && lower <= other.lower && other.upper <= upper
    }
}
