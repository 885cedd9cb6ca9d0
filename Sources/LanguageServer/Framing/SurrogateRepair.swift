/// Halves of UTF-16 pairs in JSON, `\ud83d` without `\ude00` behind it, which editors of UTF-16 text can send and no text of
/// Swift can hold. Each becomes U+FFFD, which takes as many UTF-16 units, so that positions behind it stay right.
enum SurrogateRepair {
    static func repaired(_ json: [UInt8]) -> [UInt8] {
        var result: [UInt8]?
        var index = 0
        while let slash = json[index...].firstIndex(of: UInt8(ascii: "\\")) {
            guard let unit = unit(at: slash, in: json) else {
                index = min(slash + 2, json.count)
                continue
            }
            index = slash + escapeLength
            switch unit {
            case 0xD800...0xDBFF where self.unit(at: index, in: json).map { 0xDC00...0xDFFF ~= $0 } ?? false:
                index += escapeLength
            case 0xD800...0xDFFF:
                result = result ?? json
                result?.replaceSubrange(slash..<index, with: #"\uFFFD"#.utf8)
            default: continue
            }
        }
        return result ?? json
    }

    private static let escapeLength = 6

    /// The number of an escape `\uXXXX`.
    private static func unit(at index: Int, in json: [UInt8]) -> UInt16? {
        guard index + escapeLength <= json.count, json[index] == UInt8(ascii: "\\"),
            json[index + 1] == UInt8(ascii: "u")
        else { return nil }
        return UInt16(String(decoding: json[(index + 2)..<(index + escapeLength)], as: UTF8.self), radix: 16)
    }
}
