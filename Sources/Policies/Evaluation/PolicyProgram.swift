import Diagnostics
import SpecSyntax

/// The Jsonnet program that makes calls of policies.
struct PolicyProgram {
    let policies: [FileID]
    private let fleets: [UInt8]
    private let mostViolations: Int

    init(policies: [FileID], fleets: [PolicyInput], mostViolations: Int) {
        self.policies = policies
        self.fleets = JSONValue.array(fleets.map(\.json)).compact
        self.mostViolations = mostViolations
    }

    /// - Parameter isBundled: whether time counts more than the places of errors.
    func calling(_ calls: [PolicyCall], isBundled: Bool) -> JsonnetProgram {
        let lines = calls.map { call in
            let policy = "(import '\(Self.importName)\(call.policy)')"
            return call.fleet.map { "driver.outcome(\(policy), fleets[\($0)], \(mostViolations))," }
                ?? "driver.declaration(\(policy)),"
        }
        let text = """
            local driver = import '\(Library.driver)';
            local fleets = std.parseJson(std.extVar('\(Self.variable)'));
            [
            \(lines.joined(separator: "\n"))
            ]
            """
        var program = JsonnetProgram(own: Array(text.utf8), variables: [(Self.variable, fleets)])
        program.isBundled = isBundled
        return program
    }

    private static let variable = "fleets"
    /// Followed by its position: a path may hold what ends a text.
    private static let importName = "policy "

    /// Answers the imports of the program itself; whatever else is imported, a policy imports.
    func resolver(
        _ sources: SourceMap,
        otherwise resolve: @escaping JsonnetEvaluator.ImportResolver
    ) -> JsonnetEvaluator.ImportResolver {
        let files = policies.map { sources[$0] }
        return { path, directory throws(JsonnetImportError) in
            guard directory == JsonnetProgram.ownFolder, path.hasPrefix(Self.importName),
                let index = Int(path.dropFirst(Self.importName.count)), files.indices.contains(index)
            else { return try Library.resolver(otherwise: resolve)(path, directory) }
            return JsonnetImport(path: files[index].path, bytes: files[index].bytes)
        }
    }
}

/// The Jsonnet files that come with Spindle.
enum Library {
    /// What policies import.
    static let name = "spindle.libsonnet"
    static let driver = "driver.libsonnet"
    private static let files = [
        name: PackageResources.spindle_libsonnet, driver: PackageResources.driver_libsonnet,
    ]

    /// Answers imports of the library, from wherever they are; the driver is there for Spindle's own program alone.
    static func resolver(
        otherwise resolve: @escaping JsonnetEvaluator.ImportResolver
    ) -> JsonnetEvaluator.ImportResolver {
        { path, directory throws(JsonnetImportError) in
            guard path == name || directory == JsonnetProgram.ownFolder else { return try resolve(path, directory) }
            guard let bytes = files[path] else { throw .missing }
            return JsonnetImport(path: JsonnetProgram.ownPath(path), bytes: bytes)
        }
    }
}
