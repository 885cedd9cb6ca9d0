import Diagnostics
import SpecSyntax

/// Text of an untrusted source in Markdown, so that it is shown as it is: nothing in it is a link, a mention, a reference, an
/// emoji or HTML.
enum MarkdownText {
    private static let longest = 160

    /// As code in a cell of a table, where a bar ends the cell even inside of code unless it is escaped.
    static func cell(_ text: String) -> String {
        code(text).split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }

    /// As code.
    static func code(_ text: String) -> String {
        let shown = TerminalText.visible(text.shortened(to: longest))
        guard !shown.isEmpty else { return "(empty)" }
        // A fence of one backtick more than any run of them in the text.
        let fence = String(repeating: "`", count: longestRun(of: "`", in: shown) + 1)
        let edge = shown.hasPrefix("`") || shown.hasSuffix("`") ? " " : ""
        return fence + edge + shown + edge + fence
    }

    /// A sentence of ours in which names of others stand between backticks, as messages have them: those stay code, and all
    /// else is escaped.
    static func sentence(_ text: String) -> String {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false)
        // Without pairs nothing can be told apart.
        guard parts.count % 2 == 1 else { return escaped(text) }
        return parts.enumerated().map { index, part in
            index % 2 == 0 ? escaped(String(part)) : code(String(part))
        }.joined()
    }

    /// Plain text. An ASCII punctuation mark that is escaped means nothing (CommonMark 2.4); where that does not help, a
    /// zero-width space parts what GitHub would make a mention, a reference or a link of.
    static func escaped(_ text: String) -> String {
        let characters = Array(TerminalText.visible(text))
        var result = ""
        for (index, character) in characters.enumerated() {
            let next = index + 1 < characters.count ? characters[index + 1] : " "
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "@", "#": result += next == " " ? String(character) : "\(character)\u{200B}"
            case ":": result += next == " " ? ":" : "\\:"
            case "." where result.lowercased().hasSuffix("www"): result += "\u{200B}."
            case "\\", "`", "*", "_", "[", "]", "|", "~": result += "\\\(character)"
            default: result.append(character)
            }
        }
        return result
    }

    /// For the inside of an HTML tag, where GitHub reads no Markdown.
    static func html(_ text: String) -> String {
        TerminalText.visible(text.shortened(to: longest)).reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "@", "#": result += "\(character)\u{200B}"
            default: result.append(character)
            }
        }
    }

    private static func longestRun(of wanted: Character, in text: String) -> Int {
        var (longest, run) = (0, 0)
        for character in text {
            run = character == wanted ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
