import Diagnostics
import Fleet
import SpecSyntax

/// What the violations of policies come to once severities and exemptions are applied: the findings about a fleet, and
/// those about the exemptions. Pure: the day is given.
struct PolicyFindings {
    let outcomes: [PolicyOutcome]
    let settings: PolicySettings
    let input: PolicyInput
    let origins: SettingOrigins
    let today: CalendarDay
    /// For the paths of files.
    let sources: SourceMap

    /// Days before its last at which an exemption is reported.
    private static let warningDays = 14

    var diagnostics: [Diagnostic] {
        var found: [Diagnostic] = []
        var used = Set<Int>()
        let exemptions = settings.exemptions?.value.elements.map(\.value) ?? []
        for outcome in outcomes {
            found += outcome.diagnostics
            guard let policy = outcome.policy else { continue }
            for violation in outcome.violations {
                if let (component, known) = input.firstUnknown(of: violation.path) {
                    found.append(.unknownPath(violation, of: policy, component: component, known: known))
                    continue
                }
                let covering = exemptions.indices.filter { covers(exemptions[$0], violation, of: policy) }
                used.formUnion(covering)
                if covering.isEmpty { found.append(diagnostic(of: violation, policy)) }
            }
        }
        for (index, exemption) in exemptions.enumerated() {
            found += diagnostics(of: exemption, isUsed: used.contains(index))
        }
        return found + unknownSeverities
    }

    // MARK: Violations

    private func diagnostic(of violation: Violation, _ policy: Policy) -> Diagnostic {
        let decided = settings.severity?.value[policy.id]?.value.severity
        return .violation(
            violation,
            of: policy,
            decided ?? violation.severity ?? policy.severity,
            at: place(of: violation.path),
            source: sources[policy.file].path
        )
    }

    /// The place in the specs that set a value, or the nearest around it: figures of the plan are written nowhere.
    private func place(of path: SettingPath) -> Span? {
        var path = path
        while !path.components.isEmpty {
            if let chain = origins.chain(of: path) { return chain.place }
            path.components.removeLast()
        }
        // What is not of an environment is of the fleet.
        return origins.chain(of: "fleet")?.place
    }

    // MARK: Exemptions

    private func covers(_ exemption: Exemption, _ violation: Violation, of policy: Policy) -> Bool {
        guard exemption.policy?.value == policy.id, let path = exemption.path?.value, exemption.reason != nil,
            let last = exemption.expires?.value
        else { return false }
        return last >= today && path.covers(violation.path)
    }

    private func diagnostics(of exemption: Exemption, isUsed: Bool) -> [Diagnostic] {
        guard let id = exemption.policy, let expires = exemption.expires else { return [] }
        guard let outcome = outcomes.first(where: { $0.policy?.id == id.value }) else {
            return unknown(id, "this exemption")
        }
        let left = today.days(until: expires.value)
        if left < 0 { return [.expiredExemption(id.value, expires, today: today)] }
        // What a policy that failed would find may be what the exemption is for.
        if !isUsed { return outcome.isWhole ? [.unusedExemption(exemption, from: id.value)] : [] }
        return left <= Self.warningDays ? [.expiringExemption(id.value, expires, today: today)] : []
    }

    private var unknownSeverities: [Diagnostic] {
        (settings.severity?.value.entries ?? []).flatMap { entry in
            outcomes.contains { $0.policy?.id == entry.key.value } ? [] : unknown(entry.key, "this severity")
        }
    }

    /// A policy that does not say what it is may be the one that is meant.
    private func unknown(_ id: Located<String>, _ what: String) -> [Diagnostic] {
        guard outcomes.allSatisfy({ $0.policy != nil }) else { return [] }
        return [.unknownPolicy(id, in: what, known: outcomes.compactMap { $0.policy?.id })]
    }
}

extension SettingChain {
    /// What a message about the setting marks: a mapping of many lines by its key, all else as a whole.
    fileprivate var place: Span {
        guard let decisive, case .mapping = decisive.value.content else { return span }
        return decisive.keySpan
    }
}
