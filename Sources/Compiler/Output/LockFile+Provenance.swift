import Fleet
import FleetEmit

extension LockFile {
    /// Where the lines of the lock file come from.
    /// - Parameter settings: everything that a file of the output is computed from.
    static func provenance(settings: @escaping @Sendable (_ file: String) -> [SettingPath]) -> FileProvenance {
        let table: ProvenanceTable = [
            .fixed("", "version", "files", because: "the form of the lock file, which every output has"),
            .each("files.*") { entry($0.key, settings($0.key)) },
            .each("files.*.*") { entry($0.key, settings($0.key)) },
            .each("files.*.from[*]") { entry($0.key, settings($0.key)) },
        ]
        return FileProvenance(
            file: Provenance([], "pruning, overwriting and the check for drift rest on what Spindle wrote"),
            content: .json(table)
        )
    }

    private static func entry(_ path: String, _ settings: [SettingPath]) -> Provenance {
        Provenance(
            settings,
            settings.isEmpty
                ? "the digest of `\(path)`, which is the same for every fleet"
                : "the digest of `\(path)`, which changes with everything that the file is computed from, and its sources"
        )
    }
}
