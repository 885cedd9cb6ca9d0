package import Diagnostics
package import Fleet
import FleetChecks
package import FleetEmit
package import FleetPlan
import Parallel
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
    /// Whether the result has the documents: those of a large fleet take as much memory as all of its output.
    package var keepsDocuments: Bool
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
        keepsDocuments: Bool = true,
        jsonnet: JsonnetSupport? = nil,
        policies: PolicyRequest? = nil
    ) {
        self.folder = folder
        self.files = files
        self.readDiagnostics = readDiagnostics
        self.environments = environments
        self.emits = emits
        self.keepsDocuments = keepsDocuments
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
    /// What was read, as far as it could be; empty unless the request keeps them.
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
        let evaluator = JsonnetEvaluator(executable: request.jsonnet?.executable ?? "spindle", limits: limits)
        // It starts while the specs are read, so that policies need not wait for it.
        if request.policies != nil { evaluator.prepare() }
        var sources = SourceMap(root: request.folder)
        var diagnostics = request.readDiagnostics
        var documents = FleetDocuments()
        for file in read(request, with: evaluator, into: &sources) {
            diagnostics += file.diagnostics
            for span in file.suspects { sources.conceal(span) }
            if file.isPartial { documents.isPartial = true }
            for document in file.documents { documents.add(document) }
        }
        var result = CompileResult(sources: sources, diagnostics: [], fleet: nil, plans: [], files: [])
        if request.keepsDocuments { result.documents = documents }
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

    /// A spec file as far as it could be read.
    private struct ReadFile: Sendable {
        var documents: [DecodedDocument]
        var diagnostics: [Diagnostic]
        /// Whether documents may be missing.
        var isPartial: Bool
        /// What looks like a secret in documents with errors: other rules may never get to look at them.
        var suspects: [Span]

        /// - Parameter limit: findings of the file; with more, the last says so.
        init(_ read: (documents: [Node], diagnostics: [Diagnostic]), limit: Int) {
            documents = read.documents.map { DecodedDocument($0) }
            isPartial = read.diagnostics.contains { $0.severity == .error }
            suspects = zip(read.documents, documents).flatMap { node, document in
                document.diagnostics.isEmpty ? [] : SecretInSpec.suspects(in: node)
            }
            diagnostics = read.diagnostics + documents.flatMap(\.diagnostics)
            if diagnostics.count > limit, let span = diagnostics[limit].primary?.span {
                diagnostics[limit...] = [.tooManyFindings(limit: limit, at: span)]
            }
        }
    }

    /// Reads and decodes all files in the order of their paths.
    private func read(
        _ request: CompileRequest,
        with evaluator: JsonnetEvaluator,
        into sources: inout SourceMap
    ) -> [ReadFile] {
        let ids = request.files.sorted { $0.path < $1.path }.map { sources.add(path: $0.path, bytes: $0.bytes) }
        let programs = request.jsonnet == nil ? [] : Set(ids.filter { sources[$0].path.hasSuffix(".jsonnet") })
        var files = ids.concurrentMap { [sources, limits] file -> ReadFile? in
            programs.contains(file)
                ? nil : ReadFile(YAMLReader.read(file, in: sources, limits: limits), limit: limits.diagnostics)
        }
        // Programs run in one child process, one after the other, so that their limits are limits of the whole.
        if let jsonnet = request.jsonnet {
            for (index, file) in ids.enumerated() where programs.contains(file) {
                let read = evaluator.evaluate(file, in: &sources, resolveImport: jsonnet.resolveImport)
                files[index] = ReadFile(read, limit: limits.diagnostics)
            }
        }
        return files.compactMap(\.self)
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

extension FleetCompiler {
    /// What may be a secret in a spec file, line by line, without quotes and indentation: not to be shown with the file.
    package static func suspects(in input: SpecInput) -> Set<[UInt8]> {
        var sources = SourceMap()
        let file = sources.add(path: input.path, bytes: input.bytes)
        let spans = YAMLReader.read(file, in: sources).documents.flatMap { SecretInSpec.suspects(in: $0) }
        let margin = Array(" \t\r\"'".utf8)
        return spans.reduce(into: []) { texts, span in
            for line in input.bytes[Int(span.lower)..<Int(span.upper)].split(separator: UInt8(ascii: "\n")) {
                var text = line.drop { margin.contains($0) }
                while let last = text.last, margin.contains(last) { text.removeLast() }
                texts.insert(Array(text))
            }
        }
    }
}
