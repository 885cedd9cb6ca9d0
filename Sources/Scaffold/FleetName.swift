/// Names of fleets, which become labels of Kubernetes objects: at most 63 of `a`–`z`, `0`–`9` and `-`, with a letter or digit at
/// the ends (RFC 1123).
enum FleetName {
    private static let mostCharacters = 63

    /// The nearest name to that of a folder; `fleet` when nothing of it can stand in a name.
    static func derived(from folder: String) -> String {
        var words = folder.lowercased().split { !isAllowed($0) }.map(String.init)
        let isText = words.first?.first?.isLetter ?? false && !(words.count == 1 && constants.contains(words[0]))
        if !isText { words.insert("fleet", at: 0) }
        var name = words.joined(separator: "-").prefix(mostCharacters)
        while name.last == "-" { name.removeLast() }
        return String(name)
    }

    /// What YAML, of whichever version, takes for something else than text. So does it with what starts with a digit.
    private static let constants: Set<String> = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]

    private static func isAllowed(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber)
    }
}
