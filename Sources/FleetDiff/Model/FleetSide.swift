package import Diagnostics
package import Fleet
package import FleetPlan

/// One of two fleets that are compared.
package struct FleetSide: Sendable {
    package var documents: FleetDocuments
    /// `nil` where there are no specs.
    package var fleet: ResolvedFleet?
    /// Of all environments.
    package var plans: [EnvironmentPlan]
    /// Places of texts that must not be shown.
    package var secrets: Set<Span>

    package init(
        documents: FleetDocuments = FleetDocuments(),
        fleet: ResolvedFleet? = nil,
        plans: [EnvironmentPlan] = [],
        secrets: Set<Span> = []
    ) {
        self.documents = documents
        self.fleet = fleet
        self.plans = plans
        self.secrets = secrets
    }
}
