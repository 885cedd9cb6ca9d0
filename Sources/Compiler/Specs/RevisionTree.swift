import Diagnostics
import GitTree

/// The files of a revision.
struct RevisionTree: FileTree {
    let files: GitFiles

    func kind(of path: String) throws(FileFailure) -> FileKind? {
        try attempt { () throws(GitFailure) in try files.kind(of: path).map(FileKind.init) }
    }

    func entries(of folder: String) throws(FileFailure) -> [FileEntry] {
        try attempt { () throws(GitFailure) in
            try files.entries(of: folder).map { FileEntry(name: $0.name, kind: FileKind($0.kind)) }
        }
    }

    func destination(of path: String) throws(FileFailure) -> FileDestination {
        switch try attempt({ () throws(GitFailure) in try files.destination(of: path) }) {
        case .inside(let path): .inside(path)
        case .outside: .outside
        case .nowhere: .nowhere
        }
    }

    func read(_ path: String, limit: Int) throws(FileFailure) -> [UInt8] {
        let bytes = try attempt { () throws(GitFailure) in try files.read(path, limit: limit) }
        guard let bytes else { throw .tooLarge(path, limit: limit) }
        return bytes
    }

    private func attempt<Value>(_ body: () throws(GitFailure) -> Value) throws(FileFailure) -> Value {
        do {
            return try body()
        } catch {
            throw FileFailure(reason: error.diagnostic.message, diagnostic: error.diagnostic)
        }
    }
}

extension FileKind {
    fileprivate init(_ kind: GitFiles.Kind) {
        switch kind {
        case .file: self = .file
        case .folder: self = .folder
        case .link: self = .link
        case .submodule: self = .submodule
        }
    }
}
