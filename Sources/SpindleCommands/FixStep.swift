import Compiler
import Diagnostics

/// Makes the safe fixes of a fleet: in memory until none is left, then on disk, with the difference shown before.
struct FixStep {
    let specs: FleetSpecs
    let worktree: Worktree
    let options: FleetOptions
    private let console = Console.standard
    /// Fixes can uncover what more fixes are for; three rounds are the most that was ever seen.
    private static let mostRounds = 10

    init(_ specs: FleetSpecs, in worktree: Worktree, options: FleetOptions) {
        (self.specs, self.worktree, self.options) = (specs, worktree, options)
    }

    /// - Parameter first: what the specs compile to as they are.
    /// - Returns: why the files were not changed.
    func run(after first: CompileResult) -> [Diagnostic] {
        let own = Set(specs.contents.files.map(\.path).filter(worktree.isOwn))
        var (fixed, result, count) = (specs, first, 0)
        for _ in 0..<Self.mostRounds {
            let plan = FixPlan(result.diagnostics, in: result.sources) { own.contains($0) }
            guard plan.count > 0 else { break }
            count += plan.count
            for index in fixed.contents.files.indices {
                let file = fixed.contents.files[index]
                fixed.contents.files[index].bytes = plan.apply(to: file.bytes, at: file.path)
            }
            result = fixed.compile(options, emits: false)
        }
        let changes = zip(specs.contents.files, fixed.contents.files).compactMap { old, new in
            old.bytes == new.bytes ? nil : Worktree.Change(path: old.path, old: old.bytes, new: new.bytes)
        }
        let left = result.diagnostics.count { $0.safeFix(in: result.sources) != nil }
        if left > 0 {
            console.error("left \(left.of("finding")) in files that are imported or behind a symbolic link")
        }
        guard !changes.isEmpty else {
            if left == 0 { console.error("nothing to fix") }
            return []
        }
        show(changes, hiding: [first.sources, result.sources])
        do throws(Worktree.NotChanged) {
            try worktree.apply(changes)
        } catch {
            return [error.diagnostic]
        }
        console.error("fixed \(count.of("finding")) in \(changes.count.of("file"))")
        return []
    }

    /// Shows the difference: as the result of the command, or beside a result that programs read.
    private func show(_ changes: [Worktree.Change], hiding sources: [SourceMap]) {
        let color = console.allowsColor(options.format == .text ? .output : .error)
        for change in changes {
            let hidden = sources.reduce(into: Set()) { $0.formUnion($1.concealedTexts(in: change.path)) }
            let text = UnifiedDiff(path: change.path, from: change.old, to: change.new, hiding: hidden)
                .render(color: color)
            if options.format == .text { console.output(text) } else { console.error(text) }
        }
    }
}
