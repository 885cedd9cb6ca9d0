import FleetDiff
import TestSupport
import Testing

/// Every folder of `Fixtures/changes` is a change: `base/` and `head/` are its two sides, `expected.*` what is shown of it in each
/// format.
@Suite struct GoldenTests {
    @Test(arguments: Compared.fixtures.folders())
    func change(name: String) throws {
        let report = Compared.fixture(name)
        let folder = "\(Compared.fixtures.path)/\(name)"
        let text = DiffTextRenderer(color: false).render(report)
        let errors = [report.base, report.head].map { side in
            side.errors.isEmpty ? "" : "\nin \(side.name):\n\(Compared.errors(side))"
        }
        expectGolden(text + errors.joined(), at: "\(folder)/expected.txt")
        expectGolden(try DiffJSONRenderer().render(report), at: "\(folder)/expected.json")
        expectGolden(DiffMarkdownRenderer().render(report), at: "\(folder)/expected.md")
    }
}
