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
        for scalar in scalars.settings where scalar.file == file.index {
            let path = scalar.path.joined(separator: ".")
            let found = scalars.perturbations(of: scalar, in: inputs).prefix(12).lazy.compactMap { perturbation in
                OutputLines(SampleFleet.compile(perturbation.inputs)).map { (perturbation, $0) }
            }.first
            guard let (perturbation, after) = found else {
                #expect(
                    Self.fixed[path]?.contains(scalar.text) == true,
                    "no other value is valid for `\(path): \(scalar.text)`"
                )
                continue
            }
            let silent = perturbation.silentLines(before: before, after: after)
            let change = perturbation.edits.map { "`\($0.scalar.text)` to `\($0.text)`" }.joined(separator: ", ")
            #expect(
                silent.isEmpty,
                """
                changing `\(path)` (\(change)) changed \(silent.count) lines that do not name it, such as
                \(silent.prefix(5).map { "\($0.place): \($0.text)\n    = \($0.reason)" }.joined(separator: "\n"))
                """
            )
        }
    }

    /// Settings of the samples that have no other valid value, with the reason of each.
    static let fixed: [String: [String]] = [:]
}
