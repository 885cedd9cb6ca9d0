package import AgentConfig
package import FleetPlan

/// What is simulated of one environment: what its agent would be given, and how fast its models are.
package struct SimulatedFleet: Sendable {
    package var router: RouterConfig
    package var scaling: ScalingConfig
    /// By the name of the model.
    package var speeds: [String: EngineSpeed]

    /// - Parameters:
    ///   - router: as the compiler writes it, and likewise `scaling`.
    ///   - speeds: those of models that are missing follow from what the router is told of one request.
    package init(router: RouterConfig, scaling: ScalingConfig, speeds: [String: EngineSpeed]) {
        self.router = router
        self.scaling = scaling
        self.speeds = speeds
        for model in router.models where speeds[model.name] == nil {
            self.speeds[model.name] = EngineSpeed(
                prefill: model.throughput.prefillTokensPerSecond,
                decode: model.throughput.decodeTokensPerSecond
            )
        }
    }

    package init(router: RouterConfig, scaling: ScalingConfig, plan: EnvironmentPlan) {
        let speeds = plan.models.map { ($0.name, EngineSpeed($0)) }
        self.init(router: router, scaling: scaling, speeds: Dictionary(speeds) { first, _ in first })
    }
}
