import FoundationEssentials

@testable import OpenAIWire

/// A body and what was found in it.
struct Scanned {
    let bytes: [UInt8]
    let scan: RequestScan

    init(_ json: String) throws(RequestFault) { try self.init(bytes: Array(json.utf8)) }

    init(bytes: [UInt8]) throws(RequestFault) {
        self.bytes = bytes
        scan = try RequestScan(bytes.span.bytes)
    }

    func text(_ string: JSONString?) -> String? { string?.text(in: bytes.span.bytes) }

    func raw(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// Texts of a turn, marked by their kinds where these are not content.
    func texts(_ turn: Turn) -> [String] {
        scan.texts[turn.texts].map { text in
            let words = text.kind == .toolCall ? raw(text.string.range) : self.text(text.string) ?? ""
            return text.kind == .content ? words : "\(text.kind): \(words)"
        }
    }

    /// Roles and texts, a line for each turn.
    var outline: [String] {
        scan.turns.map { turn in ([("\(turn.role)")] + texts(turn)).joined(separator: " | ") }
    }

    var task: String { ConversationTask.text(of: scan, in: bytes.span.bytes) }

    func task(most: Int) -> String { ConversationTask.text(of: scan, in: bytes.span.bytes, most: most) }

    func key(caller: String = "") -> ConversationKey? {
        ConversationKey(scan, in: bytes.span.bytes, caller: caller)
    }
}

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// The fault of a body that must be refused.
func fault(_ bytes: [UInt8]) -> RequestFault? {
    do throws(RequestFault) {
        _ = try RequestScan(bytes.span.bytes)
        return nil
    } catch {
        return error
    }
}

func fault(_ json: String) -> RequestFault? { fault(Array(json.utf8)) }

/// A string of JSON with its quotes.
func quoted(_ text: String) -> String {
    var bytes: [UInt8] = []
    JSONOutput.append(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
}

/// A string of JSON in which everything but letters and digits is an escape, which is how some clients write.
func escaped(_ text: String) -> String {
    var json = "\""
    for unit in text.utf16 {
        if unit < 0x80, let scalar = Unicode.Scalar(unit), Character(scalar).isLetter || Character(scalar).isNumber {
            json.unicodeScalars.append(scalar)
        } else {
            let digits = String(unit, radix: 16)
            json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }
    return json + "\""
}
