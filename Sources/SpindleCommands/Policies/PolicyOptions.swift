import ArgumentParser
import Compiler
import Diagnostics
import Policies
import SpecSyntax

/// Which policies a fleet must keep.
struct PolicyOptions: ParsableArguments {
    @Option(
        name: .customLong("policies"),
        help: ArgumentHelp("The folder of the policies; by default policies/ beside the specs.", valueName: "dir"),
        completion: .directory
    )
    var folder: String?

    @Flag(name: .customLong("no-policies"), help: "Apply no policies.")
    var skips = false

    func validate() throws {
        if skips, folder != nil { throw ValidationError("`--policies` and `--no-policies` exclude each other") }
    }

    /// The policies that specs must keep.
    /// - Returns: `nil` when there are none, or none are wanted.
    func read(beside specs: FleetSpecs) throws -> PolicyRequest? {
        guard !skips else { return nil }
        do throws(SpecFolder.Unreadable) {
            guard let found = try find(beside: specs) else { return nil }
            return PoliciesOnDisk(folder: found).request(today: try Today.day())
        } catch {
            throw error.usage()
        }
    }

    private func find(beside specs: FleetSpecs) throws(SpecFolder.Unreadable) -> SpecFolder? {
        switch (folder, specs.folder) {
        case (let folder?, let specs?): try specs.other(folder)
        case (let folder?, nil): try SpecFolder(folder)
        case (nil, let specs?): try specs.folder(beside: PoliciesOnDisk.defaultPath)
        case (nil, nil): try SpecFolder.ifPresent(PoliciesOnDisk.defaultPath)
        }
    }
}

/// Policies and where they lie.
struct PoliciesOnDisk {
    static let defaultPath = "policies"

    let policies: PolicyFolder
    let contents: SpecFolder.Contents
    private let folder: SpecFolder

    /// The policies of a folder that the user named.
    init(_ path: String) throws {
        do {
            self.init(folder: try SpecFolder(path))
        } catch {
            throw error.usage()
        }
    }

    init(folder: SpecFolder) {
        self.folder = folder
        contents = folder.read()
        policies = PolicyFolder(
            path: folder.path,
            files: contents.files.map { SourceFile(path: $0.path, bytes: $0.bytes) }
        )
    }

    func request(today: CalendarDay) -> PolicyRequest {
        PolicyRequest(
            folder: policies,
            readDiagnostics: contents.diagnostics,
            resolveImport: resolveImport,
            today: today
        )
    }

    /// What evaluates the policies, apart from any fleet.
    func evaluator() -> PolicyEvaluator {
        let jsonnet = JsonnetEvaluator(executable: Console.standard.executable ?? CommandLine.arguments[0])
        return PolicyEvaluator(jsonnet, resolveImport: resolveImport)
    }

    private var resolveImport: JsonnetEvaluator.ImportResolver {
        { [folder] path, directory throws(JsonnetImportError) in try folder.readImport(path, from: directory) }
    }
}

extension SpecFolder.Unreadable {
    /// Says what is wrong.
    /// - Returns: the exit code to end with.
    fileprivate func usage() -> ExitCode {
        Console.standard.error("error: \(message)")
        return .usage
    }
}
