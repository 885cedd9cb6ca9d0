import ArgumentParser
import Compiler

struct FmtCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt",
        abstract: "Format specs: canonical order of keys, canonical spacing.",
        discussion: """
            Puts the keys of the language in the order in which its documentation has them, and spaces, quotes and blank lines \
            in one style. Comments, names of your choice, block and flow style stay as you have them; a line of braces or \
            brackets of more than 120 columns becomes one line an entry. What the specs mean never changes, which is checked \
            before a file is written.

            Only YAML is formatted: programs write JSON, and Jsonnet has jsonnetfmt. Files in which no document is a spec are \
            left alone. Prints the paths of the files that changed; with --check the difference.

            EXAMPLES
              spindle fmt
              spindle fmt specs/fleet.yaml specs/models
              spindle fmt --check          writes nothing; exit code 1 if one would change
              spindle fmt - < model.yaml   from standard input to standard output
            """
    )

    @Argument(
        help: ArgumentHelp("Folders of specs and spec files, or - for standard input.", valueName: "path"),
        completion: .file(extensions: SpecFolder.extensions)
    )
    var paths = ["specs"]

    @Flag(help: "Write nothing; show what would change and end with 1 if anything would.")
    var check = false

    func validate() throws {
        if paths.contains("-"), paths.count > 1 {
            throw ValidationError("standard input (`-`) is formatted alone, not together with files")
        }
    }

    func run() throws {
        var step = FormatStep(isDry: check)
        if paths == ["-"] {
            try step.formatStandardInput()
        } else {
            try step.format(paths)
        }
    }
}
