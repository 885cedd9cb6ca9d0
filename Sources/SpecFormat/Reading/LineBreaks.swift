/// A line and the break that ends it; no break at the end of a text.
struct Line {
    var text: String
    var end: String
}

/// Line breaks as libyaml has them: those of YAML 1.1.
enum LineBreaks {
    /// The length in bytes of the break at a place, or nothing.
    static func length(at index: Int, in bytes: [UInt8]) -> Int? {
        switch bytes[index] {
        case 0x0A, 0x0D: 1
        case 0xC2 where bytes[index...].starts(with: [0xC2, 0x85]): 2
        case 0xE2 where bytes[index...].starts(with: [0xE2, 0x80, 0xA8]): 3
        case 0xE2 where bytes[index...].starts(with: [0xE2, 0x80, 0xA9]): 3
        default: nil
        }
    }

    /// Whether a text takes more than one line.
    static func areIn(_ text: String) -> Bool {
        text.utf8.contains { $0 == 0x0A || $0 == 0x0D || $0 == 0xC2 || $0 == 0xE2 } && lines(of: text).count > 1
    }

    static func lines(of text: String) -> [Line] {
        let bytes = Array(text.utf8)
        var lines: [Line] = []
        var (start, index) = (0, 0)
        while index < bytes.count {
            guard let length = length(at: index, in: bytes) else {
                index += 1
                continue
            }
            lines.append(
                Line(
                    text: String(decoding: bytes[start..<index], as: UTF8.self),
                    end: String(decoding: bytes[index..<(index + length)], as: UTF8.self)
                )
            )
            index += length
            start = index
        }
        lines.append(Line(text: String(decoding: bytes[start...], as: UTF8.self), end: ""))
        return lines
    }

    /// CR LF and CR become LF, which every scalar reads as the same.
    static func normalized(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        guard bytes.contains(0x0D) else { return Array(bytes) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var previous: UInt8 = 0
        for byte in bytes {
            if byte == 0x0D {
                result.append(0x0A)
            } else if byte != 0x0A || previous != 0x0D {
                result.append(byte)
            }
            previous = byte
        }
        return result
    }
}
