import Compiler
import Diagnostics
import FleetEmit
import Testing

/// The tables tell the truth: whatever setting is changed, each line of the output that changes with it names it.
@Suite struct WhyTruthTests {
    @Test(arguments: [SampleFleet(folder: "specs"), SampleFleet(folder: "Tests/CompilerTests/Fixtures/everything")])
    func changedLinesNameTheSettingThatChangedThem(fleet: SampleFleet) throws {
        let inputs = try fleet.inputs()
        let before = try #require(OutputLines(fleet.compiled()))
        let scalars = SettingScalars(inputs)
        var unchanged: [String] = []
        for scalar in scalars.settings {
            var isChanged = false
            for perturbation in Self.perturbations(of: scalar, in: scalars, inputs).prefix(12) {
                guard let after = OutputLines(SampleFleet.compile(perturbation.inputs)) else { continue }
                isChanged = true
                for silent in perturbation.silentLines(before: before, after: after) {
                    Issue.record(
                        "`\(scalar.text)` → `\(perturbation.text)` at \(inputs[scalar.file].path) \(scalar.path.joined(separator: ".")) changed \(silent.place) | \(silent.text.trimmingPrefix { $0 == " " }) | \(silent.reason)"
                    )
                }
                break
            }
            if !isChanged { unchanged.append("\(inputs[scalar.file].path) \(scalar.path.joined(separator: ".")): \(scalar.text)") }
        }
        #expect(unchanged.isEmpty, "no other value is valid for \(unchanged.count):\n\(unchanged.joined(separator: "\n"))")
    }

    private static func perturbations(
        of scalar: SettingScalars.Scalar,
        in scalars: SettingScalars,
        _ inputs: [SpecInput]
    ) -> [Perturbation] {
        let isName = scalar.path.suffix(1) == ["name"]
        let renamed = isName ? [Perturbation(scalars.places(of: scalar.text), to: scalar.text + "x", in: inputs)] : []
        return renamed + scalars.alternatives(for: scalar).map { Perturbation([scalar], to: $0, in: inputs) }
    }
}
