package import Fleet
import SpecSyntax

/// Which settings the values of an environment's plan are computed from: what `EnvironmentPlan` and the resolution of
/// an environment do, said in settings. It lies beside them, so that whoever changes one sees the other.
///
/// In every list the setting that says it most directly comes first. While nothing sets it, what its default is computed
/// from follows.
package struct EnvironmentDependencies: Sendable {
    package let plan: EnvironmentPlan
    package let origins: SettingOrigins
    private let path: SettingPath

    package init(of plan: EnvironmentPlan, origins: SettingOrigins) {
        self.plan = plan
        self.origins = origins
        path = SettingPath(["environments", plan.environment.name.value])
    }

    /// - Parameter keys: behind `environments.<name>`, such as `cluster.namespace`.
    package func setting(_ keys: String) -> SettingPath { path + SettingPath(keys).components }

    /// A setting, and what its default is computed from while nothing sets it.
    package func setting(_ keys: String, else fallback: @autoclosure () -> [SettingPath]) -> [SettingPath] {
        let path = setting(keys)
        return origins.isSet(path) ? [path] : [path] + fallback()
    }

    package func model(_ model: ModelPlan) -> ModelDependencies {
        ModelDependencies(of: model, in: path, origins: origins)
    }

    package var name: SettingPath { setting("metadata.name") }

    package var fleetName: SettingPath { "fleet.metadata.name" }

    /// Which models there are.
    package var models: [SettingPath] { [setting("deploy")] }

    package var gpuBudget: [SettingPath] {
        [setting("budgets.gpus")]
            + plan.environment.pools.flatMap { pool in
                ["nodes", "gpusPerNode"].map { path + ["pools", pool.name.value, $0] }
            }
    }

    /// The longest time that an answer of any model may take to end.
    package var longestStream: [SettingPath] { plan.models.map { model($0).setting("scale.longestStream") } + models }

    // MARK: Routing

    package func route(_ index: Int) -> SettingPath { setting("routing.routes") + [SettingPath.index(index)] }

    /// A route waits as long as its slowest candidate may take to wake, but not longer than the clients.
    package func routeTimeout(_ index: Int) -> [SettingPath] {
        let timeout = route(index) + ["timeout"]
        guard !origins.isSet(timeout) else { return [timeout] }
        let candidates = plan.environment.routing.routes[index].candidates.compactMap { candidate in
            plan.models.first { $0.name == candidate.value }
        }
        return [timeout, setting("routing.clientTimeout")] + candidates.flatMap { model($0).hold }
            + self.candidates(index)
    }

    /// - Parameter key: `accuracy`, `latency` or `cost`.
    package func routeWeight(_ index: Int, _ key: String) -> [SettingPath] {
        let own = route(index) + ["weights"]
        return origins.isSet(own) ? [own + [key]] : [own, setting("routing.weights") + [key]]
    }

    /// The models of a route that are deployed here.
    package func candidates(_ index: Int) -> [SettingPath] { [route(index) + ["candidates"]] + models }

    /// The element of a list that is this text, or the list when it has none or is no list.
    package func element(_ text: String, of list: SettingPath) -> SettingPath {
        guard case .sequence(let items)? = origins.value(of: list)?.content,
            let index = items.firstIndex(where: { if case .scalar(text, _) = $0.content { true } else { false } })
        else { return list }
        return list + [SettingPath.index(index)]
    }
}
