import Compiler
import Diagnostics
import Fleet
import FleetEmit
import Testing

/// Every line of every output has an answer of its own: no table leaves a value out, and there is none for the rest.
@Suite struct WhyCoverageTests {
    @Test(arguments: SampleFleet.all)
    func everyLineHasAnAnswer(fleet: SampleFleet) throws {
        let result = try fleet.compiled()
        let origins = try #require(OutputOrigins(result))
        let known = SettingOrigins(result.documents)
        #expect(Set(origins.paths) == Set(result.files.map(\.path) + [LockFile.name]))
        var settings = Set<SettingPath>()
        for path in origins.paths {
            let file = try #require(origins.file(path), "nothing is known of \(path)")
            #expect(!file.existence.reason.isEmpty)
            let texts = String(decoding: file.file.bytes, as: UTF8.self)
                .split(separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in file.lines.enumerated() {
                let place = "\(path):\(index + 1): \(texts[index])"
                guard let line else {
                    Issue.record("no answer for \(place)")
                    continue
                }
                #expect(line.provenance.reason.count > 5, "\(place)")
                settings.formUnion(line.provenance.all)
                for setting in line.provenance.all where known.chain(of: setting) == nil {
                    Issue.record("\(place) names \(setting), which is no setting")
                }
            }
        }
        // What the answers name can be explained.
        for topic in Set(settings.compactMap(\.topic)) {
            if case .unknown = Explanation.of(topic) { Issue.record("`spindle explain '\(topic)'` knows nothing") }
        }
    }
}
