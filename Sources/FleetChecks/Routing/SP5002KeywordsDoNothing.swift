package import Diagnostics
import Fleet
import Routing
import SpecSyntax

package enum KeywordsDoNothing: Check {
    package static let rule = Rule(
        "SP5002",
        .warning,
        title: "keyword rule does nothing",
        explanation: """
            Keyword rules are tried in order, and the first that has one of its words in the prompt decides. A rule does nothing
            when it can never be that first one: it has no words, or wherever one of its words occurs, a word of an earlier rule
            occurs as well (`prove` is inside of `prove by induction`). A rule does nothing, too, when it names neither a
            complexity nor a domain. Words are compared as the router compares them: without regard to case, at the bounds of
            words.

            Move the narrower rule in front of the wider one, or remove it:

            ```yaml
            keywords:
              - {match: ["prove by induction"], complexity: high, domain: maths}
              - {match: ["prove"], complexity: medium}
            ```
            """
    )

    package static func run(_ subject: CheckSubject, _ report: (Diagnostic) -> Void) {
        for environment in subject.fleet.environments {
            let rules = environment.routing.keywords.enumerated().map { Position(number: $0 + 1, keyword: $1) }
            for rule in rules where !rule.decides { report(undecided(rule)) }
            // A rule that decides nothing takes nothing from those behind it.
            check(rules.filter(\.decides), report)
        }
    }

    private static func check(_ rules: [Position], _ report: (Diagnostic) -> Void) {
        let words = rules.map { $0.words.filter { !$0.folded.isEmpty } }
        let all = words.flatMap(\.self)
        let automaton = KeywordAutomaton(all.map { [$0.source.value] })
        var earlier = 0
        for (rule, spoken) in zip(rules, words) {
            for word in rule.words where word.folded.isEmpty { report(empty(word, in: rule)) }
            let covers = spoken.compactMap { automaton.hits(in: $0.source.value).first?.rule }.filter { $0 < earlier }
                .map { all[$0] }
            if rule.words.isEmpty {
                report(wordless(rule))
            } else if !spoken.isEmpty, covers.count == spoken.count {
                report(covered(rule, spoken, by: covers))
            }
            earlier += spoken.count
        }
    }

    private struct Position {
        var number: Int
        var keyword: Located<KeywordSpec>
        var words: [Word]

        init(number: Int, keyword: Located<KeywordSpec>) {
            self.number = number
            self.keyword = keyword
            words = (keyword.match?.value.elements ?? []).map(Word.init)
        }

        var decides: Bool { keyword.complexity != nil || keyword.domain != nil }
        var name: String { "keyword rule \(number)" }
        var path: String { "routing.keywords[\(number - 1)]" }
        var place: Located<Void> { Located((), at: keyword.match?.span ?? keyword.span) }
    }

    private static func undecided(_ position: Position) -> Diagnostic {
        Diagnostic(
            rule,
            "\(position.name) says neither a complexity nor a domain",
            at: position.place.label("such prompts are judged as if the rule were not there"),
            help: "add `complexity: high` or a domain, or remove the rule",
            path: position.path
        )
    }

    private static func wordless(_ position: Position) -> Diagnostic {
        Diagnostic(
            rule,
            "\(position.name) has no words to match",
            at: position.place.label("no prompt can match"),
            help: "add words, or remove the rule",
            path: "\(position.path).match"
        )
    }

    private static func empty(_ word: Word, in position: Position) -> Diagnostic {
        Diagnostic(
            rule,
            "\(position.name) has an empty word",
            at: word.source.label("matches nothing"),
            help: "remove it",
            path: "\(position.path).match"
        )
    }

    private static func covered(_ position: Position, _ words: [Word], by covers: [Word]) -> Diagnostic {
        let pairs = zip(words, covers).map { word, cover in
            word.folded == cover.folded
                ? "`\(word.text)` is in an earlier rule" : "`\(word.text)` holds `\(cover.text)` of one"
        }
        var seen = Set<String>()
        let others = covers.filter { seen.insert($0.source.value).inserted }
        return Diagnostic(
            rule,
            "\(position.name) can never fire, because earlier rules have all of its words",
            at: position.place.label("never gets a prompt"),
            and: others.prefix(4).compactMap { $0.source.label("decides first") },
            notes: [pairs.listed(atMost: 6)],
            help: "move it in front of them, or remove it",
            path: position.path
        )
    }

    /// A word or phrase, and how the router compares it.
    private struct Word {
        var source: Located<String>
        var folded: FoldedText

        init(_ source: Located<String>) {
            self.source = source
            folded = FoldedText(source.value)
        }

        var text: String { source.value.shortened }
    }
}
