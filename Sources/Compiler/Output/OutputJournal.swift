import FleetEmit
import Parallel

/// The moves of one run, so that they can be undone.
struct OutputJournal {
    private let folder: String
    private let staging: String
    private var moves: [(from: String, to: String)] = []
    /// Folders of the output, relative to it, that are there already.
    private var present: Set<Substring> = []
    /// Folders that were moved into place with all that is in them.
    private var moved: Set<Substring> = []

    init(folder: String, staging: String) {
        self.folder = folder
        self.staging = staging
    }

    private var new: String { "\(staging)/new" }

    /// Writes all new bytes beside the old ones. A disk that is full shows here, before anything has changed.
    func stage(_ plan: OutputPlan) throws(Disk.Failure) {
        try Disk.createFolders(folder)
        try Disk.removeTree(staging)
        try Disk.createFolder(staging)
        try Disk.createFolder(new)
        // A folder before those in it.
        let folders = Dictionary(grouping: Set(plan.stale.flatMap { $0.path.parents }), by: \.depth)
        for (_, level) in folders.sorted(by: { $0.key < $1.key }) {
            try level.concurrentForEach { [new] folder throws(Disk.Failure) in try Disk.createFolder("\(new)/\(folder)")
            }
        }
        try plan.stale.concurrentForEach { [new] file throws(Disk.Failure) in
            try Disk.create("\(new)/\(file.path)", file.bytes)
        }
        let lock = plan.lock.json
        try Disk.create("\(new)/\(LockFile.name)", lock)
        try Disk.create("\(staging)/\(LockFile.name)", lock)
    }

    mutating func commit(_ plan: OutputPlan) throws(Disk.Failure) {
        for (index, file) in plan.stale.enumerated() {
            guard try !moveNewFolder(above: file.path) else { continue }
            try replace(file.path, keeping: "\(staging)/old-\(index)")
        }
        for (index, path) in plan.orphaned.enumerated() {
            try move("\(folder)/\(path)", to: "\(staging)/orphan-\(index)")
        }
        try replace(LockFile.name, keeping: "\(staging)/old-lock")
    }

    mutating func undo() {
        for (from, to) in moves.reversed() { try? Disk.move(to, to: from) }
        moves = []
    }

    /// Moves the outermost folder above a file that is not there yet, with everything in it: one step for many files.
    /// - Returns: whether the file has come into place this way.
    private mutating func moveNewFolder(above file: String) throws(Disk.Failure) -> Bool {
        for parent in file.parents {
            if moved.contains(parent) { return true }
            guard !present.contains(parent) else { continue }
            guard try Disk.kind(of: "\(folder)/\(parent)") != nil else {
                try move("\(new)/\(parent)", to: "\(folder)/\(parent)")
                moved.insert(parent)
                return true
            }
            present.insert(parent)
        }
        return false
    }

    private mutating func replace(_ path: String, keeping old: String) throws(Disk.Failure) {
        let target = "\(folder)/\(path)"
        if try Disk.kind(of: target) != nil { try move(target, to: old) }
        try move("\(new)/\(path)", to: target)
    }

    private mutating func move(_ from: String, to: String) throws(Disk.Failure) {
        try Disk.move(from, to: to)
        moves.append((from, to))
    }
}

extension String {
    /// The folders that a relative path leads through, outermost first.
    fileprivate var parents: some Sequence<Substring> {
        utf8.indices.lazy.filter { utf8[$0] == UInt8(ascii: "/") }.map { self[..<$0] }
    }
}

extension Substring {
    fileprivate var depth: Int { utf8.count { $0 == UInt8(ascii: "/") } }
}
