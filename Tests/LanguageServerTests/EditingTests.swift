import LanguageServer
import TestSupport
import Testing

/// Random edits, a few characters at a time, end where opening the final text ends; no moment of them breaks an answer.
@Suite struct EditingTests {
    private static let pieces = [
        "", " ", "\n", "\n  ", ": ", "- ", "{", "}", "[", "]", "\"", "'", "#", "&a ", "*a", "👍", "ü", "---\n",
        "kind: Model\n",
        "metadata: {name: a}\n", "gpus: 4", "pool: laptop", "\t", "|\n", "\u{FEFF}", "\u{2028}", "\r\n",
        "scale: {max: 2}\n",
    ]

    @Test(arguments: 1...12)
    func editsEndWhereTheTextDoes(seed: Int) throws {
        var random = SplitMix(seed: UInt64(seed))
        var client = Client()
        let name = SampleFleet.files.keys.sorted()[seed % 3]
        var units = Array((SampleFleet.files[name] ?? "").utf16)
        client.open(name)
        for version in 2..<40 {
            let changes = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                Self.edit(&units, using: &random)
            }
            client.notify("textDocument/didChange", Client.change(Client.uri(name), changes, version: version))
            let position = Self.position(Self.boundary(units, using: &random), units)
            for method in ["completion", "hover", "definition"] {
                let answer = client.request("textDocument/\(method)", Client.of(name).merging(["position": position]))
                #expect(answer["error"] == .null, "\(answer)")
            }
            if Bool.random(using: &random) { client.catchUp() }
        }
        client.catchUp()

        var fresh = Client()
        fresh.open(name, String(decoding: units, as: UTF16.self))
        fresh.catchUp()
        let (edited, opened) = (
            client.findings.filter { !$0.value.isEmpty }, fresh.findings.filter { !$0.value.isEmpty }
        )
        #expect(edited == opened)
        // The edits to format it are the same only if the text is, where it can be formatted.
        #expect(
            client.request("textDocument/formatting", Client.of(name))
                == fresh.request("textDocument/formatting", Client.of(name))
        )
    }

    private static func edit(_ units: inout [UInt16], using random: inout SplitMix) -> JSON {
        let start = boundary(units, using: &random)
        var end = min(units.count, start + Int.random(in: 0...6, using: &random))
        while !isBoundary(end, units) { end += 1 }
        let piece = pieces.randomElement(using: &random) ?? ""
        let range: JSON = ["start": position(start, units), "end": position(end, units)]
        units.replaceSubrange(start..<end, with: piece.utf16)
        return ["range": range, "text": .string(piece)]
    }

    private static func boundary(_ units: [UInt16], using random: inout SplitMix) -> Int {
        while true {
            let index = Int.random(in: 0...units.count, using: &random)
            if isBoundary(index, units) { return index }
        }
    }

    /// Neither in a pair nor between CR and LF.
    private static func isBoundary(_ index: Int, _ units: [UInt16]) -> Bool {
        guard index > 0, index < units.count else { return true }
        return !UTF16.isTrailSurrogate(units[index]) && !(units[index - 1] == 0x0D && units[index] == 0x0A)
    }

    private static func position(_ index: Int, _ units: [UInt16]) -> JSON {
        // CR alone is a line break, too.
        let breaks = units[..<index].indices.filter { at in
            units[at] == 0x0A || units[at] == 0x0D && (at + 1 == units.count || units[at + 1] != 0x0A)
        }
        let start = breaks.last.map { $0 + 1 } ?? 0
        return ["line": .number(Double(breaks.count)), "character": .number(Double(index - start))]
    }
}
