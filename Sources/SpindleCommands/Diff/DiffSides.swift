import ArgumentParser
import Compiler
import Diagnostics
import Dispatch
import FleetDiff
import GitTree
import SpecSyntax
import Synchronization

/// The specs of both sides of a comparison, read and not yet compiled.
struct DiffSides: Sendable {
    private let base: DiffSide
    private let head: DiffSide

    /// Reads both sides. A revision that cannot be read is an error of its side; a worktree that cannot be read is wrong
    /// usage.
    init(base: String?, head: String?, specs path: String) throws {
        if let head {
            let new = DiffSide(at: head, path, isOptional: true)
            // Without specs on either side it is the path that is wrong.
            self.base = DiffSide(at: base, orWhereLeft: head, path, isOptional: new.hasSpecs)
            self.head = new
        } else {
            self.head = try Self.worktree(path)
            self.base = DiffSide(at: base, orWhereLeft: "HEAD", path, isOptional: true)
        }
    }

    private static func worktree(_ path: String) throws -> DiffSide {
        do throws(SpecFolder.Unreadable) {
            let folder = try SpecFolder(path)
            return DiffSide(name: "the worktree", specs: FleetSpecs(folder: folder, contents: folder.read()))
        } catch {
            Console.standard.error("error: \(error.message)")
            Console.standard.error("  = help: name the folder of the specs: spindle diff --specs PATH")
            throw ExitCode.usage
        }
    }

    /// Compiles both sides at the same time, and compares what came of it.
    /// - Parameter replay: what traffic of the past would have met; `nil` where nobody asks.
    func compare(environments: [String], replay: TrafficReplay?) throws(CommandFailure) -> DiffReport {
        let sides = [base, head]
        let results = Mutex([CompileResult?](repeating: nil, count: sides.count))
        DispatchQueue.concurrentPerform(iterations: sides.count) { index in
            let result = sides[index].compile()
            results.withLock { $0[index] = result }
        }
        let compared = zip(sides, results.withLock { $0 }).map { ComparedResult(name: $0.name, result: $1) }
        var report = DiffReport(from: compared[0], to: compared[1], environments: environments)
        try replay?.add(to: &report, compared[0].result, compared[1].result)
        return report
    }
}

/// The specs of one side. Each has a repository of its own, since both are compiled at the same time and programs among them
/// may import further files.
private final class DiffSide: Sendable {
    let name: String
    /// `nil` where there are none.
    private let specs: Mutex<FleetSpecs?>

    init(name: String, specs: sending FleetSpecs?) {
        self.name = name
        self.specs = Mutex(specs)
    }

    /// The specs of a revision.
    /// - Parameters:
    ///   - revision: without one, it is where another left the default branch.
    ///   - path: of the specs, as in the checkout.
    ///   - isOptional: whether there may be none.
    convenience init(at revision: String?, orWhereLeft other: String = "HEAD", _ path: String, isOptional: Bool) {
        do throws(GitFailure) {
            let place = try RepositoryPath(path)
            let found =
                if let revision {
                    try place.repository.revision(revision)
                } else {
                    try place.repository.parting(of: other)
                }
            if isOptional, try GitFiles(place.repository, at: found).kind(of: place.path) == nil {
                self.init(name: found.description, specs: nil)
                return
            }
            let folder = try SpecFolder(place, at: found)
            self.init(name: found.description, specs: FleetSpecs(folder: folder, contents: folder.read()))
        } catch {
            let contents = SpecFolder.Contents(diagnostics: [error.diagnostic])
            self.init(name: revision ?? "the default branch", specs: FleetSpecs(folder: nil, contents: contents))
        }
    }

    var hasSpecs: Bool { specs.withLock { $0 != nil } }

    func compile() -> CompileResult? {
        specs.withLock { specs in specs.map { FleetCompiler().compile($0.request(emits: false)) } }
    }
}

extension GitRepository {
    /// The commit where a revision left the default branch.
    fileprivate func parting(of name: String) throws(GitFailure) -> GitRevision {
        let main = try revision(defaultBranch())
        var base = try mergeBase(of: main, and: revision(name))
        // Its own name is an id, which says nothing to people.
        base.name = base.commit == main.commit ? main.name : "the branch point from \(main.name)"
        return base
    }
}
