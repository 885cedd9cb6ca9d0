package import Diagnostics
import Fleet
import FleetPlan
import SpecSyntax

/// Pools, teams, models and quality profiles to which nothing refers.
///
/// While a name is misspelled at the other end only that is reported, so each question is asked only where every
/// reference of its kind has resolved.
package enum NeverUsed: Check {
    package static let rule = Rule.neverUsed

    package static func run(_ subject: CheckSubject, _ report: (Diagnostic) -> Void) {
        if !subject.documents.isPartial {
            for plan in subject.completePlans { pools(of: plan, report) }
        }
        teams(subject, report)
        models(subject, report)
        profiles(subject, report)
    }

    private static func pools(of plan: EnvironmentPlan, _ report: (Diagnostic) -> Void) {
        let used = Set(plan.models.map(\.model.placement.pool))
        for (index, pool) in plan.environment.pools.enumerated() where !used.contains(index) {
            report(
                .neverUsed(
                    "pool `\(pool.name.value)`",
                    because: "no model is placed in it in `\(plan.name)`",
                    at: pool.name.span,
                    help: "place a model in it, or remove it",
                    path: "environments.\(plan.name).pools.\(pool.name.value)"
                )
            )
        }
    }

    private static func teams(_ subject: CheckSubject, _ report: (Diagnostic) -> Void) {
        let owners = subject.documents.models.compactMap(\.metadata.team?.value)
        let shares = subject.documents.environments.flatMap { $0.body.budgets?.teams?.value.keys ?? [] }
        let named = Set(owners + shares)
        let declared = Set(subject.fleet.teams.map(\.value))
        guard !subject.documents.isPartial, named.isSubset(of: declared) else { return }
        for team in subject.fleet.teams where !named.contains(team.value) {
            report(
                .neverUsed(
                    "team `\(team.value)`",
                    because: "it owns no model and has no share of a budget",
                    at: team.span,
                    help: "write `metadata: {team: \(team.value)}` in a model, or remove it",
                    path: "teams.\(team.value)"
                )
            )
        }
    }

    private static func models(_ subject: CheckSubject, _ report: (Diagnostic) -> Void) {
        let environments = subject.documents.environments
        guard !environments.isEmpty, !subject.documents.isPartial, environments.allSatisfy(\.isComplete) else { return }
        let known = Set(subject.fleet.modelNames.map(\.value))
        var deployed = Set<String>()
        for environment in environments {
            guard case .named(let names) = environment.body.deploy?.value else { return }
            deployed.formUnion(names.map(\.value))
        }
        guard deployed.isSubset(of: known) else { return }
        for model in subject.fleet.modelNames where !deployed.contains(model.value) {
            report(
                .neverUsed(
                    "model `\(model.value)`",
                    because: "no environment deploys it",
                    at: model.span,
                    help: "add it to `deploy` of an environment, or remove the document",
                    path: "models.\(model.value)"
                )
            )
        }
    }

    private static func profiles(_ subject: CheckSubject, _ report: (Diagnostic) -> Void) {
        guard !subject.documents.isPartial else { return }
        let overlays = subject.documents.environments.flatMap { $0.body.models?.value.entries.map(\.value.value) ?? [] }
        let named = Set(
            (subject.documents.models.map(\.body) + overlays).compactMap { $0.quality?.value.profile?.value }
        )
        guard named.isSubset(of: Set(subject.fleet.profileNames.map(\.value))) else { return }
        for profile in subject.fleet.profileNames where !named.contains(profile.value) {
            report(
                .neverUsed(
                    "quality profile `\(profile.value)`",
                    because: "no model takes its figures from it",
                    at: profile.span,
                    help: "write `quality: {profile: \(profile.value)}` in the models that it knows, or remove it",
                    path: "profiles.\(profile.value)"
                )
            )
        }
    }
}
