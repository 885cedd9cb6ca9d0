import AgentConfig

/// How a fleet is run in one simulation: when models sleep, and where prompts go.
package struct Strategy: Sendable, Hashable {
    package var scaling: Scaling
    package var routing: RoutingPolicy

    package enum Scaling: Sendable, Hashable {
        case policy(ScalingPolicy)
        /// Nobody ever waits for a start, and GPUs are held as little as that takes: `ClairvoyantBound`.
        case clairvoyant
    }

    package init(_ scaling: ScalingPolicy, _ routing: RoutingPolicy) {
        self.init(.policy(scaling), routing)
    }

    package init(_ scaling: Scaling, _ routing: RoutingPolicy) {
        self.scaling = scaling
        self.routing = routing
    }

    /// `SCALING/ROUTING`, such as `fixed-300s/hybrid` or `always-on/only:gemma-3-27b`.
    package var name: String {
        let first = if case .policy(let policy) = scaling { policy.name } else { "clairvoyant" }
        return "\(first)/\(routing.name)"
    }

    /// - Parameter name: as `name` gives it; without a routing it is `hybrid`.
    /// - Returns: `nil` for anything else.
    package init?(_ name: String) {
        let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first, let scaling = Scaling(first),
            let routing = RoutingPolicy(parts.count > 1 ? parts[1] : RoutingPolicy.hybrid.name)
        else { return nil }
        self.init(scaling, routing)
    }

    /// What is compared if nobody asks for anything else: the fleet as it is, other ways to sleep, other ways to route, and
    /// models that are always on.
    package static func usual(models: [String]) -> [Strategy] {
        let scalings: [ScalingPolicy] = [.spec, .adaptive, .fixed(seconds: 300), .fixed(seconds: 1800), .keda]
        let routings = RoutingPolicy.plain.filter { $0 != .hybrid && $0 != .roundRobin }
        return scalings.map { Strategy($0, .hybrid) } + [Strategy(.clairvoyant, .hybrid)]
            + routings.map { Strategy(.spec, $0) }
            + [Strategy(.alwaysOn, .hybrid), Strategy(.alwaysOn, .roundRobin)]
            + models.map { Strategy(.alwaysOn, .only($0)) }
    }

    /// What `init(_:)` takes, for people.
    package static let syntax = """
        SCALING/ROUTING with SCALING one of spec, adaptive, fixed-SECONDSs, keda, always-on, clairvoyant, and ROUTING one of \
        \(RoutingPolicy.plain.map(\.name).joined(separator: ", ")), only:MODEL
        """
}

extension Strategy.Scaling {
    fileprivate init?(_ name: String) {
        let plain: [ScalingPolicy] = [.spec, .adaptive, .keda, .alwaysOn]
        if let policy = plain.first(where: { $0.name == name }) {
            self = .policy(policy)
        } else if name == "clairvoyant" {
            self = .clairvoyant
        } else if name.hasPrefix("fixed-"), name.hasSuffix("s"), let seconds = Int(name.dropFirst(6).dropLast()),
            (0...604_800).contains(seconds)
        {
            self = .policy(.fixed(seconds: Double(seconds)))
        } else {
            return nil
        }
    }
}

extension RoutingPolicy {
    fileprivate init?(_ name: String) {
        if let policy = Self.plain.first(where: { $0.name == name }) {
            self = policy
        } else if name.hasPrefix("only:"), name.count > 5 {
            self = .only(String(name.dropFirst(5)))
        } else {
            return nil
        }
    }
}

extension SimulatedFleet {
    /// Runs traffic under a strategy.
    ///
    /// - Parameters:
    ///   - settings: whose policies the strategy replaces.
    ///   - progress: hears how many requests have come.
    package func run(
        _ strategy: Strategy,
        _ traffic: Traffic,
        _ settings: SimulationSettings,
        progress: (Int) -> Void = { _ in }
    ) -> SimulationResult {
        var settings = settings
        settings.routing = strategy.routing
        switch strategy.scaling {
        case .policy(.alwaysOn):
            // As many replicas as the traffic ever needs at a time, whatever the spec allows: whoever deploys for good sizes
            // it for the peak.
            var sized = self
            for place in scaling.models.indices { sized.scaling.models[place].max = Self.mostStatic }
            let peaks = ClairvoyantBound(sized.alwaysOn(traffic, settings, progress: progress)).peaks
            for (place, peak) in peaks.enumerated() {
                sized.scaling.models[place].max = max(1, peak)
                sized.scaling.models[place].min = min(sized.scaling.models[place].min, max(1, peak))
            }
            return SimulationResult(sized.alwaysOn(traffic, settings, progress: progress))
        case .policy(let policy):
            settings.scaling = policy
            return SimulationResult(simulated(traffic, settings, progress: progress))
        case .clairvoyant:
            let run = alwaysOn(traffic, settings, progress: progress)
            return ClairvoyantBound(run).applied(to: SimulationResult(run), self)
        }
    }

    private static let mostStatic = 32

    private func alwaysOn(
        _ traffic: Traffic,
        _ settings: SimulationSettings,
        progress: (Int) -> Void
    ) -> Simulator {
        var settings = settings
        settings.scaling = .alwaysOn
        return simulated(traffic, settings, progress: progress)
    }

    private func simulated(
        _ traffic: Traffic,
        _ settings: SimulationSettings,
        progress: (Int) -> Void
    ) -> Simulator {
        var simulator = Simulator(self, traffic, settings)
        simulator.run(progress: progress)
        return simulator
    }
}
