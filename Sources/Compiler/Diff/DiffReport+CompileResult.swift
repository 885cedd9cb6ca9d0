import Diagnostics
import Fleet
package import FleetDiff
import SpecSyntax

/// What one side of a comparison compiled to.
package struct ComparedResult: Sendable {
    /// What the side is called, such as `main (1a2b3c4d)`.
    package var name: String
    /// `nil` where there are no specs at all: everything on the other side is new, or gone.
    package var result: CompileResult?

    package init(name: String, result: CompileResult?) {
        self.name = name
        self.result = result
    }
}

extension DiffReport {
    /// Compares what two sides compiled to, as far as both could be understood: errors of checks, a broken budget among them,
    /// do not stand in the way.
    ///
    /// - Parameter environments: those to look at; empty is all of them.
    package init(from base: ComparedResult, to head: ComparedResult, environments: [String] = []) {
        self.init(diff: nil, base: Side(base), head: Side(head))
        guard let before = FleetSide(base), let after = FleetSide(head) else { return }
        let known = Set((before.documents.environments + after.documents.environments).map(\.name.value))
        let unknown = environments.filter { !known.contains($0) }
        self.head.errors += unknown.map {
            .unknownReference(
                .unknownEnvironment,
                "environment",
                Located($0, at: nil),
                known: known.sorted(),
                in: "the fleet of either side"
            )
        }
        guard environments.isEmpty || unknown.count < environments.count else { return }
        diff = FleetDiff(from: before, to: after, environments: environments)
    }
}

extension DiffReport.Side {
    fileprivate init(_ side: ComparedResult) {
        self.init(
            name: side.name,
            errors: (side.result?.diagnostics ?? []).filter { $0.severity == .error },
            sources: side.result?.sources ?? SourceMap()
        )
    }
}

extension FleetSide {
    /// - Returns: `nil` when parts of the specs could not be read: what is missing then may only be there.
    fileprivate init?(_ side: ComparedResult) {
        guard let result = side.result else {
            self.init()
            return
        }
        guard let fleet = result.fleet, !result.documents.isPartial else { return nil }
        let labels = result.diagnostics.flatMap { [$0.primary].compactMap(\.self) + $0.secondary }
        self.init(
            documents: result.documents,
            fleet: fleet,
            plans: result.plans,
            secrets: Set(labels.filter(\.conceals).map(\.span))
        )
    }
}
