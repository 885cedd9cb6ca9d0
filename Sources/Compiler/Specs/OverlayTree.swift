import SpecSyntax

/// The files of a folder on disk, some of which read differently: the buffers of an editor that are not saved.
struct OverlayTree: FileTree, Sendable {
    private let base: DiskTree
    /// By their paths in the folder.
    private let buffers: [String: [UInt8]]

    /// - Parameter buffers: by their canonical paths; those of other folders are left out.
    init(_ buffers: [String: [UInt8]], over base: DiskTree) {
        self.base = base
        self.buffers = buffers.reduce(into: [:]) { inside, buffer in
            if let path = DiskTree.relative(buffer.key, to: base.root) { inside[path] = buffer.value }
        }
    }

    func kind(of path: String) throws(FileFailure) -> FileKind? {
        buffers[path] == nil ? try base.kind(of: path) : .file
    }

    func entries(of folder: String) throws(FileFailure) -> [FileEntry] {
        let saved = try base.entries(of: folder)
        let known = Set(saved.map(\.name))
        let prefix = folder == "." ? "" : folder + "/"
        let unsaved = buffers.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
            .filter { !$0.contains("/") && !known.contains($0) }
        return (saved + unsaved.map { FileEntry(name: $0, kind: .file) }).sorted {
            $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
    }

    func destination(of path: String) -> FileDestination {
        buffers[path] == nil ? base.destination(of: path) : .inside(path)
    }

    func read(_ path: String, limit: Int) throws(FileFailure) -> [UInt8] {
        guard let buffer = buffers[path] else { return try base.read(path, limit: limit) }
        guard buffer.count <= limit else { throw .tooLarge(path, limit: limit) }
        return buffer
    }

    func read(_ paths: [String], limit: Int) -> [Result<[UInt8], FileFailure>] {
        let saved = base.read(paths.filter { buffers[$0] == nil }, limit: limit)
        var next = saved.makeIterator()
        return paths.map { path in
            if buffers[path] == nil, let result = next.next() { return result }
            return Result { () throws(FileFailure) in try read(path, limit: limit) }
        }
    }
}
