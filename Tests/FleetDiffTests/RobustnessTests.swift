import FleetDiff
import SpecSyntax
import TestSupport
import Testing

/// Whatever stands in the specs, a comparison ends, and every format can show it.
@Suite struct RobustnessTests {
    /// The fleet of every key, with scalars in places that were not made for them.
    @Test(arguments: 0..<60)
    func anySpecsCanBeCompared(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let scalars = CompletenessTests.walk.scalars
        let extremes = [
            "0", "1000", "99999", "1e12", "-1", "4096", "3650d", "1PiB", "\"`|<b>\"", "[]", "{}", "null", "never",
        ]
        var bytes = CompletenessTests.bytes
        let places = (0..<3).compactMap { _ in scalars.randomElement(using: &random) }
        for place in places.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
            let other =
                Bool.random(using: &random)
                ? extremes.randomElement(using: &random) : scalars.randomElement(using: &random)?.text
            bytes.replaceSubrange(place.range, with: Array((other ?? "").utf8))
        }
        for report in [
            CompletenessTests.report(bytes),
            Compared.report(Compared.file(String(decoding: bytes, as: UTF8.self)), nil),
        ] {
            #expect(!DiffTextRenderer(color: false).render(report).isEmpty)
            #expect(!(try DiffJSONRenderer().render(report)).isEmpty)
            #expect(DiffMarkdownRenderer().render(report).utf8.count <= 65_536)
            #expect(report.diff != nil || report.hasErrors, "what is not compared has an error")
        }
    }

    @Test func colorIsAllThatColorAdds() {
        let report = Compared.fixture("reorganized")
        let plain = DiffTextRenderer(color: false).render(report)
        let colored = DiffTextRenderer(color: true).render(report)
        #expect(!plain.contains("\u{1B}"))
        #expect(colored != plain)
        #expect(colored.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") == plain)
    }
}
