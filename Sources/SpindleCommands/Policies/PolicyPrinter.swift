import Diagnostics

/// Prints findings that stand beside the result of a command.
enum PolicyPrinter {
    /// In their order, for people; results have standard output to themselves.
    static func printToError(_ diagnostics: [Diagnostic], in sources: SourceMap) {
        let console = Console.standard
        var renderer = TerminalRenderer(sources, color: console.allowsColor(.error))
        for diagnostic in diagnostics.ordered(in: sources) { console.error(renderer.render(diagnostic) + "\n") }
    }
}
