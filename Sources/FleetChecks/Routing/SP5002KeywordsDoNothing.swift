import AgentConfig
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
            Keyword rules are tried in order, and the first that has one of its words, patterns or markers in the prompt decides. A
            rule does nothing when it can never be that first one: it has nothing to look for, or wherever one of its words occurs,
            a word of an earlier rule occurs as well (`prove` is inside of `prove by induction`) or an earlier pattern is found, and
            its patterns and markers are those of earlier rules. (Whether one pattern finds whatever another does is not looked
            into.) A rule does nothing, too, when it names neither a complexity nor a domain. Words are compared as the router
            compares them: without regard to case, at the bounds of words.

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
        let all = rules.map { $0.signs.filter { !$0.isEmpty } }
        let search = EarlierSigns(all)
        for (index, rule) in rules.enumerated() {
            for sign in rule.signs where sign.isEmpty { report(empty(sign, in: rule)) }
            let covers = all[index].compactMap { search.sign(before: index, thatCovers: $0) }
            if rule.signs.isEmpty {
                report(signless(rule))
            } else if !all[index].isEmpty, covers.count == all[index].count {
                report(covered(rule, all[index], by: covers))
            }
        }
    }

    private struct Position {
        var number: Int
        var keyword: Located<KeywordSpec>
        var signs: [KeywordSign]

        init(number: Int, keyword: Located<KeywordSpec>) {
            self.number = number
            self.keyword = keyword
            signs = KeywordSign.all(of: keyword.value)
        }

        var decides: Bool { keyword.complexity != nil || keyword.domain != nil }
        var name: String { "keyword rule \(number)" }
        var path: String { "routing.keywords[\(number - 1)]" }

        var place: Located<Void> {
            Located((), at: keyword.match?.span ?? keyword.pattern?.span ?? keyword.marker?.span ?? keyword.span)
        }
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

    private static func signless(_ position: Position) -> Diagnostic {
        Diagnostic(
            rule,
            "\(position.name) has nothing to look for",
            at: position.place.label("no prompt can match"),
            help: "add words (`match`), patterns or markers, or remove the rule",
            path: position.path
        )
    }

    private static func empty(_ sign: KeywordSign, in position: Position) -> Diagnostic {
        Diagnostic(
            rule,
            "\(position.name) has an empty word",
            at: sign.text.label("matches nothing"),
            help: "remove it",
            path: "\(position.path).match"
        )
    }

    private static func covered(
        _ position: Position,
        _ signs: [KeywordSign],
        by covers: [KeywordSign]
    ) -> Diagnostic {
        let pairs = zip(signs, covers).map { sign, cover in
            if sign.isSame(as: cover) { return "\(sign.name) is in an earlier rule" }
            return cover.kind == .pattern
                ? "\(cover.name) of an earlier rule is found in \(sign.name)"
                : "\(sign.name) holds \(cover.name) of one"
        }
        var seen = Set<String>()
        let others = covers.filter { seen.insert($0.name).inserted }
        return Diagnostic(
            rule,
            "\(position.name) can never fire, because earlier rules have all that it looks for",
            at: position.place.label("never gets a prompt"),
            and: others.prefix(4).compactMap { $0.text.label("decides first") },
            notes: [pairs.listed(atMost: 6)],
            help: "move it in front of them, or remove it",
            path: position.path
        )
    }
}

/// A word, pattern or marker of a rule.
private struct KeywordSign {
    enum Kind { case word, pattern, marker }

    var kind: Kind
    var text: Located<String>
    /// How the router compares a word.
    var folded: FoldedText?

    static func all(of rule: KeywordSpec) -> [KeywordSign] {
        let words = (rule.match?.value.elements ?? []).map {
            KeywordSign(kind: .word, text: $0, folded: FoldedText($0.value))
        }
        let patterns = (rule.pattern?.value.elements ?? []).map { KeywordSign(kind: .pattern, text: $0) }
        let markers = (rule.marker?.value.elements ?? []).map { marker in
            KeywordSign(kind: .marker, text: marker.map(\.rawValue))
        }
        return words + patterns + markers
    }

    var isEmpty: Bool { folded?.isEmpty ?? false }

    var name: String {
        let text = "`\(text.value.shortened)`"
        return switch kind {
        case .word: text
        case .pattern: "the pattern \(text)"
        case .marker: "the marker \(text)"
        }
    }

    func isSame(as other: KeywordSign) -> Bool {
        kind == other.kind && (kind == .word ? folded == other.folded : text.value == other.text.value)
    }
}

/// Finds what an earlier rule looks for in what a later one does.
private struct EarlierSigns {
    /// With the index of the rule of each.
    private var words: [(rule: Int, sign: KeywordSign)] = []
    private var patterns: [(rule: Int, sign: KeywordSign)] = []
    private let wordSearch: KeywordAutomaton
    private let patternSearch: PatternAutomaton
    /// The first rule that has a pattern or marker.
    private var first: [String: (rule: Int, sign: KeywordSign)] = [:]

    init(_ signs: [[KeywordSign]]) {
        var simple: [Pattern] = []
        for (rule, signs) in signs.enumerated() {
            for sign in signs where sign.kind == .word { words.append((rule, sign)) }
            for sign in signs where sign.kind != .word && first[sign.name] == nil { first[sign.name] = (rule, sign) }
            for sign in signs where sign.kind == .pattern {
                // What one finds that looks around depends on what stands around the word.
                guard let pattern = try? Pattern(sign.text.value), !pattern.looksAround else { continue }
                patterns.append((rule, sign))
                simple.append(pattern)
            }
        }
        wordSearch = KeywordAutomaton(words.map { [$0.sign.text.value] })
        let isWithinLimit = simple.reduce(0) { $0 + $1.states } <= Pattern.mostStatesOfAll
        patternSearch = PatternAutomaton(isWithinLimit ? simple.map { [$0] } : [])
    }

    func sign(before rule: Int, thatCovers sign: KeywordSign) -> KeywordSign? {
        guard sign.kind == .word else { return first[sign.name].flatMap { $0.rule < rule ? $0.sign : nil } }
        // Sorted: the first is of the earliest rule.
        if let hit = wordSearch.hits(in: sign.text.value).first, words[hit.rule].rule < rule {
            return words[hit.rule].sign
        }
        // A blank of a phrase stands for any white space, and only ASCII is compared alike by both.
        guard sign.text.value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let hit = patternSearch.hits(in: sign.text.value).first
        return hit.flatMap { patterns[$0.rule].rule < rule ? patterns[$0.rule].sign : nil }
    }
}
