extension SpecFolder {
    /// Where a change can matter to those who have read the folder, as absolute paths: itself, and the folders of what was read
    /// from elsewhere, by links and imports. Empty for a revision, which never changes.
    /// - Parameter files: what was read, relative to the root.
    package func watchedPaths(for files: [String]) -> [String] {
        guard let tree = worktree?.tree else { return [] }
        let folder = tree.absolute(path)
        let others = Set(files.compactMap { try? Disk.realPath(tree.absolute($0)) }.compactMap(Self.parent)).filter {
            DiskTree.relative($0, to: folder) == nil
        }
        return [folder] + others.sorted()
    }
}
