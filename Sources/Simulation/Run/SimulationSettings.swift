/// What is supposed of the world.
package struct SimulationSettings: Sendable, Equatable {
    package var seed: UInt64 = 1
    package var routing = RoutingPolicy.hybrid
    package var scaling = ScalingPolicy.spec
    /// The standard deviation of cold starts, as a share of their mean.
    package var coldStartVariation = 0.15
    /// Seconds that a replica takes to end, during which it holds its GPUs.
    package var stopSeconds = 5.0
    /// A route or model that all requests ask for; `nil` for what the trace says, and the first route where it says nothing.
    package var route: String?

    package init() {}

    package init(seed: UInt64, routing: RoutingPolicy = .hybrid, scaling: ScalingPolicy = .spec) {
        self.seed = seed
        self.routing = routing
        self.scaling = scaling
    }
}
