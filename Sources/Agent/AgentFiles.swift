package import AgentConfig

/// The two documents that the compiler writes for an environment, which belong together.
package struct AgentFiles: Sendable, Equatable {
    package var router: RouterConfig
    package var scaling: ScalingConfig

    package struct Mismatch: Error, Equatable, CustomStringConvertible {
        package var description: String
    }

    package init(router: RouterConfig, scaling: ScalingConfig) throws(Mismatch) {
        guard (router.fleet, router.environment) == (scaling.fleet, scaling.environment) else {
            throw Mismatch(
                description: "router.json is of \(router.fleet)/\(router.environment), "
                    + "scaling.json of \(scaling.fleet)/\(scaling.environment)"
            )
        }
        let scaled = Set(scaling.models.map(\.name))
        if let model = router.models.first(where: { !scaled.contains($0.name) }) {
            throw Mismatch(description: "scaling.json has no model `\(model.name)`, which router.json has")
        }
        self.router = router
        self.scaling = scaling
    }
}
