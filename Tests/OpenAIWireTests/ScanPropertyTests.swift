import Foundation
import TestSupport
import Testing

@testable import OpenAIWire

/// The scanner against Foundation's parser.
@Suite struct ScanPropertyTests {
    private func parsed(_ bytes: [UInt8]) -> [String: Any]? {
        (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any]
    }

    @Test func agreesOnWhatRequestsSay() throws {
        for seed in 0..<1500 as Range<UInt64> {
            var generator = RandomJSON(seed: seed)
            let body = generator.request()
            let found = try Scanned(body)
            let object = try #require(parsed(found.bytes), "seed \(seed): \(body)")
            #expect(found.scan.model == object["model"] as? String, "seed \(seed)")
            #expect(found.scan.isStreaming == (object["stream"] as? Bool ?? false), "seed \(seed)")
            let limits = ["max_completion_tokens", "max_tokens"].map { (object[$0] as? NSNumber).flatMap(Self.count) }
            #expect(found.scan.answerLimit == limits[0] ?? limits[1], "seed \(seed)")
            #expect(found.text(found.scan.user) == (object["user"] as? String).flatMap { $0.isEmpty ? nil : $0 })
            let roles = (object["messages"] as? [Any] ?? []).compactMap { $0 as? [String: Any] }.map { message in
                (message["role"] as? String).map { $0.isEmpty ? "" : $0 }
            }
            #expect(found.scan.turns.count >= roles.count, "seed \(seed)")
            let texts = (object["messages"] as? [Any] ?? []).compactMap {
                ($0 as? [String: Any])?["content"] as? String
            }
            let all = found.scan.texts.filter { $0.kind == .content }.map { found.text($0.string) ?? "" }
            #expect(texts.allSatisfy(all.contains), "seed \(seed)")
        }
    }

    /// A number of tokens, unless it is a truth value.
    private static func count(_ number: NSNumber) -> Int? {
        guard CFBooleanLookalike.isNumber(number) else { return nil }
        return Int(exactly: number.doubleValue).flatMap { $0 > 0 ? $0 : nil }
    }

    @Test func onlyTheModelIsPatched() throws {
        for seed in 0..<1000 as Range<UInt64> {
            var generator = RandomJSON(seed: seed &+ 77)
            let found = try Scanned(generator.request())
            let patch = ModelPatch(found.scan, model: "näw \"model\"\u{1}")
            let patched = patch.apply(to: found.bytes)
            #expect(patched.count == patch.length(from: found.bytes.count))
            var before = try #require(parsed(found.bytes))
            var after = try #require(parsed(patched), "seed \(seed)")
            #expect(after["model"] as? String == "näw \"model\"\u{1}")
            before["model"] = nil
            after["model"] = nil
            let (old, new) = try (Self.canonical(before), Self.canonical(after))
            #expect(old == new, "seed \(seed)")
        }
    }

    private static func canonical(_ object: [String: Any]) throws -> Data {
        try JSONSerialization.data(withJSONObject: object, options: .sortedKeys)
    }

    /// A broken document is refused by both or by neither, but for a comma behind the last member, which Foundation
    /// allows, and a number too large for a `Double`, which it does not.
    @Test func agreesOnWhatIsJSON() {
        for seed in 0..<6000 as Range<UInt64> {
            var generator = RandomJSON(seed: seed / 4)
            var bytes = Array(generator.request().utf8)
            var random = SplitMix(seed: seed)
            for _ in 0..<Int.random(in: 1...2, using: &random) { Self.mutate(&bytes, &random) }
            let fault = fault(bytes)
            switch fault?.kind {
            case .notJSON(.unexpected(UInt8(ascii: "}"))), .notJSON(.unexpected(UInt8(ascii: "]"))): break
            case nil where text(bytes).contains(/\d[eE]\+?\d{3}/): break
            case nil, .notJSON:
                let isObject = parsed(bytes) != nil
                #expect((fault == nil) == isObject, "seed \(seed): \(fault as Any) \(text(bytes))")
            default: break
            }
            #expect((0...bytes.count).contains(fault?.offset ?? 0))
        }
    }

    /// Whatever the bytes, nothing crashes, and what is found lies within them.
    @Test func survivesAnyBytes() {
        let tokens: [[UInt8]] = [
            "{", "}", "[", "]", "\"", "\\", ":", ",", "\"model\":", "\"m\"", "\"messages\":[",
            "{\"role\":\"user\",\"content\":",
            "\\u00", "\\ud83d", "null", "true", "-1.5e3", " ", "\n", "é", "😀",
        ].map { Array($0.utf8) }
        for seed in 0..<6000 as Range<UInt64> {
            var random = SplitMix(seed: seed)
            var bytes: [UInt8] = seed % 3 == 0 ? [] : Array("{\"model\":\"m\",\"messages\":[".utf8)
            for _ in 0..<Int.random(in: 0...40, using: &random) {
                if random.next() % 8 == 0 {
                    bytes.append(UInt8.random(in: .min ... .max, using: &random))
                } else {
                    bytes += tokens.randomElement(using: &random) ?? []
                }
            }
            guard let found = try? Scanned(bytes: bytes) else { continue }
            #expect(found.scan.texts.allSatisfy { (0...bytes.count).contains($0.string.range.upperBound) })
            _ = (found.task, found.key(), ResponseScan(bytes.span.bytes))
            _ = PromptEstimate(found.scan, in: bytes.span.bytes, answer: 1)
        }
    }

    private static func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix) {
        guard !bytes.isEmpty else { return }
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch random.next() % 5 {
        case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &random)
        case 1: bytes.remove(at: index)
        case 2: bytes.insert(Array("{}[]\",:\\u0et-".utf8).randomElement(using: &random) ?? 0, at: index)
        case 3: bytes.removeSubrange(index...)
        default: bytes[index] ^= 1 << UInt8(random.next() % 8)
        }
    }
}

/// What tells a number from a truth value in Foundation's documents.
private enum CFBooleanLookalike {
    static func isNumber(_ number: NSNumber) -> Bool { String(cString: number.objCType) != "c" }
}
