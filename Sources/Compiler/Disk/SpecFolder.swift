package import Diagnostics
package import SpecSyntax

/// Finds and reads the spec files of a folder of the worktree.
package struct SpecFolder {
    /// The repository that holds it, or the folder above it outside of one: nothing beyond is ever read.
    package let root: String
    /// The folder, relative to the root; `.` when they are one.
    package let path: String
    private let limits: SpecLimits

    /// A path that cannot be read at all.
    package struct Unreadable: Error {
        package var message: String
    }

    /// What a folder holds.
    package struct Contents {
        package var files: [SpecInput] = []
        package var diagnostics: [Diagnostic] = []

        package init(files: [SpecInput] = []) { self.files = files }
    }

    /// - Parameter path: a folder of specs or a single spec file, relative to the working folder or absolute.
    package init(_ path: String, limits: SpecLimits = SpecLimits()) throws(Unreadable) {
        self.limits = limits
        let real: String
        do {
            real = try Disk.realPath(path)
        } catch {
            throw Unreadable(message: "cannot read `\(path)`: \(error)")
        }
        let root = Self.root(of: real)
        self.root = root
        self.path = Self.relative(real, to: root) ?? "."
    }

    /// The nearest folder above with `.git` in it, else the parent.
    private static func root(of path: String) -> String {
        var folder = path
        while let parent = parent(of: folder) {
            if (try? Disk.kind(of: "\(folder)/.git")) != nil { return folder }
            folder = parent
        }
        return parent(of: path) ?? path
    }

    private static func parent(of path: String) -> String? {
        guard path != "/", let slash = path.lastIndex(of: "/") else { return nil }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func relative(_ path: String, to root: String) -> String? {
        if path == root { return "." }
        let prefix = root == "/" ? "/" : root + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil
    }

    package static let extensions = ["yaml", "yml", "json", "jsonnet"]

    /// Where output goes unless told otherwise: `generated` beside the folder.
    package var defaultOutput: String {
        let parent = Self.parent(of: absolute(path)) ?? "/"
        return parent == "/" ? "/generated" : "\(parent)/generated"
    }

    /// Everything in which a change can matter to those who have read the folder, as absolute paths: the folder, and where the
    /// files lie that were read from elsewhere, by links and imports.
    /// - Parameter files: what was read, relative to the root.
    package func watchedPaths(for files: [String]) -> [String] {
        let folder = absolute(path)
        let others = Set(files.compactMap { try? Disk.realPath(absolute($0)) }.compactMap(Self.parent)).filter {
            Self.relative($0, to: folder) == nil
        }
        return [folder] + others.sorted()
    }

    /// Reads every spec file, in the order of their paths.
    package func read() -> Contents {
        var contents = Contents()
        if (try? Disk.kind(of: absolute(path))) == .folder {
            readFolder(path, into: &contents)
        } else {
            readFile(path, into: &contents)
        }
        return contents
    }

    /// Reads a file that a Jsonnet program imports.
    ///
    /// - Parameters:
    ///   - path: as the program has it.
    ///   - directory: where the importing file lies, relative to the root.
    package func readImport(_ path: String, from directory: String) throws(JsonnetImportError) -> JsonnetImport {
        let inside = try JsonnetImport.path(of: path, importedIn: directory)
        guard let real = try? Disk.realPath(absolute(inside)) else { throw .missing }
        guard let target = Self.relative(real, to: root), target != "." else { throw .symbolicLink }
        do {
            return JsonnetImport(path: target, bytes: try Disk.read(real, limit: limits.fileBytes))
        } catch {
            throw .unreadable("\(error)")
        }
    }

    private func absolute(_ path: String) -> String {
        path == "." ? root : root == "/" ? "/\(path)" : "\(root)/\(path)"
    }

    private func readFolder(_ folder: String, into contents: inout Contents) {
        let names: [String]
        do {
            names = try Disk.names(in: absolute(folder))
        } catch {
            return contents.diagnostics.append(.unreadable(folder, because: "\(error)"))
        }
        // Hidden files are an editor's or git's.
        for name in names where !name.hasPrefix(".") {
            guard contents.files.count <= limits.files else {
                return contents.diagnostics = [.tooManyFiles(limit: limits.files, in: path)]
            }
            let child = folder == "." ? name : "\(folder)/\(name)"
            switch try? Disk.kind(of: absolute(child)) {
            case .folder: readFolder(child, into: &contents)
            case .file where isSpec(name): readFile(child, into: &contents)
            case .link: readLink(child, into: &contents)
            default: continue
            }
        }
    }

    /// A link counts as the file it leads to, which must lie in the repository. Links to folders are not followed, so
    /// that no cycle is.
    private func readLink(_ link: String, into contents: inout Contents) {
        guard let real = try? Disk.realPath(absolute(link)) else {
            guard isSpec(link) else { return }
            return contents.diagnostics.append(.unreadable(link, because: "the symbolic link leads nowhere"))
        }
        guard let target = Self.relative(real, to: root) else {
            return contents.diagnostics.append(.linkLeavesRepository(link))
        }
        switch try? Disk.kind(of: real) {
        case .file where isSpec(link):
            // A target that is read anyway would define everything in it twice.
            if Self.relative(real, to: absolute(path)) != nil, isSpec(target) { return }
            readFile(link, into: &contents)
        case .folder: contents.diagnostics.append(.linkToFolder(link))
        default: return
        }
    }

    private func readFile(_ file: String, into contents: inout Contents) {
        do {
            let bytes = try Disk.read(absolute(file), limit: limits.fileBytes, followsLink: true)
            contents.files.append(SpecInput(path: file, bytes: bytes))
        } catch {
            contents.diagnostics.append(.unreadable(file, because: "\(error)"))
        }
    }

    private func isSpec(_ name: String) -> Bool {
        guard let dot = name.lastIndex(of: ".") else { return false }
        return Self.extensions.contains(String(name[name.index(after: dot)...]))
    }
}

extension SpecInput {
    /// Standard input, as one file.
    package static func standardInput(limits: SpecLimits = SpecLimits()) throws(SpecFolder.Unreadable) -> SpecInput {
        do {
            return SpecInput(path: "<stdin>", bytes: try Disk.readStandardInput(limit: limits.fileBytes))
        } catch {
            throw SpecFolder.Unreadable(message: "cannot read standard input: \(error)")
        }
    }
}
