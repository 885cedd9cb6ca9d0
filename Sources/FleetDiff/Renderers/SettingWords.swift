import Diagnostics

/// Both values of a setting as people compare them: short, and never alike.
struct SettingWords {
    private(set) var before: String
    private(set) var after: String

    private static let longestList = 60
    private static let longestText = 120
    /// Shown in front of the first difference of two long texts.
    private static let context = 20

    init(_ change: SettingChange) {
        before = Self.text(change.before)
        after = Self.text(change.after)
        if case .list(let old)? = change.before, case .list(let new)? = change.after,
            max(before.count, after.count) > Self.longestList
        {
            compare(old, new)
            return
        }
        let (old, new) = (Self.withoutDigests(before), Self.withoutDigests(after))
        if old != new { (before, after) = (old, new) }
        if before.prefix(Self.longestText) == after.prefix(Self.longestText), before != after { skipWhatIsAlike() }
        before = Self.shortened(before)
        after = Self.shortened(after)
    }

    /// Of long lists only what differs.
    private mutating func compare(_ old: [SettingValue], _ new: [SettingValue]) {
        let (gone, come) = (old.filter { !new.contains($0) }, new.filter { !old.contains($0) })
        if gone.isEmpty, come.isEmpty {
            before = "\(old.count) elements"
            after = old.count == new.count ? "the same in another order" : "\(new.count) elements"
        } else {
            before = gone.isEmpty ? "\(old.count) elements" : "with \(Self.listed(gone))"
            after = come.isEmpty ? "without \(gone.count == 1 ? "it" : "them")" : "with \(Self.listed(come))"
        }
    }

    private mutating func skipWhatIsAlike() {
        let alike = zip(before, after).prefix { $0 == $1 }.count - Self.context
        before = "…" + before.dropFirst(alike)
        after = "…" + after.dropFirst(alike)
    }

    private static func text(_ value: SettingValue?) -> String {
        guard let value else { return "not set" }
        let text = value.description
        return text.isEmpty ? "empty" : text
    }

    private static func shortened(_ text: String) -> String {
        text.count > longestText ? text.prefix(longestText - 1) + "…" : text
    }

    private static func listed(_ values: [SettingValue]) -> String {
        values.map { shortened(text($0)) }.listed(atMost: 6)
    }

    /// Digests and commits by their first digits.
    private static func withoutDigests(_ text: String) -> String {
        var (result, run) = ("", "")
        for character in text + " " {
            if character.isHexDigit {
                run.append(character)
            } else {
                result += (run.count >= 40 ? run.prefix(12) + "…" : run) + String(character)
                run = ""
            }
        }
        return String(result.dropLast())
    }
}

extension SettingChange {
    var words: SettingWords { SettingWords(self) }
}
