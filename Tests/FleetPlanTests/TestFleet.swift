import Diagnostics
import Fleet
import FleetPlan
import SpecSyntax
import Testing

/// One model of a fleet that is written for a test.
struct TestModel {
    var gpus: Int
    var min = 0
    var pool = "a"
    var team: String?
    /// Further keys of `scale`, such as `coldStart: 4m`.
    var scale = "max: 4"
}

/// The plan of one environment with the pools `a` and `b`.
func environmentPlan(
    _ models: [TestModel],
    nodes: Int = 2,
    gpusPerNode: Int = 8,
    budget: Int? = nil,
    share: Int? = nil,
    extra: String = "",
    clientTimeout: String = "1h"
) throws -> EnvironmentPlan {
    var text = """
        apiVersion: spindle/v1alpha1
        kind: Fleet
        metadata: {name: test}
        teams: {red: {}, blue: {}}
        routing: {routes: [{name: auto}], clientTimeout: \(clientTimeout)}
        ---
        apiVersion: spindle/v1alpha1
        kind: Environment
        metadata: {name: here}
        local: {}
        pools:
          a: {gpu: H100-80GB, nodes: \(nodes), gpusPerNode: \(gpusPerNode)}
          b: {gpu: H100-80GB, nodes: 1, gpusPerNode: 4}
        budgets:
          gpus: \(budget ?? nodes * gpusPerNode + 4)
          teams: {red: {gpus: \(share ?? 100)}}

        """
    for (index, model) in models.enumerated() {
        text += """
            ---
            apiVersion: spindle/v1alpha1
            kind: Model
            metadata: {name: m\(index), team: \(model.team ?? "blue")}
            source: file:///models/m
            architecture: llama-3.1-8b
            placement: {pool: \(model.pool), gpus: \(model.gpus)}
            scale: {min: \(model.min), \(model.scale)}
            process: {command: [serve]}
            \(extra)

            """
    }
    var sources = SourceMap()
    let file = sources.add(path: "fleet.yaml", bytes: Array(text.utf8))
    let read = YAMLReader.read(file, in: sources, limits: SpecLimits())
    var documents = FleetDocuments()
    var diagnostics = read.diagnostics
    for document in read.documents.map({ DecodedDocument($0) }) {
        diagnostics += document.diagnostics
        documents.add(document)
    }
    let resolution = documents.resolve(in: "test")
    diagnostics += resolution.diagnostics
    try #require(diagnostics.isEmpty, "\(diagnostics.map(\.message))")
    let environment = try #require(resolution.fleet?.environments.first)
    return EnvironmentPlan(environment)
}
