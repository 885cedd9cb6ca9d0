/// What a character outside ASCII is to BERT, by the general categories of Unicode 8, which the reference has.
enum CharacterRole {
    case control, white, punctuation, accent, other

    private static let version = 8

    init(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        // What later versions of Unicode have put into other categories.
        case 0x166D, 0x111C9: self = .punctuation
        case 0x1734: self = .accent
        case 0x1885, 0x1886: self = .other
        default:
            let properties = scalar.properties
            let category = properties.generalCategory
            // Private ones have no age, and are as old as any.
            guard category == .privateUse || (properties.age?.major ?? .max) <= Self.version else {
                self = .other
                return
            }
            self.init(category, isWhite: properties.isWhitespace)
        }
    }

    private init(_ category: Unicode.GeneralCategory, isWhite: Bool) {
        switch category {
        case .control, .format, .privateUse, .surrogate: self = .control
        case .nonspacingMark: self = .accent
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            self = .punctuation
        default: self = isWhite ? .white : .other
        }
    }
}
