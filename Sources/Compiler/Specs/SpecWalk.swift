import Diagnostics
import GitTree
import SpecSyntax

/// One walk through a folder, which collects the files of some extensions and whatever is wrong with them.
struct SpecWalk {
    let files: any FileTree
    /// The folder or file that is read.
    let top: String
    let extensions: [String]
    let limits: SpecLimits
    private(set) var contents = SpecFolder.Contents()
    /// Files that were found, and where their bytes are.
    private var found: [(path: String, target: String)] = []
    private var entries = 0
    private var isStopped = false

    init(files: any FileTree, top: String, extensions: [String], limits: SpecLimits) {
        self.files = files
        self.top = top
        self.extensions = extensions
        self.limits = limits
    }

    mutating func run() {
        do {
            switch try files.kind(of: top) {
            case .folder: readFolder(top)
            default: found.append((top, top))
            }
        } catch {
            contents.diagnostics.append(error.diagnostic)
        }
        for (file, bytes) in zip(found, files.read(found.map(\.target), limit: limits.fileBytes)) {
            keep(file.path, bytes)
        }
    }

    private mutating func readFolder(_ folder: String) {
        let children: [FileEntry]
        do {
            children = try files.entries(of: folder)
        } catch {
            return contents.diagnostics.append(error.diagnostic)
        }
        // Hidden files are an editor's or git's.
        for child in children where !child.name.hasPrefix(".") {
            let path = folder == "." ? child.name : "\(folder)/\(child.name)"
            entries += 1
            if let limit = exceededLimit(at: path) { stop(limit) }
            if isStopped { return }
            switch child.kind {
            case .folder: readFolder(path)
            case .file where isSpec(child.name): found.append((path, path))
            case .link: readLink(path)
            case .submodule: contents.diagnostics.append(.submodule(path))
            case .file, .other: continue
            }
        }
    }

    private func exceededLimit(at path: String) -> Diagnostic? {
        if found.count > limits.files { return .tooManyFiles(limit: limits.files, in: top) }
        if entries > limits.entries { return .tooManyEntries(limit: limits.entries, in: top) }
        if path.utf8.count > limits.pathBytes {
            return .unreadable(top, because: "a path in it has more than \(limits.pathBytes) bytes")
        }
        return nil
    }

    /// What was read so far is of no use.
    private mutating func stop(_ reason: Diagnostic) {
        contents = SpecFolder.Contents(diagnostics: [reason])
        found = []
        isStopped = true
    }

    /// A link counts as the file it leads to, which must lie in the repository. Links to folders are not followed, so
    /// that no cycle is.
    private mutating func readLink(_ link: String) {
        do {
            switch try files.destination(of: link) {
            case .nowhere where isSpec(link):
                contents.diagnostics.append(.unreadable(link, because: "the symbolic link leads nowhere"))
            case .nowhere: return
            case .outside: contents.diagnostics.append(.linkLeavesRepository(link))
            case .inside(let target):
                switch try files.kind(of: target) {
                case .folder: contents.diagnostics.append(.linkToFolder(link))
                // A target that is read anyway would define everything in it twice.
                case .file where isSpec(link) && !(isBelowTop(target) && isSpec(target)): found.append((link, target))
                default: return
                }
            }
        } catch {
            contents.diagnostics.append(error.diagnostic)
        }
    }

    private mutating func keep(_ file: String, _ read: Result<[UInt8], FileFailure>) {
        switch read {
        case .success(let bytes) where LFSPointer.isPointer(bytes): contents.diagnostics.append(.lfsPointer(file))
        case .success(let bytes): contents.files.append(SpecInput(path: file, bytes: bytes))
        case .failure(let failure): contents.diagnostics.append(failure.diagnostic)
        }
    }

    private func isBelowTop(_ path: String) -> Bool { top == "." || path.hasPrefix(top + "/") }

    private func isSpec(_ name: String) -> Bool {
        guard let dot = name.lastIndex(of: ".") else { return false }
        return extensions.contains(String(name[name.index(after: dot)...]))
    }
}
