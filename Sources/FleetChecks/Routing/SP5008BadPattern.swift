import AgentConfig
package import Diagnostics
import Fleet
import SpecSyntax

package enum BadPattern: Check {
    package static let rule = Rule(
        "SP5008",
        title: "pattern that the router does not know",
        explanation: """
            A `pattern` of a keyword rule is a regular expression out of a subset that the router can search for in one pass over
            the prompt, whatever the expression. Here is all of it:

            | written | found |
            |---|---|
            | `abc` | the text, in upper and lower case |
            | `.` | any character but a line break |
            | `[a-z_]` `[^a-z]` | one of these characters; none of them |
            | `\\d` `\\w` `\\s` | a digit 0 to 9, a letter, digit or `_`, white space; `\\D` `\\W` `\\S` the others |
            | `\\b` `\\B` | the bound of a word; anywhere else |
            | `^` `$` | the start and the end of a line |
            | `\\n` `\\r` `\\t` `\\f` `\\xE9` `\\u00E9` `\\u{1F680}` | characters by name and number |
            | `\\.` `\\(` `\\{` … | a mark that has a meaning of its own |
            | `a\\|b` `(ab)` `(?:ab)` | one or the other; a group |
            | `?` `*` `+` `{2}` `{2,}` `{2,5}` | how often what stands before |

            Back references and look-around are not in it: they may take time that grows exponentially with the prompt. A
            pattern may have \(Pattern.longest) bytes and need \(Pattern.mostStates) states (about one for each character, counts
            written out), all patterns of an environment \(Pattern.mostStatesOfAll); and it must need at least one character, since
            otherwise every prompt has it. Patterns are found anywhere in a prompt, also inside of words: write `\\b` where that is
            not meant. In YAML single quotes keep backslashes as they are:

            ```yaml
            keywords:
              - {pattern: ['\\bO\\(n(\\^2| log n)?\\)'], complexity: medium, domain: code}
            ```
            """
    )

    package static func run(_ subject: CheckSubject, _ report: (Diagnostic) -> Void) {
        for environment in subject.fleet.environments {
            var states = 0
            var isTooMuch = false
            for (index, rule) in environment.routing.keywords.enumerated() {
                for (number, text) in (rule.pattern?.value.elements ?? []).enumerated() {
                    do throws(PatternFault) {
                        states += try Pattern(text.value).states
                    } catch {
                        report(bad(text, error, rule: index, number: number))
                    }
                    guard states > Pattern.mostStatesOfAll, !isTooMuch else { continue }
                    isTooMuch = true
                    report(tooMany(text, rule: index, number: number))
                }
            }
        }
    }

    private static func bad(_ text: Located<String>, _ fault: PatternFault, rule index: Int, number: Int) -> Diagnostic
    {
        let place = text.span.map { $0.part(fault.range, of: text.value) }
        return Diagnostic(
            rule,
            "the pattern `\(text.value.shortened)` of keyword rule \(index + 1) is none that the router knows",
            at: place.map { Label($0, fault.description) },
            help: fault.advice,
            fixes: [fix(text, fault)].compactMap(\.self),
            path: "routing.keywords[\(index)].pattern[\(number)]"
        )
    }

    /// The pattern with what the fault would have in its place.
    private static func fix(_ text: Located<String>, _ fault: PatternFault) -> Fix? {
        guard let span = text.span, let replacement = fault.replacement else { return nil }
        var bytes = Array(text.value.utf8)
        bytes.replaceSubrange(fault.range, with: replacement.text.utf8)
        let new = String(decoding: bytes, as: UTF8.self)
        return .write(new, for: text.value, at: span, as: .text, replacement.isSafe ? .safe : .maybe)
    }

    private static func tooMany(_ text: Located<String>, rule index: Int, number: Int) -> Diagnostic {
        Diagnostic(
            rule,
            "the patterns of the keyword rules need more than \(Pattern.mostStatesOfAll) states together",
            at: text.label("the limit is reached here"),
            help: "use smaller counts, or words instead of patterns",
            path: "routing.keywords[\(index)].pattern[\(number)]"
        )
    }
}

extension Span {
    /// Where a part of a text stands, if the source has the text as it is, with quotes or without; else the whole.
    fileprivate func part(_ range: Range<Int>, of text: String) -> Span {
        let (length, count) = (Int(upper - lower), text.utf8.count)
        guard length == count || length == count + 2 else { return self }
        let start = Int(lower) + (length - count) / 2
        return Span(file: file, lower: start + range.lowerBound, upper: start + range.upperBound)
    }
}
