import Compiler
import Diagnostics
import TestSupport
import Testing

/// A fleet of this repository that the answers of `spindle why` are held against.
struct SampleFleet: Sendable, CustomStringConvertible {
    /// Relative to the repository.
    let folder: String

    var description: String { folder }

    /// The example, and the fleets of the tests of emitters, which between them have every kind of output.
    static let all = [
        "specs", "Tests/FleetEmitTests/Fixtures/fleets/paper", "Tests/FleetEmitTests/Fixtures/fleets/engines",
        "Tests/FleetEmitDeliveryTests/Fixtures/argocd/specs", "Tests/FleetEmitDeliveryTests/Fixtures/flux/specs",
        "Tests/FleetEmitDeliveryTests/Fixtures/local/specs", "Tests/CompilerTests/Fixtures/everything",
    ].map(SampleFleet.init)

    func inputs() throws -> [SpecInput] { try SpecFolder("\(repositoryRoot)/\(folder)").read().files }

    static func compile(_ inputs: [SpecInput]) -> CompileResult {
        FleetCompiler().compile(CompileRequest(folder: "specs", files: inputs))
    }

    func compiled() throws -> CompileResult {
        let result = Self.compile(try inputs())
        var renderer = TerminalRenderer(result.sources, color: false)
        let errors = result.diagnostics.filter { $0.severity == .error }.map { renderer.render($0) }
        #expect(errors.isEmpty, "\(folder): \(errors.joined())")
        return result
    }
}
