import ArgumentParser
import Compiler
import Diagnostics

/// The files behind a path that `spindle fmt` was given.
struct FormatSource {
    let worktree: Worktree
    /// Whether the path names one file.
    let isFile: Bool
    private(set) var files: [SpecInput] = []
    /// What could not be read.
    let diagnostics: [Diagnostic]
    /// Files that are left alone, and why.
    private(set) var notes: [String] = []

    /// - Throws: the exit code for wrong usage, once it is said what is wrong.
    init(_ path: String) throws {
        let console = Console.standard
        guard !SpecFolder.leavesRepository(path) else {
            console.error("error: `\(path)` leads out of its repository through a symbolic link")
            console.error("  = help: name the file or folder that it leads to")
            throw ExitCode.usage
        }
        let folder: SpecFolder
        do throws(SpecFolder.Unreadable) {
            folder = try SpecFolder(path)
        } catch {
            console.error("error: \(error.message)")
            if path == "specs" { console.error("  = help: name the folder of the specs: spindle fmt PATH") }
            throw ExitCode.usage
        }
        // That of a folder on disk.
        guard let worktree = folder.worktree else { throw ExitCode.fault }
        self.worktree = worktree
        let contents = folder.read()
        diagnostics = contents.diagnostics
        isFile = contents.files.map(\.path) == [folder.path]
        for file in contents.files {
            if [".json", ".jsonnet"].contains(where: file.path.hasSuffix) {
                if isFile { notes.append("left `\(file.path)` as it is: only YAML is formatted") }
            } else if !worktree.isOwn(file.path) {
                notes.append("left `\(file.path)` as it is: it is a symbolic link")
            } else {
                files.append(file)
            }
        }
    }
}
