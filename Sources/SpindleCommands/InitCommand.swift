import ArgumentParser
import Compiler
import Fleet
import Scaffold

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a new fleet repository.",
        discussion: """
            Writes specs of two models and two environments that compile as they are, policies, and the checks of GitHub, GitLab \
            and pre-commit. The fleet is called after its folder. Files that are there are never touched: if one is in the way, \
            nothing is written.

            EXAMPLES
              spindle init                 in the current folder
              spindle init research        in a folder of its own
            """
    )

    @Argument(help: ArgumentHelp("The folder of the repository.", valueName: "dir"), completion: .directory)
    var folder = "."

    func run() throws {
        let console = Console.standard
        let scaffold = Scaffold(folder: NewFiles.name(ofFolder: folder))
        // Editors complete and check specs by the first line of each, which names one of these.
        let schemas = DocumentKind.allCases.map {
            (path: ".spindle/schema/\($0.rawValue.lowercased()).json", bytes: Array(SpecSchema.json(of: $0).utf8))
        }
        let contents = (scaffold.files.map { ($0.path, $0.bytes) } + schemas).sorted { $0.path < $1.path }
        let files = NewFiles(contents, in: folder)
        do {
            let obstacles = try files.obstacles()
            if obstacles.isEmpty { try files.write() } else { try refuse(because: obstacles) }
        } catch let failure as NewFiles.Failure {
            console.error("error: cannot write `\(failure.path)`: \(failure.reason)\n  = help: nothing was changed")
            throw ExitCode.diagnostics
        }
        console.output(report(scaffold.name, contents.map(\.path)))
    }

    private func refuse(because obstacles: [String]) throws {
        let console = Console.standard
        console.error("error: `\(folder)` has files that a new fleet would have")
        for path in obstacles { console.error("  = note: \(path)") }
        console.error("  = help: move them away, or name a folder of its own: spindle init DIR")
        throw ExitCode.diagnostics
    }

    private func report(_ name: String, _ paths: [String]) -> String {
        let place = folder == "." ? "" : " in \(folder)"
        let steps = [
            folder == "." ? nil : "cd \(folder.contains(" ") ? "\"\(folder)\"" : folder)",
            "spindle check      is it valid, and does it fit?",
            "spindle compile    write generated/",
            "README.md          what is made up and has to become yours",
        ]
        return """
            made the fleet `\(name)`\(place):
            \(paths.map { "  \($0)\n" }.joined())
            next:
            \(steps.compactMap(\.self).map { "  \($0)\n" }.joined())
            """
    }
}
