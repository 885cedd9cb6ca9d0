import ArgumentParser
import Compiler
import Fleet
import SpecSyntax

/// What shells offer for values that only Spindle knows.
enum Completions {
    /// The environments of the fleet that a command line speaks of: of the first folder among its words, else of `specs`.
    static let environments = CompletionKind.custom { words, _, _ in
        let folders = words.dropFirst(2).lazy.filter { !$0.hasPrefix("-") } + ["specs"]
        guard let folder = folders.compactMap({ try? SpecFolder($0) }).first else { return [] }
        let specs = FleetSpecs(folder: folder, contents: folder.read())
        guard let options = try? FleetOptions.parse([]) else { return [] }
        return specs.compile(options, emits: false).fleet?.environments.map(\.name.value) ?? []
    }
}
