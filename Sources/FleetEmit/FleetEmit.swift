package import Diagnostics
package import Fleet
package import FleetPlan
import Parallel

/// What emitters work on.
package struct EmitInput: Sendable {
    package var fleet: ResolvedFleet
    /// One plan an environment, all of them or those that were asked for.
    package var plans: [EnvironmentPlan]
    /// The files of the specs, to say where output came from.
    package var sources: SourceMap
    /// Of the whole fleet, so that no two environments take the same.
    let names: DeliveryNames

    package init(fleet: ResolvedFleet, plans: [EnvironmentPlan], sources: SourceMap) {
        self.fleet = fleet
        self.plans = plans
        self.sources = sources
        names = DeliveryNames(of: fleet)
    }

    /// The same fleet, to emit one environment of it.
    fileprivate func only(_ plan: EnvironmentPlan) -> EmitInput {
        var input = self
        input.plans = [plan]
        return input
    }
}

/// All of the output, as a pure function of a fleet.
package enum FleetEmit {
    /// - Returns: files sorted by path, no path twice.
    package static func files(for input: EmitInput) -> [GeneratedFile] {
        let jobs = input.plans.flatMap { plan in perEnvironment.map { Job(emit: $0, input: input.only(plan)) } }
        let files = ChartEmitter.files(for: input) + jobs.concurrentMap { $0.emit($0.input) }.flatMap(\.self)
        return files.sorted { $0.path < $1.path }
    }

    private typealias Emitter = @Sendable (EmitInput) -> [GeneratedFile]

    /// The emitters that look at one environment at a time, those with the most work first.
    private static let perEnvironment: [Emitter] = [
        ModelValuesEmitter.files(for:), AgentEmitter.files(for:), ScaledObjectEmitter.files(for:),
        ArgoCDEmitter.files(for:), FluxEmitter.files(for:), ModelsKustomizationEmitter.files(for:),
        MonitoringEmitter.files(for:),
    ]

    private struct Job: Sendable {
        var emit: Emitter
        var input: EmitInput
    }
}
