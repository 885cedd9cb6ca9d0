import Diagnostics
import Fleet
import SpecSyntax

extension SpecFolder {
    /// The absolute path of a file with every link in its folder followed; the file need not exist.
    package static func canonical(_ path: String) -> String {
        if let real = try? Disk.realPath(path) { return real }
        guard let folder = parent(of: path), let slash = path.lastIndex(of: "/") else { return path }
        let above = canonical(folder)
        return (above == "/" ? "" : above) + path[slash...]
    }

    /// The folder of the fleet that a file belongs to: the nearest above it with a document of kind Fleet in it, else the
    /// nearest called `specs`. Programs of Jsonnet may lie beside that, as policies do.
    ///
    /// - Parameters:
    ///   - file: canonical.
    ///   - roots: canonical folders above which nobody looks; nor does anybody above a repository.
    ///   - buffers: files that read differently from what is on disk.
    /// - Returns: `nil` when the file is of no fleet.
    package static func fleet(of file: String, within roots: [String], buffers: [String: [UInt8]]) -> String? {
        var folders: [String] = []
        var next = parent(of: file)
        while let folder = next {
            folders.append(folder)
            let isTop = roots.contains(folder) || (try? Disk.kind(of: "\(folder)/.git")) != nil
            next = isTop ? nil : parent(of: folder)
        }
        if !isData(file) {
            folders = folders.flatMap { [$0, $0 == "/" ? "/specs" : "\($0)/specs"] }
        }
        // Most fleets say by the name of the file where their document is, and then no other needs to be read.
        return folders.first { holdsFleet($0, buffers) { $0.hasPrefix("fleet.") } }
            ?? folders.first { holdsFleet($0, buffers) { _ in true } }
            ?? folders.first { $0.hasSuffix("/specs") && (try? Disk.kind(of: $0)) == .folder }
    }

    private static func isData(_ file: String) -> Bool { [".yaml", ".yml", ".json"].contains(where: file.hasSuffix) }

    private static func holdsFleet(_ folder: String, _ buffers: [String: [UInt8]], where isWanted: (String) -> Bool)
        -> Bool
    {
        let tree = OverlayTree(buffers, over: DiskTree(root: folder))
        guard let entries = try? tree.entries(of: ".") else { return false }
        return entries.contains { entry in
            guard isWanted(entry.name), extensions.contains(where: { entry.name.hasSuffix("." + $0) }),
                let bytes = try? tree.read(entry.name, limit: SpecLimits().fileBytes)
            else { return false }
            return isData(entry.name) ? hasFleetDocument(bytes) : contains("Fleet", bytes)
        }
    }

    private static func hasFleetDocument(_ bytes: [UInt8]) -> Bool {
        guard contains(DocumentKind.fleet.rawValue, bytes) else { return false }
        var sources = SourceMap()
        let file = sources.add(path: "", bytes: bytes)
        return YAMLReader.read(file, in: sources).documents.contains { document in
            guard case .scalar(DocumentKind.fleet.rawValue, _)? = document["kind"]?.content else { return false }
            return true
        }
    }

    private static func contains(_ word: String, _ bytes: [UInt8]) -> Bool {
        bytes.firstRange(of: Array(word.utf8)) != nil
    }
}
