/// Notices that something in folders has changed since it was made.
///
/// It is made before the folders are read and used once: so nothing is missed between reading and waiting, and folders that are
/// new are watched from the next one on.
package struct FolderWatch {
    private let source: any ChangeSource

    /// What an editor or git does in one go counts as one change: it is over when nothing has happened for so long.
    private static let quietMilliseconds: Int32 = 50
    /// Nor is it put off any longer than this.
    private static let mostDelay: Duration = .seconds(1)

    /// - Parameter paths: folders, watched with all that is in them, and files. For what does not exist, the nearest folder
    ///   above that does is watched.
    package init(_ paths: [String]) {
        let tree = WatchedTree(paths: paths)
        #if os(Linux)
            // The system limits how many folders may be watched; looking at them from time to time has no limit.
            if let watch = try? Inotify(tree) {
                source = watch
                return
            }
        #endif
        source = FolderPolling(tree)
    }

    init(_ source: any ChangeSource) { self.source = source }

    /// Returns once something has changed and nothing more does.
    package func waitForChange() {
        _ = source.wait(milliseconds: nil)
        let start = ContinuousClock.now
        while source.wait(milliseconds: Self.quietMilliseconds), ContinuousClock.now - start < Self.mostDelay {}
    }
}

/// What tells of changes.
protocol ChangeSource {
    /// Waits for changes since the last call, or since it was made.
    /// - Parameter milliseconds: how long; `nil` is for ever.
    /// - Returns: whether there were any.
    func wait(milliseconds: Int32?) -> Bool
}

/// The folders in which changes matter.
struct WatchedTree {
    let paths: [String]

    /// Visits every folder before it looks at what is in it: a visitor who watches it from then on misses no folder.
    func forEachFolder<Failure>(_ visit: (String) throws(Failure) -> Void) throws(Failure) {
        for path in paths {
            if isFolder(path) { try descend(path, visit) } else { try visit(nearestFolder(above: path)) }
        }
    }

    /// As specs are read: links to folders are not followed, and hidden folders are somebody else's.
    private func descend<Failure>(
        _ folder: String,
        _ visit: (String) throws(Failure) -> Void
    ) throws(Failure) {
        try visit(folder)
        for name in (try? Disk.names(in: folder)) ?? [] where !name.hasPrefix(".") {
            let child = folder == "/" ? "/\(name)" : "\(folder)/\(name)"
            if isFolder(child) { try descend(child, visit) }
        }
    }

    private func nearestFolder(above path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        guard slash != path.startIndex else { return "/" }
        let parent = String(path[..<slash])
        return isFolder(parent) ? parent : nearestFolder(above: parent)
    }

    private func isFolder(_ path: String) -> Bool { (try? Disk.kind(of: path)) == .folder }
}
