package import Fleet
import SpecSyntax

/// The value of a setting in the words of the spec: compared as a value, put into words only when it is shown.
package enum SettingValue: Sendable, Equatable {
    case text(String)
    case integer(Int)
    case number(Double)
    case flag(Bool)
    case duration(SpecDuration)
    case bytes(ByteSize)
    case tokens(Int)
    case cores(CPUQuantity)
    case idle(IdleTimeout)
    case source(ModelSource)
    case image(ImageReference)
    case list([SettingValue])
    /// A text that a check took for a secret: it is compared, and never shown.
    case secret(String)
}

extension SettingValue: CustomStringConvertible {
    package var description: String {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .number(let number): number.plain
        case .flag(let flag): String(flag)
        case .duration(let duration): duration.description
        case .bytes(let size): "\(size.kubernetes)B"
        case .tokens(let count): TokenCount(count).description
        case .cores(let cores): cores.kubernetes
        case .idle(.never): "never"
        case .idle(.fixed(let duration)): duration.description
        case .idle(.adaptive(let shortest, let longest)): "adaptive, \(shortest) to \(longest)"
        case .source(let source): source.text
        case .image(let image): image.text
        case .list(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
        case .secret: "(secret)"
        }
    }
}

/// Numbers, truth values and lists as such, all else as text.
extension SettingValue: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .integer(let number): try container.encode(number)
        case .number(let number): try container.encode(number)
        case .flag(let flag): try container.encode(flag)
        case .list(let values): try container.encode(values)
        default: try container.encode(description)
        }
    }
}
