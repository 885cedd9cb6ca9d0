package import Diagnostics
package import Fleet
package import FleetPlan
import SpecSyntax

/// How the container of a model is started, as a pure function of its plan.
package protocol Engine {
    /// - Returns: a command line of flags that the engine is known to have. What it cannot do is left out of it and
    ///   reported by `problems`.
    static func launch(_ plan: ModelPlan) -> EngineLaunch

    /// What the spec asks for and the engine, started by its command line alone, cannot do.
    static func problems(_ plan: ModelPlan) -> [EngineProblem]

    /// Where each flag of `launch` comes from.
    static var flagOrigins: [FlagOrigin] { get }
}

/// A container's command line and what else depends on the engine.
package struct EngineLaunch: Sendable {
    /// In place of the entry point of the image; empty keeps it.
    package var command: [String]
    package var args: [String]
    /// What the other nodes of a replica run; empty on one node.
    package var workerCommand: [String] = []
    package var workerArgs: [String] = []
    package var env: [Variable] = []
    /// Answers 200 once the model is loaded.
    package var healthPath = "/health"
    /// Whether the engine is known to write nothing outside of /tmp, its home and the weights' volume.
    package var allowsReadOnlyRoot = true

    package struct Variable: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }
}

/// A wish of the spec that an engine cannot fulfil.
package struct EngineProblem: Sendable {
    /// A sentence about the model, such as `tgi cannot load weights from s3://`.
    package var message: String
    /// Where the wish was written; `nil` when it is a default.
    package var span: Span?
    /// Why.
    package var note: String?
    /// What works.
    package var help: String
    /// Behind `models.<name>.`.
    package var path: String

    init(_ message: String, at span: Span?, note: String? = nil, help: String, path: String) {
        self.message = message
        self.span = span
        self.note = note
        self.help = help
        self.path = path
    }
}

extension EngineName {
    package var engine: any Engine.Type {
        switch self {
        case .vllm: VLLM.self
        case .sglang: SGLang.self
        case .tgi: TGI.self
        case .tensorRTLLM: TensorRTLLM.self
        case .llamaCpp: LlamaCpp.self
        }
    }
}

extension EngineSpec {
    /// The port that is listened on when the spec does not say.
    package static let defaultPort = 8000

    package var listeningPort: Int { port?.value ?? Self.defaultPort }
}
