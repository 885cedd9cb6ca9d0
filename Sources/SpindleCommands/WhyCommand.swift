import ArgumentParser
import Compiler
import Diagnostics

struct WhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Tell where a line of the output comes from.",
        discussion: """
            Shows the line, the lines of the specs that set it, layer by layer, and the rule or default that made it what it \
            is. The specs are compiled to answer; nothing is written. Without a line, every line of the file with its setting.

            EXAMPLES
              spindle why generated/production/models/gemma-3-27b/values.yaml:54
              spindle why generated/production/agent/router.json:27:9   what is at a column
              spindle why generated/production/agent/router.json:models[0].gpus
              spindle why generated/production/agent/scaling.json       all of its lines
              spindle why --specs fleets/research fleets/generated/spindle.lock.json:4

            Exit codes: 0 answered, 1 errors in the specs, 2 no such file or line, 3 the line is not what the specs compile to.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "A generated file, and the line in it: PATH:LINE, PATH:LINE:COLUMN, or PATH:KEY.PATH.",
            valueName: "path"
        ),
        completion: .file()
    )
    var target: String

    @Option(help: ArgumentHelp("The folder of the specs, one spec file, or - for standard input.", valueName: "path"))
    var specs = "specs"

    @Option(help: ArgumentHelp("The folder of the output; by default generated/ beside the specs.", valueName: "dir"))
    var out: String?

    @Option(help: "How the answer is printed: text or json.")
    var format = AnswerFormat.text

    func validate() throws {
        if specs == "-", out == nil {
            throw ValidationError("`--out` is needed when the specs come through standard input")
        }
    }

    func run() throws {
        let options = try FleetOptions.parse(["--format", format.rawValue, specs])
        let specs = try options.read()
        let result = specs.compile(options, emits: true, keepsDocuments: true)
        let printer = DiagnosticPrinter(options: options)
        guard let origins = OutputOrigins(result) else { return try printer.finish(result.diagnostics, in: result) }
        let folder = OutputFolder(out ?? specs.folder?.defaultOutput ?? "generated")
        let answer: WhyAnswer
        do throws(WhyFailure) {
            answer = try WhySearch(origins, in: folder).answer(to: target)
        } catch {
            return try fail(error, in: result, printer)
        }
        let console = Console.standard
        if let remark = remark(on: answer) { console.error(remark) }
        switch format {
        case .text:
            var text = WhyText(answer, color: console.allowsColor(.output))
            console.output(text.render())
        case .json: console.output(try WhyReport(answer).json())
        }
        if case .unlike = answer.subject { throw ExitCode.stale }
    }

    /// What is said of a file on disk that is not what the specs compile to.
    private func remark(on answer: WhyAnswer) -> String? {
        let name = answer.compiled.name
        let state: String
        switch answer.state {
        case .current: return nil
        case .missing: return "note: `\(name)` is not written yet; `spindle compile` writes it"
        case .stale: state = "is stale: `spindle compile` writes it anew"
        case .edited: state = "was edited by hand"
        case .foreign: state = "was not written by Spindle"
        }
        guard case .unlike(let number, let line) = answer.subject else { return "warning: `\(name)` \(state)" }
        let theirs = line.map { "the specs compile to: \(answer.compiled.text(ofLine: $0.number).trimmed)" }
        return """
            error: line \(number) of `\(name)` is not what the specs compile to
              = note: the file \(state)
              = note: \(theirs ?? "the specs compile to nothing of that kind")
            """
    }

    private func fail(_ failure: WhyFailure, in result: CompileResult, _ printer: DiagnosticPrinter) throws {
        let console = Console.standard
        switch failure {
        case .notGenerated(let path, let suggestion):
            console.error("error: `\(path)` is no file that these specs generate")
            console.error(
                "  = help: \(suggestion.map { "did you mean `\($0)`?" } ?? "spindle.lock.json lists all that are")"
            )
            throw ExitCode.usage
        case .noLongerGenerated(let path):
            console.error("error: `\(path)` is no longer generated\n  = help: `spindle compile` removes it")
            throw ExitCode.stale
        case .noSuchLine(let line, let path, let count):
            console.error("error: `\(path)` has \(count) lines, and none with the number \(line)")
            throw ExitCode.usage
        case .noSuchValue(let key, let path, let suggestion):
            console.error("error: there is no `\(key)` in `\(path)`")
            if let suggestion { console.error("  = help: did you mean `\(suggestion)`?") }
            throw ExitCode.usage
        case .unexplained(let path, let line):
            console.error(
                "internal error: nothing is known of line \(line) of `\(path)`\nplease report it with the specs"
            )
            throw ExitCode.fault
        case .unreadable(let diagnostic): try printer.finish([diagnostic], in: result)
        }
    }
}

extension String {
    fileprivate var trimmed: Substring { drop { $0 == " " } }
}
