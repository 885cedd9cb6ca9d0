import AgentConfig

/// What stands behind the names that a trace asks for.
struct RouteTargets {
    /// Indices of models, by the name of a route.
    private(set) var candidates: [String: [Int]] = [:]
    /// By their names.
    private(set) var routes: [String: RouterConfig.Route] = [:]
    private let route: String?
    private let first: String

    /// - Parameter route: that all requests ask for; `nil` for what the trace says.
    init(_ config: RouterConfig, _ route: String?) {
        self.route = route
        first = config.routes.first?.name ?? config.models.first?.name ?? ""
        for route in config.routes {
            candidates[route.name] = route.candidates.compactMap { name in
                config.models.firstIndex { $0.name == name && $0.capabilities.contains(.chat) }
            }
            routes[route.name] = route
        }
    }

    func name(_ traced: String?) -> String { route ?? traced ?? first }

    func timeout(of name: String) -> Double { routes[name]?.timeoutSeconds ?? .infinity }
}
