import Compiler
import Diagnostics
import FleetDiff
import TestSupport

/// Two fleets out of texts or folders, compared as `spindle diff` compares them.
enum Compared {
    static let fixtures = FixtureFolder("changes", beside: #filePath)

    static func report(_ base: [SpecInput]?, _ head: [SpecInput]?, environments: [String] = []) -> DiffReport {
        DiffReport(
            from: ComparedResult(name: "main (1a2b3c4d)", result: base.map(compile)),
            to: ComparedResult(name: "the worktree", result: head.map(compile)),
            environments: environments
        )
    }

    /// Two versions of one file.
    static func report(_ base: String, _ head: String, environments: [String] = []) -> DiffReport {
        report(file(base), file(head), environments: environments)
    }

    static func fixture(_ name: String) -> DiffReport { report(files("\(name)/base"), files("\(name)/head")) }

    static func file(_ text: String) -> [SpecInput] { [SpecInput(path: "specs/fleet.yaml", bytes: Array(text.utf8))] }

    static func compile(_ files: [SpecInput]) -> CompileResult {
        FleetCompiler().compile(CompileRequest(folder: "specs", files: files, emits: false))
    }

    static func files(_ folder: String) -> [SpecInput]? {
        let files = fixtures.files(in: folder).map { SpecInput(path: "specs/\($0.path)", bytes: $0.bytes) }
        return files.isEmpty ? nil : files
    }

    static func errors(_ side: DiffReport.Side) -> String {
        var renderer = TerminalRenderer(side.sources, color: false)
        return side.errors.map { renderer.render($0) }.joined(separator: "\n")
    }
}
