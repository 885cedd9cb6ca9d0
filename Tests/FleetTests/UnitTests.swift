import Diagnostics
import Fleet
import SpecSyntax
import Testing

/// The units that people write: what reads as what, what is refused, and that the help which is given then is right.
@Suite struct UnitTests {
    @Test(arguments: [
        ("90s", 90_000), ("10m", 600_000), ("1h30m", 5_400_000), ("500ms", 500), ("2d", 172_800_000), ("0s", 0),
        ("1d2h3m4s5ms", 93_784_005),
        ("3650d", 315_360_000_000), ("30m1h", nil), ("1h1h", nil), ("10", nil), ("", nil), ("m", nil), ("-1s", nil),
        ("1.5h", nil),
        ("3651d", nil), ("99999999999999999999d", nil), ("9223372036854775807d", nil), ("10 m", nil), ("10M", nil),
    ])
    func durations(text: String, milliseconds: Int?) {
        #expect(SpecDuration(specText: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        ("80GiB", 80 << 30), ("512MiB", 512 << 20), ("1.5TB", 1_500_000_000_000), ("1Ki", 1024), ("0B", 0),
        ("80 GiB", 80 << 30),
        ("1048576TiB", 1 << 60), ("1048577TiB", nil), ("80", nil), ("80G", nil), ("gb", nil), ("-1GiB", nil),
        ("1e3GiB", nil), (".5GiB", nil),
        ("5.GiB", nil), ("1.2.3GiB", nil), ("", nil), ("infGiB", nil),
    ])
    func sizes(text: String, bytes: Int?) {
        #expect(ByteSize(specText: text)?.bytes == bytes)
    }

    @Test(arguments: [
        ("32k", 32_768), ("1M", 1_048_576), ("131072", 131_072), ("1.5k", 1536), ("0", nil), ("-1", nil), ("32kb", nil),
        ("k", nil), ("1.5", nil),
        ("99999999999999999999", nil),
    ])
    func tokens(text: String, count: Int?) {
        #expect(TokenCount(specText: text)?.count == count)
    }

    @Test(arguments: [
        ("70.6B", 70_600_000_000), ("270M", 270_000_000), ("1T", 1_000_000_000_000), ("12", 12), ("0", nil),
        ("70b", nil), ("B", nil),
        ("99999999999T", nil),
    ])
    func parameters(text: String, count: Int?) {
        #expect(ParameterCount(specText: text)?.count == count)
    }

    @Test(arguments: [("8", 8000), ("500m", 500), ("0.5", 500), ("0", nil), ("-1", nil), ("8 cores", nil), ("1k", nil)])
    func processors(text: String, millicores: Int?) {
        #expect(CPUQuantity(specText: text)?.millicores == millicores)
    }

    @Test(arguments: [
        ("45 7 * * 1-5", true), ("*/15 * * * *", true), ("0 0 1 jan sun", true), ("0,30 8-18/2 * * MON-FRI", true),
        ("0  0 * * *", true),
        ("60 0 * * *", false), ("0 24 * * *", false), ("0 0 0 * *", false), ("0 0 * 13 *", false), ("0 0 * * 7", false),
        ("0 0 * *", false),
        ("0 0 * * * *", false), ("5-1 0 * * *", false), ("*/0 0 * * *", false), ("-1 0 * * *", false),
        ("+1 0 * * *", false), ("", false),
        ("@daily", false), ("1/2/3 0 * * *", false), (", 0 * * *", false),
    ])
    func crons(text: String, isValid: Bool) {
        #expect((CronExpression(specText: text) != nil) == isValid)
    }

    @Test(arguments: [
        ("2.20", Version(2, 20)), ("v1.35.1", Version(1, 35, 1)), ("2", Version(2, 0)), ("1.2.3.4", nil), ("1.x", nil),
        ("", nil), ("+1.2", nil),
        ("-1.2", nil), ("1..2", nil), ("99999999999999999999.1", nil),
    ])
    func versions(text: String, version: Version?) {
        #expect(Version(specText: text) == version)
    }

    @Test func versionsAreOrderedByNumbers() throws {
        let (low, high) = (try #require(Version(specText: "2.9")), try #require(Version(specText: "2.20")))
        #expect(low < high)
    }

    @Test(arguments: [
        ("vllm/vllm-openai:v0.11.0", true), ("nginx", true), ("localhost:5000/a/b:1", true),
        ("ghcr.io/a/b@sha256:\(digest)", true),
        ("a/b:v1@sha256:\(digest)", true), ("Registry.Example.com/a", true), ("", false), ("a//b", false),
        ("/a", false), ("a/", false),
        ("VLLM/vllm", false), ("a:b:c", false), ("a:", false), ("a:-x", false), ("a@sha256:abc", false),
        ("a@md5:\(digest)", false),
        ("a b", false), ("localhost:99999/a", false), ("a/-b", false),
        ("a:\(String(repeating: "x", count: 129))", false),
    ])
    func images(text: String, isValid: Bool) {
        let image = ImageReference(specText: text)
        #expect((image != nil) == isValid)
        if let image { #expect(image.text == text) }
    }

    @Test(arguments: [
        ("hf://Qwen/Qwen3@\(revision)", true), ("hf://a/b", true), ("s3://bucket/path", true), ("gs://bucket", true),
        ("oci://ghcr.io/a/b@sha256:\(digest)", true), ("pvc://claim/path", true), ("file:///models/x.gguf", true),
        ("https://host/x", true),
        ("hf://a", false), ("hf://a/b/c", false), ("hf://a/b@", false), ("file://models/x", false),
        ("file:///a/../b", false), ("s3://", false),
        ("s3:///path", false), ("https:///x", false), ("pvc:///x", false), ("ftp://a/b", false), ("a/b", false),
        ("hf://a/b c", false),
        ("s3://a\\b", false), ("s3://a\u{7}", false), ("", false), ("://", false),
    ])
    func sources(text: String, isValid: Bool) {
        let source = ModelSource(specText: text)
        #expect((source != nil) == isValid)
        if let source { #expect(source.text == text) }
    }

    @Test(arguments: [
        ("hf://a/b@\(revision)", true), ("hf://a/b@main", false), ("hf://a/b", false),
        ("oci://a/b@sha256:\(digest)", true),
        ("oci://a/b@latest", false), ("s3://a/b", false), ("file:///a", true), ("pvc://a", true),
    ])
    func pins(text: String, isPinned: Bool) {
        #expect(ModelSource(specText: text)?.isPinned == isPinned)
    }

    @Test(arguments: [
        ("9000-9099", 100), ("1024-65535", 64512), ("9000-9000", 1), ("9099-9000", nil), ("80-90", nil),
        ("9000-65536", nil), ("9000", nil),
        ("9000-+9001", nil), ("9000-9001-9002", nil), ("", nil),
    ])
    func ports(text: String, count: Int?) {
        #expect(PortRange(specText: text)?.count == count)
    }

    // MARK: Help

    @Test(arguments: [
        "10", "1.5h", "10min", "10 minutes", "90 secs", "2 hours", "1H30M", "10 m", "2days", "0.25s",
    ])
    func helpForDurations(text: String) { expectProposals(SpecDuration.self, for: text) }

    @Test(arguments: ["80", "80G", "80gb", "80 gib", "512m", "1.5t", "4k", "64mib"])
    func helpForSizes(text: String) { expectProposals(ByteSize.self, for: text) }

    @Test(arguments: ["Qwen/Qwen3", "owner/name@main"])
    func helpForSources(text: String) { expectProposals(ModelSource.self, for: text) }

    @Test(arguments: [
        "", "-5", "inf", "nan", "1e3", "0x10", "abc", "99999999999999999999", "99999999999999999999d", "5000000TiB",
        "é", "-5GiB",
    ])
    func helpNeverProposesWhatIsRefused(text: String) {
        expectProposals(SpecDuration.self, for: text, isNeeded: false)
        expectProposals(ByteSize.self, for: text, isNeeded: false)
        expectProposals(TokenCount.self, for: text, isNeeded: false)
        expectProposals(ParameterCount.self, for: text, isNeeded: false)
        expectProposals(CPUQuantity.self, for: text, isNeeded: false)
        expectProposals(ModelSource.self, for: text, isNeeded: false)
    }

    /// What a tool may write without asking is what was meant to the last digit.
    @Test(arguments: [
        ("10min", "10m"), ("10 minutes", "10m"), ("1H30M", "1h30m"), ("10 m", "10m"), ("1.5h", "1h30m"),
        ("0.25s", "250ms"), ("2days", "2d"), ("90 secs", "1m30s"), ("10", nil), ("0.0001s", nil), ("soon", nil),
    ])
    func certainDurations(text: String, meant: String?) { expectCertain(SpecDuration.self, text, meant) }

    @Test(arguments: [
        ("80gb", "80GB"), ("80 gib", "80GiB"), ("64mib", "64MiB"), ("1tb", "1TB"), ("4kB", nil), ("80", nil),
        ("80G", nil),
        ("4k", nil), ("5000000TiB", nil), ("1.5B", nil),
    ])
    func certainSizes(text: String, meant: String?) {
        guard ByteSize(specText: text) == nil else { return }
        expectCertain(ByteSize.self, text, meant)
    }

    @Test func certainCounts() {
        expectCertain(ParameterCount.self, "70b", "70B")
        expectCertain(ParameterCount.self, "270m", "270M")
        expectCertain(ParameterCount.self, "70 billion", nil)
        expectCertain(TokenCount.self, "1m", "1M")
        expectCertain(TokenCount.self, "32kb", nil)
        expectCertain(ImageReference.self, "Vllm/vllm:V1", nil)
        expectCertain(ModelSource.self, "Qwen/Qwen3", nil)
    }

    private func expectCertain<Unit: SpecText>(_ unit: Unit.Type, _ text: String, _ meant: String?) {
        #expect(Unit(specText: text) == nil, "\(text) is no bad input")
        let certain = Unit.advice(on: text)?.proposals.filter { $0.applicability == .safe }.map(\.text) ?? []
        #expect(certain == (meant.map { [$0] } ?? []), "\(text)")
        for proposal in Unit.advice(on: text)?.proposals ?? [] { #expect(Unit(specText: proposal.text) != nil) }
    }

    /// What stands in backquotes behind `write` or `add a unit:` is a text that decodes.
    private func expectProposals<Unit: SpecText>(_ unit: Unit.Type, for text: String, isNeeded: Bool = true) {
        guard Unit(specText: text) == nil else { return #expect(!isNeeded, "\(text) is no bad input") }
        let help = Unit.advice(on: text)?.help ?? ""
        let quoted = help.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter {
            $0.offset % 2 == 1
        }
        let proposals =
            help.hasPrefix("write `") || help.hasPrefix("add a unit: `") ? quoted.map { String($0.element) } : []
        #expect(!isNeeded || !proposals.isEmpty, "no proposal for \(text): \(help)")
        for proposal in proposals { #expect(Unit(specText: proposal) != nil, "\(text): \(help)") }
    }

    // MARK: Round trips

    @Test func descriptionsOfDurationsReadBack() {
        for milliseconds in Self.samples(upTo: 3650 * 86_400_000) {
            let duration = SpecDuration(milliseconds: milliseconds)
            #expect(SpecDuration(specText: duration.description) == duration)
        }
    }

    @Test func quantitiesOfKubernetesReadBack() {
        for bytes in Self.samples(upTo: 1 << 60) where bytes % 1024 == 0 && bytes > 0 {
            let size = ByteSize(bytes: bytes)
            // A quantity with more digits than a Double holds is Kubernetes' business, not a spec's.
            guard bytes < 1 << 53 else { continue }
            #expect(ByteSize(specText: size.kubernetes) == size)
        }
    }

    @Test func descriptionsOfTokensAndVersionsReadBack() {
        for count in Self.samples(upTo: 1 << 24) where count > 0 {
            #expect(TokenCount(specText: TokenCount(count).description) == TokenCount(count))
            let version = Version(count % 7, count % 50, count % 3)
            #expect(Version(specText: version.description) == version)
            let cpu = CPUQuantity(millicores: count)
            #expect(CPUQuantity(specText: cpu.kubernetes) == cpu)
        }
    }

    @Test(arguments: [
        (1, "1"), (270_000_000, "270M"), (22_700_000, "22.7M"), (70_600_000_000, "70.6B"), (685_000_000_000, "685B"),
    ])
    func descriptionsOfParameters(count: Int, text: String) { #expect(ParameterCount(count).description == text) }

    @Test(arguments: [
        (0, "0 B"), (1 << 30, "1 GiB"), (685_000_000_000, "638 GiB"), (11 << 40, "11 TiB"), (1000, "1 KiB"),
    ])
    func descriptionsOfSizes(bytes: Int, text: String) { #expect(ByteSize(bytes: bytes).description == text) }

    /// Round numbers, their neighbours, and numbers spread over all magnitudes.
    private static func samples(upTo limit: Int) -> [Int] {
        var found: [Int] = [0, 1, limit]
        var value = 1
        while value < limit / 2 {
            value *= 2
            found += [value - 1, value, value / 1000 * 1000, value / 60_000 * 60_000, value / 7 * 3]
        }
        return found.filter { $0 <= limit }
    }

    static let digest = String(repeating: "0123456789abcdef", count: 4)
    static let revision = String(repeating: "01234567", count: 5)
}
