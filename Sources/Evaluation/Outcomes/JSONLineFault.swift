import FoundationEssentials

/// What is wrong with a line of JSON, in words.
enum JSONLineFault {
    static func words(of error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            return "`\((context.codingPath.map(\.stringValue) + [key.stringValue]).joined(separator: "."))` is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            return path.isEmpty ? "it is no object" : "`\(path)` is not what it should be"
        default: return "it is no JSON"
        }
    }
}
