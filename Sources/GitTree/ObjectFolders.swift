import Crypto
import FoundationEssentials

/// The folders that the objects of a repository lie in: its own and those that it borrows from.
struct ObjectFolders {
    private(set) var paths: [String] = []

    /// - Parameter folder: a folder of objects, such as `.git/objects`.
    init(from folder: String) { add(folder, depth: 0) }

    private mutating func add(_ folder: String, depth: Int) {
        // As many steps as libgit2 takes.
        guard depth <= 5, !paths.contains(folder) else { return }
        paths.append(folder)
        // One a line, relative to the folder or absolute.
        let bytes = FileManager.default.contents(atPath: "\(folder)/info/alternates") ?? Data()
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
            add(line.hasPrefix("/") ? String(line) : "\(folder)/\(line)", depth: depth + 1)
        }
    }

    mutating func append(_ folder: String) { paths.append(folder) }

    /// The path of the first damaged file of those by which git finds objects and commits quickly. libgit2 follows the places
    /// in them without a look at how large the files are that they point into, and would read whatever memory is there. Each
    /// ends with its SHA-1.
    func firstDamagedIndex() -> String? {
        for folder in paths {
            let packs = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/pack")) ?? []
            let indexes = packs.filter { $0.hasSuffix(".idx") || $0 == "multi-pack-index" }.map {
                "\(folder)/pack/\($0)"
            }
            if let damaged = (indexes + ["\(folder)/info/commit-graph"]).first(where: Self.isDamaged) { return damaged }
        }
        return nil
    }

    private static func isDamaged(_ file: String) -> Bool {
        guard let bytes = try? Data(contentsOf: URL(filePath: file), options: .mappedIfSafe) else { return false }
        return !bytes.suffix(20).elementsEqual(Insecure.SHA1.hash(data: bytes.dropLast(20)))
    }
}
