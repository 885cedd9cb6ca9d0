import Compiler
import Diagnostics
import FleetEmit
import Testing

/// The tables tell the truth: whatever setting is changed, each line of the output that changes with it names it.
@Suite struct WhyTruthTests {
    struct SpecFile: Sendable, CustomStringConvertible {
        var fleet: SampleFleet
        var index: Int
        var path: String

        var description: String { "\(fleet)/\(path)" }
    }

    /// The fleets whose settings are changed, file by file, so that files are worked on side by side.
    static let files: [SpecFile] = ["specs", "Tests/CompilerTests/Fixtures/everything"].flatMap { folder in
        let fleet = SampleFleet(folder: folder)
        let inputs = (try? fleet.inputs()) ?? []
        return inputs.enumerated().map { SpecFile(fleet: fleet, index: $0.offset, path: $0.element.path) }
    }

    @Test(arguments: files)
    func changedLinesNameTheSettingThatChangedThem(file: SpecFile) throws {
        let inputs = try file.fleet.inputs()
        let before = try #require(OutputLines(file.fleet.compiled()))
        let scalars = SettingScalars(inputs)
        var changed = 0
        for scalar in scalars.settings where scalar.file == file.index {
            let setting = "\(scalar.path.joined(separator: ".")): \(scalar.text)"
            guard let (perturbation, after) = Self.firstValid(scalars.perturbations(of: scalar, in: inputs)) else {
                if !Self.unchangeable.contains(setting) { Issue.record("no other value is valid for `\(setting)`") }
                continue
            }
            let (named, silent) = perturbation.changedLines(before: before, after: after)
            changed += named
            let change = perturbation.edits.map { "`\($0.scalar.text)` to `\($0.text)`" }.joined(separator: ", ")
            #expect(
                silent.isEmpty,
                """
                changing `\(setting)` (\(change)) changed \(silent.count) lines that do not name it, such as
                \(silent.prefix(5).map { "\($0.place): \($0.text)\n    = \($0.reason)" }.joined(separator: "\n"))
                """
            )
        }
        #expect(changed > 0)
    }

    private static func firstValid(_ perturbations: [Perturbation]) -> (Perturbation, OutputLines)? {
        for perturbation in perturbations.prefix(12) {
            if let after = OutputLines(SampleFleet.compile(perturbation.inputs)) { return (perturbation, after) }
        }
        return nil
    }

    /// Settings of the samples that nothing else can stand for.
    static let unchangeable: Set = [
        // Each allows other keys beside it than the other does.
        "scale.idleTimeout.policy: adaptive", "scale.idleTimeout.policy: fixed", "storage.kind: existingClaim",
        "storage.kind: hostPath",
        // The claim is that of the source.
        "storage.claim: weights",
        // The pool has no more GPUs, and fewer do not hold the model.
        "models.deepseek-r1.placement.gpus: 16", "placement.gpus: 8",
        // The one model of the laptop.
        "routing.routes.[].candidates.[]: small",
        // It is about a warning, which no output has.
        "allow.[].rule: SP5005",
    ]
}
