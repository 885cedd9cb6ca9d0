package import Diagnostics
package import Fleet
package import FleetPlan
import Parallel
import SpecSyntax

/// One rule about a resolved fleet; each lives in a file of its own, named after its id.
package protocol Check: SendableMetatype {
    static var rule: Rule { get }

    /// Reports every violation. The same finding may be reported for several environments: it is printed once.
    static func run(_ subject: CheckSubject, _ report: (Diagnostic) -> Void)
}

/// What checks look at.
package struct CheckSubject: Sendable {
    package var documents: FleetDocuments
    package var fleet: ResolvedFleet
    /// One plan an environment, in the order of `fleet.environments`.
    package var plans: [EnvironmentPlan]

    package init(documents: FleetDocuments, fleet: ResolvedFleet) {
        self.documents = documents
        self.fleet = fleet
        plans = fleet.environments.concurrentMap { EnvironmentPlan($0) }
    }

    /// Plans whose sums mean something: no model of theirs is left out because of errors.
    package var completePlans: [EnvironmentPlan] { plans.filter(\.environment.isComplete) }
}

/// All checks of a resolved fleet.
package enum FleetChecks {
    package static let all: [any Check.Type] = [
        ServedTwice.self,
        NeverUsed.self,
        FallbackCycle.self,
        DoesNotFitInMemory.self,
        DoesNotFitNode.self,
        PinnedExceedPool.self,
        PinnedExceedBudget.self,
        ExceedsTeamShare.self,
        Fragmented.self,
        Parallelism.self,
        MonthlyBudget.self,
        Oversubscribed.self,
        NeverWakes.self,
        ContextTooLong.self,
        NoPrice.self,
        WeightsDoNotFitPod.self,
        MinAboveMax.self,
        IdleBelowColdStart.self,
        TimeoutOrder.self,
        ConcurrencyAboveCache.self,
        IdleBounds.self,
        NeverSleeps.self, Sleep.self,
        Schedule.self,
        WeightsDoNotSumToOne.self,
        KeywordsDoNothing.self,
        RouteWithoutCandidate.self,
        MissingQuality.self,
        WeakFallback.self,
        DominatedModel.self,
        QualityRisesWithComplexity.self,
        BadPattern.self,
        HeadsOfSeveralClassifiers.self,
        ImageNotPinned.self,
        SourceNotPinned.self,
        SecretInSpec.self,
        InsecureAddress.self,
        RemoteCode.self,
        ReservedArgument.self,
        RiskyProcess.self,
        EngineCannotRun.self,
        InvalidName.self,
        NameTooLong.self,
        CollidingOutput.self,
        VersionTooOld.self,
        InvalidDelivery.self,
        InvalidReference.self,
        TooFewPorts.self,
        ImpossibleStorage.self,
        InvalidLabel.self,
    ]

    /// Findings of one rule: a route by model table of a large fleet can have millions with one cause.
    private static let most = 1_000

    package static func run(_ subject: CheckSubject) -> [Diagnostic] {
        all.concurrentMap { check in
            var found: [Diagnostic] = []
            var left = 0
            check.run(subject) { if found.count < most { found.append($0) } else { left += 1 } }
            return left == 0 ? found : found + [.moreFindings(left, of: check.rule)]
        }.flatMap(\.self)
    }
}
