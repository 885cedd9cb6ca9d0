import Compiler
import Diagnostics
import Policies
import SpecSyntax
import TestSupport

/// Policies over a small fleet, out of a repository that is a dictionary.
struct PolicyHarness {
    var files: [String: String]
    var specs = Self.specs
    var today = "2026-06-15"
    var limits = Self.testLimits

    init(_ files: [String: String] = [:]) { self.files = files }

    /// One policy, `policies/p.jsonnet`, with this body of `violations(fleet)`.
    init(body: String) { self.init(["policies/p.jsonnet": Self.policy(body: body)]) }

    /// Two models in two environments, without a warning.
    static let specs = """
        apiVersion: spindle/v1alpha1
        kind: Fleet
        metadata: {name: research}
        defaults:
          engine: {name: vllm, image: "example.com/vllm:v1@sha256:\(String(repeating: "0", count: 64))"}
          scale: {coldStart: 3m}
        ---
        apiVersion: spindle/v1alpha1
        kind: Model
        metadata: {name: gemma}
        source: hf://google/gemma@\(String(repeating: "0", count: 40))
        architecture: gemma-3-27b
        context: 32k
        placement: {pool: h100, gpus: 1}
        quality: {low: 0.9, medium: 0.7, high: 0.4}
        ---
        apiVersion: spindle/v1alpha1
        kind: Environment
        metadata: {name: production}
        cluster: {namespace: llm}
        agent: {image: "example.com/agent:v1@sha256:\(String(repeating: "0", count: 64))"}
        pools: {h100: {gpu: H100-80GB, nodes: 1, gpusPerNode: 8}}
        models: {gemma: {placement: {gpus: 2}}}
        ---
        apiVersion: spindle/v1alpha1
        kind: Environment
        metadata: {name: staging}
        cluster: {namespace: llm-staging}
        agent: {image: "example.com/agent:v1@sha256:\(String(repeating: "0", count: 64))"}
        pools: {h100: {gpu: H100-80GB, nodes: 1, gpusPerNode: 8}}

        """

    static func policy(_ id: String = "p", severity: String = "error", body: String) -> String {
        """
        local spindle = import 'spindle.libsonnet';
        {
          id: '\(id)',
          title: 'A title',
          severity: '\(severity)',
          explanation: 'Why.',
          violations(fleet): \(body),
        }
        """
    }

    /// Generous in time, because test machines are busy; every test that waits for a limit sets its own.
    static var testLimits: SpecLimits {
        var limits = SpecLimits()
        limits.jsonnetSeconds = 60
        return limits
    }

    func compile(emits: Bool = false) throws -> PolicyFindingsOfTest {
        var request = CompileRequest(
            folder: "specs",
            files: [SpecInput(path: "specs/fleet.yaml", bytes: Array(specs.utf8))],
            emits: emits,
            jsonnet: JsonnetSupport(executable: SpindleProcess.executable, resolveImport: resolver)
        )
        request.policies = PolicyRequest(folder: folder, resolveImport: resolver, today: try day(today))
        let result = FleetCompiler(limits: limits).compile(request)
        return PolicyFindingsOfTest(result: result)
    }

    func test() -> (report: PolicyTestReport, sources: SourceMap) {
        var sources = SourceMap()
        let jsonnet = JsonnetEvaluator(executable: SpindleProcess.executable, limits: limits)
        let evaluator = PolicyEvaluator(jsonnet, limits: limits, resolveImport: resolver)
        let report = PolicyTestRun(folder, with: evaluator, limits: limits).run(in: &sources)
        return (report, sources)
    }

    private var folder: PolicyFolder {
        let inside = files.filter { path, _ in
            path.hasPrefix("policies/") && SpecFolder.extensions.contains { path.hasSuffix(".\($0)") }
        }
        return PolicyFolder(
            path: "policies",
            files: inside.map { SourceFile(path: $0.key, bytes: Array($0.value.utf8)) }
        )
    }

    private var resolver: JsonnetEvaluator.ImportResolver {
        { [files] path, directory throws(JsonnetImportError) in
            let inside = try JsonnetImport.path(of: path, importedIn: directory)
            guard let text = files[inside] else { throw .missing }
            return JsonnetImport(path: inside, bytes: Array(text.utf8))
        }
    }

    private struct NoDay: Error {}

    private func day(_ text: String) throws -> CalendarDay {
        guard let day = CalendarDay(specText: text) else { throw NoDay() }
        return day
    }
}

/// What came of a compilation.
struct PolicyFindingsOfTest {
    var result: CompileResult

    /// Without what the fleet itself is told.
    var diagnostics: [Diagnostic] { result.diagnostics.filter { !$0.rule.id.hasPrefix("SP3") } }

    var ids: [String] { diagnostics.map(\.rule.id) }

    func first(_ id: String) -> Diagnostic? { diagnostics.first { $0.rule.id == id } }

    /// The text that a diagnostic marks.
    func marked(_ diagnostic: Diagnostic?) -> String {
        guard let span = diagnostic?.primary?.span else { return "nowhere" }
        return String(decoding: result.sources[span.file].bytes[Int(span.lower)..<Int(span.upper)], as: UTF8.self)
    }

    /// Such as `specs/fleet.yaml:3:5`.
    func place(_ diagnostic: Diagnostic?) -> String {
        guard let span = diagnostic?.primary?.span else { return "nowhere" }
        var lines = LineIndex(result.sources)
        let position = lines.position(of: span.lower, in: span.file)
        return "\(result.sources.path(of: span)):\(position.line):\(position.column)"
    }

    var rendered: String {
        var renderer = TerminalRenderer(result.sources, color: false)
        return diagnostics.map { renderer.render($0) }.joined(separator: "\n")
    }
}
