import AgentConfig

/// How many letters of which script there are.
struct ScriptCensus {
    /// Of ASCII, and of all that are not told apart.
    var letters = 0
    private var counts = [Int](repeating: 0, count: Script.allCases.count)

    private enum Script: Int, CaseIterable {
        case greek, cyrillic, hebrew, arabic, devanagari, thai, kana, hangul, han
    }

    mutating func note(_ scalar: UInt32) {
        let script: Script
        switch scalar {
        case 0x370...0x3FF, 0x1F00...0x1FFF: script = .greek
        case 0x400...0x52F: script = .cyrillic
        case 0x590...0x5FF: script = .hebrew
        case 0x600...0x6FF, 0x750...0x77F, 0x8A0...0x8FF, 0xFB50...0xFDFF, 0xFE70...0xFEFE: script = .arabic
        case 0x900...0x97F: script = .devanagari
        case 0xE00...0xE7F: script = .thai
        case 0x3041...0x30FF, 0x31F0...0x31FF: script = .kana
        case 0x1100...0x11FF, 0x3130...0x318F, 0xAC00...0xD7A3: script = .hangul
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: script = .han
        case 0xC0...0x24F where scalar != 0xD7 && scalar != 0xF7:
            letters += 1
            return
        default: return
        }
        counts[script.rawValue] += 1
    }

    var markers: Set<RouterConfig.Marker> {
        let all = counts.reduce(letters, +)
        func isMuch(_ count: Int) -> Bool { count > 0 && 3 * count >= all }
        func count(_ script: Script) -> Int { counts[script.rawValue] }
        let alphabets: [(RouterConfig.Marker, Script)] = [
            (.greek, .greek), (.cyrillic, .cyrillic), (.hebrew, .hebrew), (.arabic, .arabic),
            (.devanagari, .devanagari),
            (.thai, .thai), (.korean, .hangul),
        ]
        var markers = Set(alphabets.filter { isMuch(count($0.1)) }.map(\.0))
        // Japanese is written with Chinese characters, too, but never with them alone for long.
        let (han, kana) = (count(.han), count(.kana))
        if isMuch(han + kana), 10 * kana >= han { markers.insert(.japanese) }
        if isMuch(han), 10 * kana < han { markers.insert(.chinese) }
        return markers
    }
}
