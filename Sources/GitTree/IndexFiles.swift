import Crypto
import FoundationEssentials

/// The files by which git finds objects and commits quickly. libgit2 follows the places in them without a look at how large
/// the files are that they point into: a damaged one would have it read whatever memory is there. Each ends with its SHA-1.
enum IndexFiles {
    /// The path of the first one that is damaged.
    /// - Parameter objects: the folder of objects of a repository; those that it borrows from are looked at, too.
    static func firstDamaged(in objects: String, depth: Int = 0) -> String? {
        let packs = (try? FileManager.default.contentsOfDirectory(atPath: "\(objects)/pack")) ?? []
        let indexes = packs.filter { $0.hasSuffix(".idx") || $0 == "multi-pack-index" }.map { "\(objects)/pack/\($0)" }
        if let damaged = (indexes + ["\(objects)/info/commit-graph"]).first(where: isDamaged) { return damaged }
        // As many steps as libgit2 takes.
        guard depth < 5 else { return nil }
        return alternates(of: objects).lazy.compactMap { firstDamaged(in: $0, depth: depth + 1) }.first
    }

    private static func isDamaged(_ file: String) -> Bool {
        guard let bytes = try? Data(contentsOf: URL(filePath: file), options: .mappedIfSafe) else { return false }
        return !bytes.suffix(20).elementsEqual(Insecure.SHA1.hash(data: bytes.dropLast(20)))
    }

    /// The folders of objects that a repository borrows from, one a line.
    private static func alternates(of objects: String) -> [String] {
        let bytes = FileManager.default.contents(atPath: "\(objects)/info/alternates") ?? Data()
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            line.hasPrefix("/") ? String(line) : "\(objects)/\(line)"
        }
    }
}
