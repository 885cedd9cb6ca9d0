package import Diagnostics
import Fleet
import FleetChecks
package import Policies
package import SpecSyntax

/// The rules of an organization that a fleet must keep.
package struct PolicyRequest {
    package var folder: PolicyFolder
    /// What was wrong with files that could not be read.
    package var readDiagnostics: [Diagnostic]
    /// Finds what policies import.
    package var resolveImport: JsonnetEvaluator.ImportResolver
    /// Decides which exemptions still count.
    package var today: CalendarDay

    package init(
        folder: PolicyFolder,
        readDiagnostics: [Diagnostic] = [],
        resolveImport: @escaping JsonnetEvaluator.ImportResolver,
        today: CalendarDay
    ) {
        self.folder = folder
        self.readDiagnostics = readDiagnostics
        self.resolveImport = resolveImport
        self.today = today
    }

    /// What the policies find, and what is wrong with them.
    func diagnostics(
        of subject: CheckSubject,
        with evaluator: JsonnetEvaluator,
        limits: SpecLimits,
        in sources: inout SourceMap
    ) -> [Diagnostic] {
        let check = PolicyCheck(
            folder,
            with: PolicyEvaluator(evaluator, limits: limits, resolveImport: resolveImport),
            limits: limits
        )
        let input = PolicyInput(subject.fleet, plans: subject.plans)
        let origins = SettingOrigins(subject.documents)
        return readDiagnostics + check.run(on: input, origins, today: today, in: &sources)
    }
}
