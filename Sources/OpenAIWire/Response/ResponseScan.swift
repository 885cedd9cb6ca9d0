/// What a JSON answer that is not streamed says at its top level.
///
/// The engine is trusted: what is of no interest is skipped by its brackets and not checked, which for an answer that
/// is full of numbers is many times faster.
package struct ResponseScan: Sendable, Equatable {
    package private(set) var id: JSONString?
    /// The name by which the engine knows the model.
    package private(set) var model: JSONString?
    package private(set) var usage = Usage()
    /// Whether there is an `error` that is not `null`.
    package private(set) var hasError = false

    /// Reads as far as the bytes are JSON, and so finds nothing in what is none.
    ///
    /// - Parameter bytes: the whole body.
    package init(_ bytes: RawSpan) {
        do throws(JSONFault) {
            try read(bytes)
        } catch {
            return
        }
    }

    private mutating func read(_ bytes: RawSpan) throws(JSONFault) {
        var reader = JSONReader()
        guard try reader.peek(bytes) == UInt8(ascii: "{") else { return }
        try reader.open()
        var isFirst = true
        while let key = try reader.nextKey(bytes, &isFirst) {
            let first = try reader.peek(bytes)
            switch Key(key, in: bytes) {
            case .id where first == UInt8(ascii: "\""): id = try reader.string(bytes)
            case .model where first == UInt8(ascii: "\""): model = try reader.string(bytes)
            case .usage: usage = try Usage(&reader, bytes)
            case .error:
                hasError = first != UInt8(ascii: "n")
                try reader.leap(bytes)
            default: try reader.leap(bytes)
            }
        }
    }

    private enum Key: JSONName {
        case id, model, usage, error

        init?(spelled word: RawSpan) {
            switch word {
            case "id": self = .id
            case "model": self = .model
            case "usage": self = .usage
            case "error": self = .error
            default: return nil
            }
        }
    }
}
