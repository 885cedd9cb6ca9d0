import ArgumentParser
import Compiler
import Diagnostics
import GitTree
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
        name: .customLong("rev"),
        help: ArgumentHelp(
            """
            Read the specs from this revision of their git repository, without a checkout. PATH is where they are, or would \
            be, in the checkout; in a bare repository, as if that were the checkout. GIT_DIR is not looked at.
            """,
            valueName: "revision"
        )
    )
    var revision: String?

    @Option(
        name: .customLong("env"),
        help: ArgumentHelp("Work on this environment only; may be given several times.", valueName: "name"),
        completion: Completions.environments
    )
    var environments: [String] = []

    @Option(help: "How diagnostics and results are printed.")
    var format = OutputFormat.text

    @Option(help: "Also fail on these: warnings, or notes and warnings.")
    var deny: DeniedSeverity?

    enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
        case sarif
        case github
        case junit
        case gitlab
    }

    enum DeniedSeverity: String, ExpressibleByArgument, CaseIterable {
        case warnings
        case notes

        var severity: Severity { self == .warnings ? .warning : .note }
    }

    func validate() throws {
        if path == "-", revision != nil {
            throw ValidationError("`--rev` has no meaning when the specs come through standard input")
        }
    }

    /// The specs that were asked for.
    func read() throws -> FleetSpecs {
        do throws(SpecFolder.Unreadable) {
            if path == "-" {
                return FleetSpecs(folder: nil, contents: .init(files: [try SpecInput.standardInput()]))
            }
            if let revision { return read(at: revision) }
            let folder = try SpecFolder(path)
            return FleetSpecs(folder: folder, contents: folder.read())
        } catch {
            Console.standard.error("error: \(error.message)")
            if path == "specs" { Console.standard.error("  = help: name the folder of the specs: spindle check PATH") }
            throw ExitCode.usage
        }
    }

    /// A revision that cannot be read is a finding, as a file that cannot be read is one.
    private func read(at revision: String) -> FleetSpecs {
        do throws(GitFailure) {
            let place = try RepositoryPath(path)
            let folder = try SpecFolder(place, at: place.repository.revision(revision))
            return FleetSpecs(folder: folder, contents: folder.read())
        } catch {
            return FleetSpecs(folder: nil, contents: .init(diagnostics: [error.diagnostic]))
        }
    }
}

/// Specs and where they come from: a folder of the worktree or of a revision, or standard input.
struct FleetSpecs {
    /// `nil` for standard input.
    var folder: SpecFolder?
    var contents: SpecFolder.Contents

    /// Compiles them.
    /// - Parameters:
    ///   - emits: whether output is wanted, too.
    ///   - keepsDocuments: whether the documents are wanted afterwards.
    ///   - policies: what the fleet must keep.
    func compile(
        _ options: FleetOptions,
        emits: Bool,
        keepsDocuments: Bool = false,
        policies: PolicyRequest? = nil
    ) -> CompileResult {
        let console = Console.standard
        if contents.files.count > 200 { console.progress("compiling \(contents.files.count) spec files …") }
        defer { console.progress("") }
        var request = request(environments: options.environments, emits: emits, policies: policies)
        request.keepsDocuments = keepsDocuments
        return FleetCompiler().compile(request)
    }

    func request(
        environments: [String] = [],
        emits: Bool,
        policies: PolicyRequest? = nil
    ) -> CompileRequest {
        CompileRequest(
            folder: folder?.path ?? "<stdin>",
            files: contents.files,
            readDiagnostics: contents.diagnostics,
            environments: environments,
            emits: emits,
            jsonnet: jsonnet,
            policies: policies
        )
    }

    /// The output as it is where the specs are.
    /// - Parameter out: its folder; by default beside the specs.
    /// - Returns: `nil` when there can be no default.
    func existingOutput(at out: String?) throws(GitFailure) -> ExistingOutput? {
        guard let folder else { return out.map { OutputFolder($0).existing } }
        return try folder.existingOutput(at: out)
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
