package import AgentConfig

/// When models sleep.
package enum ScalingPolicy: Sendable, Hashable {
    /// As the spec says.
    case spec
    /// Every model learns, between a minute and two hours.
    case adaptive
    /// Every model goes after so many seconds without requests.
    case fixed(seconds: Double)
    /// Scale-to-zero as KEDA does it by itself: every 30 s it looks whether there are requests, and after 300 s without it
    /// stops all replicas (`pollingInterval` and `cooldownPeriod`,
    /// https://keda.sh/docs/2.20/reference/scaledobject-spec/).
    case keda
    /// A static deployment: every model that prompts may go to always has all its replicas, and the budget is as large as that
    /// takes.
    case alwaysOn

    package var name: String {
        switch self {
        case .spec: "spec"
        case .adaptive: "adaptive"
        case .fixed(let seconds): "fixed-\(Int(seconds))s"
        case .keda: "keda"
        case .alwaysOn: "always-on"
        }
    }

    /// Seconds between two looks at a model that sleeps; zero where a request wakes it at once.
    var polling: Double { self == .keda ? 30 : 0 }

    /// - Parameter routing: a static deployment of one model leaves the others out.
    package func applied(to config: ScalingConfig, _ routing: RoutingPolicy) -> ScalingConfig {
        var config = config
        for index in config.models.indices {
            switch self {
            case .spec: return config
            case .adaptive: config.models[index].idle = .adaptive(minSeconds: 60, maxSeconds: 7200)
            case .fixed(let seconds):
                config.models[index].idle = .fixed(seconds: seconds)
                config.models[index].minResidencySeconds = min(config.models[index].minResidencySeconds, seconds)
            case .keda:
                config.models[index].idle = .fixed(seconds: 300)
                config.models[index].minResidencySeconds = 0
            case .alwaysOn:
                var isReached = true
                if case .only(let name) = routing { isReached = config.models[index].name == name }
                config.models[index].idle = .never
                config.models[index].schedule = []
                config.models[index].min = isReached ? config.models[index].max : 0
            }
        }
        if self == .alwaysOn { config.makeRoom() }
        return config
    }
}

extension ScalingConfig {
    /// As many nodes and GPUs as all replicas take, each on nodes of its own.
    fileprivate mutating func makeRoom() {
        for pool in pools.indices {
            let replicas = models.filter { $0.pool == pools[pool].name }
            pools[pool].nodes += replicas.reduce(0) { $0 + $1.nodes * $1.max }
        }
        gpuBudget = models.reduce(0) { $0 + $1.gpus * $1.max }
        teams = []
    }
}
