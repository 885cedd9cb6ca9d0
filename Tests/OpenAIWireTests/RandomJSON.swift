import TestSupport

/// Random documents in which the keys of requests are frequent.
struct RandomJSON {
    var random: SplitMix

    init(seed: UInt64) { random = SplitMix(seed: seed) }

    private static let keys = [
        "model", "stream", "messages", "input", "prompt", "system", "role", "content", "type", "text", "tools",
        "tool_calls", "max_tokens", "max_completion_tokens", "n", "user", "metadata", "session_id", "response_format",
        "reasoning", "effort", "stream_options", "include_usage", "source", "data", "usage", "x", "", "é", "mod\u{0}el",
    ]
    private static let words = [
        "user", "assistant", "system", "tool", "text", "image_url", "json_object", "none", "auto", "", "hello", "日本語",
        "😀",
        "\"", "\\", "\n", "\u{7F}", "\u{2028}", "a/b", "\u{0}", "ß", String(repeating: "long ", count: 30),
    ]

    /// A request: an object with a model that is a string, and no key twice.
    mutating func request() -> String {
        var members: [String: String] = ["model": string("m" + word())]
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            let key = Self.keys.randomElement(using: &random) ?? ""
            if key == "model" { continue }
            members[key] = key == "stream" ? pick(["true", "false", "null"]) : value(depth: 4)
        }
        let list = members.sorted { $0.key < $1.key }.shuffled(using: &random).map {
            "\(string($0.key))\(blank()):\($0.value)"
        }
        return blank() + "{" + list.joined(separator: blank() + ",") + blank() + "}" + blank()
    }

    private mutating func value(depth: Int) -> String {
        let kind = Int.random(in: 0...(depth > 0 ? 9 : 5), using: &random)
        let inner: String
        switch kind {
        case 0: inner = pick(["true", "false", "null"])
        case 1...2: inner = number()
        case 3...5: inner = string(word())
        case 6...7:
            let items = (0..<Int.random(in: 0...4, using: &random)).map { _ in value(depth: depth - 1) }
            inner = "[" + items.joined(separator: ",") + blank() + "]"
        default:
            var members: [String: String] = [:]
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                members[Self.keys.randomElement(using: &random) ?? ""] = value(depth: depth - 1)
            }
            inner =
                "{" + members.sorted { $0.key < $1.key }.map { "\(string($0.key)):\($0.value)" }.joined(separator: ",")
                + "}"
        }
        return blank() + inner + blank()
    }

    private mutating func number() -> String {
        pick(["0", "-0", "1", "-7", "16", "256", "1.5", "0.0", "-1e3", "1E+2", "2e-3", "100.0", "123456789012"])
    }

    private mutating func word() -> String {
        (0..<Int.random(in: 1...3, using: &random)).map { _ in Self.words.randomElement(using: &random) ?? "" }.joined()
    }

    /// A string with its quotes, some of it escaped without need.
    private mutating func string(_ text: String) -> String {
        var json = "\""
        for unit in text.unicodeScalars {
            let mustEscape = unit.value < 0x20 || unit == "\"" || unit == "\\"
            if mustEscape || Int.random(in: 0..<12, using: &random) == 0 {
                for half in String(unit).utf16 {
                    let digits = String(half, radix: 16, uppercase: random.next() % 2 == 0)
                    json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                json.unicodeScalars.append(unit)
            }
        }
        return json + "\""
    }

    private mutating func blank() -> String { pick(["", "", "", " ", "\n", "\t \r\n"]) }

    private mutating func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }
}
