package import Diagnostics
package import Fleet
import FleetChecks
package import FleetEmit
package import FleetPlan
import Policies
package import SpecSyntax

/// A spec file as it was read.
package struct SpecInput: Sendable {
    /// Relative to the repository, with `/`.
    package var path: String
    package var bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}

/// What one run of the compiler is about.
package struct CompileRequest {
    /// The folder that the files were read from, for messages.
    package var folder: String
    package var files: [SpecInput]
    /// What was wrong with files that could not be read.
    package var readDiagnostics: [Diagnostic]
    /// Environments to work on; empty is all of them.
    package var environments: [String]
    package var emits: Bool
    /// What evaluates `.jsonnet` files; without it they are diagnostics.
    package var jsonnet: JsonnetSupport?
    /// Rules of the organization that the fleet must keep.
    package var policies: PolicyRequest?

    package init(
        folder: String,
        files: [SpecInput],
        readDiagnostics: [Diagnostic] = [],
        environments: [String] = [],
        emits: Bool = true,
        jsonnet: JsonnetSupport? = nil,
        policies: PolicyRequest? = nil
    ) {
        self.folder = folder
        self.files = files
        self.readDiagnostics = readDiagnostics
        self.environments = environments
        self.emits = emits
        self.jsonnet = jsonnet
        self.policies = policies
    }
}

/// What the evaluation of Jsonnet needs from outside of the compiler.
package struct JsonnetSupport {
    /// An executable that calls `JsonnetWorker.run()` when started with `JsonnetWorker.argument`.
    package var executable: String
    /// Reads an imported file.
    package var resolveImport: JsonnetEvaluator.ImportResolver

    package init(executable: String, resolveImport: @escaping JsonnetEvaluator.ImportResolver) {
        self.executable = executable
        self.resolveImport = resolveImport
    }
}

/// What came of it.
package struct CompileResult: Sendable {
    package var sources: SourceMap
    /// In the order in which they are printed.
    package var diagnostics: [Diagnostic]
    package var fleet: ResolvedFleet?
    package var plans: [EnvironmentPlan]
    /// Sorted by path; empty when there is an error.
    package var files: [GeneratedFile]
    /// What was read, as far as it could be.
    package var documents = FleetDocuments()

    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// The compiler from bytes to files and diagnostics. It touches no disk and no network; Jsonnet runs in a child process.
package struct FleetCompiler {
    private let limits: SpecLimits

    package init(limits: SpecLimits = SpecLimits()) {
        self.limits = limits
    }

    package func compile(_ request: CompileRequest) -> CompileResult {
        var sources = SourceMap()
        var diagnostics = request.readDiagnostics
        var documents = FleetDocuments()
        let evaluator = JsonnetEvaluator(executable: request.jsonnet?.executable ?? "spindle", limits: limits)
        for input in request.files.sorted(by: { $0.path < $1.path }) {
            let file = sources.add(path: input.path, bytes: input.bytes)
            let read: (documents: [Node], diagnostics: [Diagnostic])
            if input.path.hasSuffix(".jsonnet"), let jsonnet = request.jsonnet {
                read = evaluator.evaluate(file, in: &sources, resolveImport: jsonnet.resolveImport)
            } else {
                read = YAMLReader.read(file, in: sources, limits: limits)
            }
            diagnostics += read.diagnostics
            if read.diagnostics.contains(where: { $0.severity == .error }) { documents.isPartial = true }
            for node in read.documents { diagnostics += documents.add(node) }
        }
        var result = CompileResult(sources: sources, diagnostics: [], fleet: nil, plans: [], files: [])
        result.documents = documents
        let resolution = documents.resolve(in: request.folder)
        // Files that could not be read may hold what now seems to be missing.
        let hasUnread = diagnostics.contains { $0.severity == .error }
        diagnostics += resolution.diagnostics.filter { !hasUnread || $0.primary != nil }
        let subject = resolution.fleet.map { CheckSubject(documents: documents, fleet: $0) }
        if let subject {
            let fleet = subject.fleet
            diagnostics += FleetChecks.run(subject)
            diagnostics += unknownEnvironments(request, in: fleet)
            result.fleet = fleet
            result.plans = subject.plans.filter {
                request.environments.isEmpty || request.environments.contains($0.environment.name.value)
            }
        }
        result.diagnostics = Allowances(of: documents).apply(to: diagnostics)
        // Of a fleet with errors policies would say what its author is about to change.
        if let subject, let policies = request.policies, !result.hasErrors {
            result.diagnostics += policies.diagnostics(of: subject, with: evaluator, limits: limits, in: &sources)
        }
        result.sources = sources
        result.diagnostics = result.diagnostics.ordered(in: sources)
        result.sources.concealSecrets(of: result.diagnostics)
        if request.emits, let fleet = result.fleet, !result.hasErrors {
            let files = FleetEmit.files(for: EmitInput(fleet: fleet, plans: result.plans, sources: sources))
            result.diagnostics = (result.diagnostics + OutputChecks.run(files, of: result.plans)).ordered(in: sources)
            result.files = result.hasErrors ? [] : files
        }
        return result
    }

    private func unknownEnvironments(_ request: CompileRequest, in fleet: ResolvedFleet) -> [Diagnostic] {
        let known = fleet.environments.map(\.name.value)
        return request.environments.filter { !known.contains($0) }.map {
            .unknownReference(
                .unknownEnvironment,
                "environment",
                Located($0, at: nil),
                known: known,
                in: "fleet `\(fleet.name.value)`"
            )
        }
    }
}
