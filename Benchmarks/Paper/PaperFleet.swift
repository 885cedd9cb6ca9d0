import AgentConfig
import Diagnostics
import Fleet
import FleetEmit
import FleetPlan
import Foundation
import Simulation
import SpecSyntax

/// The example fleet, and the ways to deploy it that are compared.
struct PaperFleet: Sendable {
    private let fleet: SimulatedFleet
    /// By keywords and by the classifier as well, then static: all models in turn, each alone; and the bound of all.
    let deployments: [Strategy]

    struct Unusable: Error, CustomStringConvertible {
        var description: String
    }

    /// - Parameter specs: a folder of YAML files without errors, as `spindle check` finds them.
    init(specs: String, environment name: String) throws {
        var sources = SourceMap()
        var documents = FleetDocuments()
        var diagnostics: [Diagnostic] = []
        for path in try FileManager.default.subpathsOfDirectory(atPath: specs).sorted() where path.hasSuffix(".yaml") {
            let bytes = Array(try Data(contentsOf: URL(filePath: "\(specs)/\(path)")))
            let file = YAMLReader.read(sources.add(path: "\(specs)/\(path)", bytes: bytes), in: sources)
            diagnostics += file.diagnostics
            for document in file.documents.map({ DecodedDocument($0) }) {
                diagnostics += document.diagnostics
                documents.add(document)
            }
        }
        let resolution = documents.resolve(in: specs)
        diagnostics += resolution.diagnostics
        if let error = diagnostics.first(where: { $0.severity == .error }) {
            throw Unusable(description: "\(specs): \(error.message); `spindle check` says more")
        }
        guard let resolved = resolution.fleet,
            let environment = resolved.environments.first(where: { $0.name.value == name })
        else { throw Unusable(description: "\(specs) has no environment `\(name)`") }
        let plan = EnvironmentPlan(environment)
        fleet = SimulatedFleet(
            router: RouterConfig(plan, fleet: resolved.name.value),
            scaling: ScalingConfig(plan, fleet: resolved.name.value),
            plan: plan
        )
        deployments =
            [Strategy(.spec, .keywords), Strategy(.spec, .hybrid), Strategy(.alwaysOn, .roundRobin)]
            + fleet.router.models.map { Strategy(.alwaysOn, .only($0.name)) }
            + [Strategy(.clairvoyant, .hybrid)]
    }

    /// What it is when its models are asked in another way.
    func failingLess(_ inference: InferenceStrategy) -> SimulatedFleet {
        var improved = fleet
        for place in improved.router.models.indices {
            improved.router.models[place].quality = inference.improving(fleet.router.models[place].quality)
        }
        return improved
    }
}
