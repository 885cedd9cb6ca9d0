import Diagnostics
import Fleet
import SpecSyntax

/// Compares keyword rules. They have no names: a rule that shares a word, pattern or marker with one that is gone is that one, changed.
enum KeywordsComparison {
    static func compare(_ before: [Located<KeywordSpec>], _ after: [Located<KeywordSpec>]) -> [SubjectDiff] {
        let (old, new) = (before.map(Rule.init), after.map(Rule.init))
        let partners = match(old, new)
        var found: [SubjectDiff] = []
        for (index, rule) in new.enumerated() {
            let partner = partners[index].map { old[$0] }
            let changes = SettingList.changes(from: partner?.settings, to: rule.settings)
            guard partner == nil || !changes.isEmpty else { continue }
            found.append(SubjectDiff(name: rule.name, status: partner == nil ? .added : .changed, changes: changes))
        }
        let kept = Set(partners.compactMap(\.self))
        for (index, rule) in old.enumerated() where !kept.contains(index) {
            let changes = SettingList.changes(from: rule.settings, to: nil)
            found.append(SubjectDiff(name: rule.name, status: .removed, changes: changes))
        }
        return found + order(partners, old, new)
    }

    private struct Rule {
        /// What it fires on: words, patterns, markers.
        var signs: [String]
        var settings: SettingList

        init(_ spec: Located<KeywordSpec>) {
            let patterns = spec.value.pattern?.value.values ?? []
            let markers = spec.value.marker?.value.values.map(\.rawValue) ?? []
            signs = (spec.value.match?.value.values ?? []) + patterns.map { "/\($0)/" } + markers.map { "marker \($0)" }
            settings = SettingList(of: spec.value)
        }

        var name: String { signs.isEmpty ? "a rule without words" : signs.listed("or", atMost: 4) }
    }

    /// For each new rule the old one that it was: one with the same signs first, then one that shares a sign.
    private static func match(_ old: [Rule], _ new: [Rule]) -> [Int?] {
        var partners = [Int?](repeating: nil, count: new.count)
        var free = Set(old.indices)
        let whole = Dictionary(grouping: old.indices) { old[$0].signs }
        for index in new.indices {
            guard let same = whole[new[index].signs]?.first(where: free.contains) else { continue }
            partners[index] = same
            free.remove(same)
        }
        let bySign = Dictionary(free.sorted().flatMap { rule in old[rule].signs.map { ($0, rule) } }) { first, _ in
            first
        }
        for index in new.indices where partners[index] == nil {
            guard let shared = new[index].signs.lazy.compactMap({ bySign[$0] }).first(where: free.contains) else {
                continue
            }
            partners[index] = shared
            free.remove(shared)
        }
        return partners
    }

    /// The first rule that fires decides: the same rules in another order are a change.
    private static func order(_ partners: [Int?], _ old: [Rule], _ new: [Rule]) -> [SubjectDiff] {
        let kept = partners.enumerated().compactMap { index, partner in partner.map { (new: index, old: $0) } }
        let wasOrder = kept.sorted { $0.old < $1.old }
        guard wasOrder.map(\.new) != kept.map(\.new) else { return [] }
        let change = SettingChange(
            path: "order",
            before: .list(wasOrder.map { .text(old[$0.old].name) }),
            after: .list(kept.map { .text(new[$0.new].name) }),
            computed: false
        )
        return [SubjectDiff(name: "all rules", status: .changed, changes: [change])]
    }
}
