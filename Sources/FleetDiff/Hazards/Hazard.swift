/// Something that is dangerous to apply, though the specs are right.
package struct Hazard: Sendable, Equatable, Encodable {
    /// Stable for ever: `rename-recreates`.
    package var id: String
    package var environment: String
    /// The model, route or tenant it is about; absent for the whole environment.
    package var subject: String?
    /// One plain sentence without a full stop.
    package var message: String
    /// What to do.
    package var help: String
}

/// One kind of hazard; each lives in a file of its own.
protocol HazardRule: SendableMetatype {
    static var id: String { get }
    /// What to do, whichever model it is about.
    static var help: String { get }

    /// - Parameter report: takes the subject and the message of each finding.
    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void)
}

extension Hazard {
    /// All rules, the gravest first: the order in which they are shown.
    static let rules: [any HazardRule.Type] = [
        EnvironmentRemoved.self,
        PlaceChanged.self,
        DeliveryToolChanged.self,
        ClusterChanged.self,
        NamespaceChanged.self,
        RootChanged.self,
        PruneChanged.self,
        ScalingOwnerChanged.self,
        RenameRecreates.self,
        ModelRemoved.self,
        ServedNameRemoved.self,
        ClaimImmutable.self,
        ClaimAbandoned.self,
        WorkloadReplaced.self,
        PodsReplaced.self,
        MaxLowered.self,
        MaySleep.self,
        ContextLowered.self,
        CapabilityRemoved.self,
        FiguresOutdated.self,
        TenantRestricted.self,
    ]

    /// The ids of all hazards, for documentation.
    package static let ids = rules.map { $0.id }

    static func all(in pair: EnvironmentPair) -> [Hazard] {
        var found: [Hazard] = []
        for rule in rules {
            rule.find(in: pair) { subject, message in
                found.append(
                    Hazard(id: rule.id, environment: pair.name, subject: subject, message: message, help: rule.help)
                )
            }
        }
        return found
    }
}
