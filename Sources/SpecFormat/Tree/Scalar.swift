/// A scalar as it is written, and what it says.
enum Scalar {
    case plain(source: String, value: String)
    case singleQuoted(source: String, value: String)
    case doubleQuoted(source: String, value: String)
    case block(BlockScalar)

    var value: String {
        switch self {
        case .plain(_, let value), .singleQuoted(_, let value), .doubleQuoted(_, let value): value
        case .block(let block): block.value
        }
    }
}
