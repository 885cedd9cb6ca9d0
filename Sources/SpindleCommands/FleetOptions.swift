import ArgumentParser
import Compiler
import Diagnostics
import SpecSyntax

/// What every command takes that reads a fleet.
struct FleetOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The folder of the specs, one spec file, or - for standard input.",
            valueName: "path"
        ),
        completion: .file(extensions: SpecFolder.extensions)
    )
    var path = "specs"

    @Option(
        name: .customLong("env"),
        help: ArgumentHelp("Work on this environment only; may be given several times.", valueName: "name"),
        completion: Completions.environments
    )
    var environments: [String] = []

    @Option(help: "How diagnostics and results are printed: text or json.")
    var format = OutputFormat.text

    @Option(help: "Also fail on these: warnings, or notes and warnings.")
    var deny: DeniedSeverity?

    enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    enum DeniedSeverity: String, ExpressibleByArgument, CaseIterable {
        case warnings
        case notes

        var severity: Severity { self == .warnings ? .warning : .note }
    }

    /// The specs that were asked for.
    func read() throws -> SpecsOnDisk {
        do throws(SpecFolder.Unreadable) {
            if path == "-" {
                return SpecsOnDisk(folder: nil, contents: .init(files: [try SpecInput.standardInput()]))
            }
            let folder = try SpecFolder(path)
            return SpecsOnDisk(folder: folder, contents: folder.read())
        } catch {
            Console.standard.error("error: \(error.message)")
            if path == "specs" { Console.standard.error("  = help: name the folder of the specs: spindle check PATH") }
            throw ExitCode.usage
        }
    }
}

/// Specs and where they lie; without a folder they came through standard input.
struct SpecsOnDisk {
    var folder: SpecFolder?
    var contents: SpecFolder.Contents

    /// Compiles them.
    /// - Parameter emits: whether output is wanted, too.
    func compile(_ options: FleetOptions, emits: Bool) -> CompileResult {
        let console = Console.standard
        if contents.files.count > 200 { console.progress("compiling \(contents.files.count) spec files …") }
        defer { console.progress("") }
        let request = CompileRequest(
            folder: folder?.path ?? "<stdin>",
            files: contents.files,
            readDiagnostics: contents.diagnostics,
            environments: options.environments,
            emits: emits,
            jsonnet: jsonnet
        )
        return FleetCompiler().compile(request)
    }

    /// The executable evaluates Jsonnet itself, in a child.
    private var jsonnet: JsonnetSupport? {
        guard let executable = Console.standard.executable else { return nil }
        return JsonnetSupport(executable: executable) { [folder] path, directory throws(JsonnetImportError) in
            guard let folder else { throw .missing }
            return try folder.readImport(path, from: directory)
        }
    }
}
