import ArgumentParser
import Compiler
import Diagnostics

/// Prints the findings of a run and says how it ends.
struct DiagnosticPrinter {
    let options: FleetOptions
    /// Whether it is said which findings a fix would correct: not once the fixes have been made.
    var hintsAtFixes = true
    let console = Console.standard

    /// Prints diagnostics: as text to standard error, so that results can be piped; for programs to standard output.
    /// - Throws: the exit code of a run that failed.
    func finish(_ diagnostics: [Diagnostic], in result: CompileResult, summary: String? = nil) throws {
        switch options.format {
        case .json: console.output(try JSONRenderer().render(diagnostics, in: result.sources))
        case .sarif: console.output(try SARIFRenderer(version: version).render(diagnostics, in: result.sources))
        case .github: console.output(GitHubRenderer().render(diagnostics, in: result.sources))
        case .junit: console.output(JUnitRenderer(failing: failing).render(diagnostics, in: result.sources))
        case .gitlab: console.output(try GitLabRenderer().render(diagnostics, in: result.sources))
        case .text:
            var renderer = TerminalRenderer(result.sources, color: console.allowsColor(.error))
            for diagnostic in diagnostics { console.error(renderer.render(diagnostic) + "\n") }
            if let line = conclusion(diagnostics) ?? summary { console.error(line) }
            for line in hints(diagnostics, in: result.sources) { console.error(line) }
        }
        if fails(diagnostics) { throw ExitCode.diagnostics }
    }

    /// Whether a run with these findings has failed.
    func fails(_ diagnostics: [Diagnostic]) -> Bool { diagnostics.contains { $0.severity >= failing } }

    private var failing: Severity { options.deny?.severity ?? .error }

    private func conclusion(_ diagnostics: [Diagnostic]) -> String? {
        let counts = Severity.allCases.reversed().compactMap { severity -> String? in
            let count = diagnostics.count { $0.severity == severity }
            return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }
        guard fails(diagnostics) else { return nil }
        return "failed with \(counts.listed())"
    }

    private func hints(_ diagnostics: [Diagnostic], in sources: SourceMap) -> [String] {
        let first = diagnostics.first { $0.severity == .error }
        var hints = first.map { ["`spindle explain \($0.rule.id)` says more"] } ?? []
        guard hintsAtFixes, options.path != "-" else { return hints }
        let fixable = diagnostics.count { $0.safeFix(in: sources) != nil }
        let path = options.path == "specs" ? "" : " \(options.path)"
        if fixable > 0 { hints.append("`spindle check --fix\(path)` corrects \(fixable) of them") }
        return hints
    }
}
