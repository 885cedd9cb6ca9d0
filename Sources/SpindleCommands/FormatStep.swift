import ArgumentParser
import Compiler
import Diagnostics
import Parallel
import SpecFormat

/// Formats spec files and says what came of it.
struct FormatStep {
    /// Whether nothing is written.
    let isDry: Bool
    private let console = Console.standard
    /// Specs that were looked at.
    private var count = 0
    private var hasFailed = false
    private var hasFault = false

    init(isDry: Bool) { self.isDry = isDry }

    /// - Throws: the exit code of a run that found something.
    mutating func format(_ paths: [String]) throws {
        let sources = try paths.map { try FormatSource($0) }
        var seen = Set<String>()
        var changed = 0
        for source in sources {
            for note in source.notes { console.error(note) }
            let files = source.files.filter { seen.insert("\(source.worktree.root)/\($0.path)").inserted }
            let changes = changes(of: files, readDiagnostics: source.diagnostics, isNamed: source.isFile)
            changed += isDry ? show(changes) : apply(changes, in: source.worktree)
        }
        if isDry, changed > 0 {
            let verb = changed == 1 ? "is" : "are"
            console.error("\(changed) of \(count.of("file")) \(verb) not formatted: `spindle fmt` does it")
        } else if !hasFailed, !hasFault {
            let already = count > 0 ? "\(count.of("file")) formatted already" : "nothing to format"
            console.error(changed > 0 ? "formatted \(changed) of \(count.of("file"))" : already)
        }
        try finish()
    }

    mutating func formatStandardInput() throws {
        let input: SpecInput
        do throws(SpecFolder.Unreadable) {
            input = try .standardInput()
        } catch {
            console.error("error: \(error.message)")
            throw ExitCode.usage
        }
        let changes = changes(of: [input], isNamed: true)
        if isDry {
            _ = show(changes)
        } else if !hasFailed, !hasFault {
            console.output(String(decoding: changes.first?.new ?? input.bytes, as: UTF8.self))
        }
        try finish()
    }

    private func finish() throws {
        if hasFault { throw ExitCode.fault }
        if hasFailed { throw ExitCode.diagnostics }
    }

    /// Formats files, and prints why some are left as they are.
    /// - Parameter isNamed: whether the files were named one by one, so that a file that is no spec is a mistake.
    private mutating func changes(
        of files: [SpecInput],
        readDiagnostics: [Diagnostic] = [],
        isNamed: Bool
    ) -> [Worktree.Change] {
        var sources = SourceMap()
        let ids = files.map { sources.add(path: $0.path, bytes: $0.bytes) }
        let outcomes = ids.concurrentMap { [sources] id in
            Result { () throws(FormatFault) in try SpecFormatter.format(id, in: sources) }
        }
        var diagnostics = readDiagnostics
        var changes: [Worktree.Change] = []
        for (file, outcome) in zip(files, outcomes) {
            switch outcome {
            case .success(.formatted(let bytes)):
                count += 1
                if bytes != file.bytes { changes.append(.init(path: file.path, old: file.bytes, new: bytes)) }
            case .success(.invalid(let found)): diagnostics += found
            case .success(.foreign(let found)): if isNamed { diagnostics += found }
            case .failure(let fault):
                console.error("internal error: cannot format `\(file.path)`: \(fault.reason)")
                console.error("the file is as it was; please report it with the file")
                hasFault = true
            }
        }
        var renderer = TerminalRenderer(sources, color: console.allowsColor(.error))
        for diagnostic in diagnostics.ordered(in: sources) { console.error(renderer.render(diagnostic) + "\n") }
        if diagnostics.contains(where: { $0.severity == .error }) { hasFailed = true }
        return changes
    }

    /// - Returns: how many files were changed.
    private mutating func apply(_ changes: [Worktree.Change], in worktree: Worktree) -> Int {
        do throws(Worktree.NotChanged) {
            try worktree.apply(changes)
        } catch {
            console.error("error: cannot write `\(error.path)`: \(error.reason)")
            hasFailed = true
            return 0
        }
        for change in changes { console.output(change.path + "\n") }
        return changes.count
    }

    /// Shows what would change, but for what may be a secret.
    /// - Returns: how many files would.
    private mutating func show(_ changes: [Worktree.Change]) -> Int {
        for change in changes {
            let hidden = FleetCompiler.suspects(in: SpecInput(path: change.path, bytes: change.old))
            let diff = UnifiedDiff(path: change.path, from: change.old, to: change.new, hiding: hidden)
            console.output(diff.render(color: console.allowsColor(.output)))
            console.error("not formatted: \(change.path)")
        }
        if !changes.isEmpty { hasFailed = true }
        return changes.count
    }
}
