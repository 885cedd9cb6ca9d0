import ArgumentParser
import Compiler
import Diagnostics

struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Check a fleet again whenever it changes.",
        discussion: """
            Looks at everything that was read, imports of Jsonnet too, and prints anew once it reads differently. It waits while the \
            specs are gone, as between two branches, and runs until Ctrl-C ends it, which shells report as code 130; code 2 \
            means that there was nothing to watch.

            EXAMPLES
              spindle watch
              spindle watch --compile      write generated/ whenever the fleet is sound
              spindle watch --env laptop fleets/research
            """
    )

    @OptionGroup var options: FleetOptions

    @OptionGroup var policies: PolicyOptions

    @Flag(help: "Also write the output whenever the fleet is sound.")
    var compile = false

    @Option(help: ArgumentHelp("The folder of the output; by default generated/ beside the specs.", valueName: "dir"))
    var out: String?

    func validate() throws {
        if options.path == "-" {
            throw ValidationError("standard input cannot be watched; name the folder of the specs")
        }
        if options.revision != nil {
            throw ValidationError("a revision never changes; `spindle check --rev` checks it")
        }
        if out != nil, !compile { throw ValidationError("`--out` has no meaning without `--compile`") }
    }

    func run() throws {
        var paths = try options.read().folder?.watchedPaths(for: []) ?? []
        var last: WatchedRun?
        while true {
            // Made first, so that whatever happens while the specs are read starts another run.
            let watch = FolderWatch([options.path] + paths)
            let run = WatchedRun(options, policies, emits: compile)
            if run != last {
                try report(run, after: last)
                last = run
            }
            // What has just been found to matter is to be watched from before it is read, too.
            guard run.paths.isEmpty || run.paths == paths else {
                paths = run.paths
                continue
            }
            watch.waitForChange()
        }
    }

    private func report(_ run: WatchedRun, after last: WatchedRun?) throws {
        let console = Console.standard
        console.clear()
        if let last { console.error(run.changes(since: last)) }
        switch run.outcome {
        case .unreadable(let message): console.error("error: \(message)")
        case .compiled(let specs, let result):
            do {
                if compile {
                    try CompileCommand.finish(result, of: specs, options, out: out)
                } else {
                    try DiagnosticPrinter(options: options).finish(
                        result.diagnostics,
                        in: result,
                        summary: result.summary("checked", specs)
                    )
                }
            } catch let code as ExitCode where code == .diagnostics {
                // It has been said what is wrong; the next change may mend it.
            }
        }
        console.error("watching \(options.path) for changes …\n")
    }
}

/// One run of the compiler, and what it has read.
private struct WatchedRun: Equatable {
    enum Outcome {
        case compiled(FleetSpecs, CompileResult)
        case unreadable(String)
    }

    let outcome: Outcome
    /// What to watch for the next one.
    private(set) var paths: [String] = []
    private var files: [String: [UInt8]] = [:]
    private var findings: [Diagnostic] = []

    init(_ options: FleetOptions, _ policies: PolicyOptions, emits: Bool) {
        do {
            let folder = try SpecFolder(options.path)
            let specs = FleetSpecs(folder: folder, contents: folder.read())
            let result = specs.compile(options, emits: emits, policies: try policies.read(beside: specs))
            outcome = .compiled(specs, result)
            files = Dictionary(result.sources.files.map { ($0.path, $0.bytes) }) { first, _ in first }
            findings = result.diagnostics
            paths = folder.watchedPaths(for: result.sources.files.map(\.path))
        } catch let error as SpecFolder.Unreadable {
            outcome = .unreadable(error.message)
        } catch {
            outcome = .unreadable("the policies cannot be read")
        }
    }

    /// Whether they have read and found the same, so that nothing is worth printing again.
    static func == (a: WatchedRun, b: WatchedRun) -> Bool { a.files == b.files && a.findings == b.findings }

    /// Names what is different, such as `specs/fleet.yaml changed`.
    func changes(since last: WatchedRun) -> String {
        let changed = Set(files.keys).union(last.files.keys).filter { files[$0] != last.files[$0] }.sorted()
        switch changed.count {
        case 0: return "something else changed"
        case 1...3: return "\(changed.listed()) changed"
        default: return "\(changed.count) files changed"
        }
    }
}
