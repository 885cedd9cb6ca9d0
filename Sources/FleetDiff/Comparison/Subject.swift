/// A named thing with its settings.
struct Subject {
    var name: String
    var settings: SettingList

    init(_ name: String, _ settings: SettingList) {
        self.name = name
        self.settings = settings
    }
}

extension SubjectDiff {
    /// What was added, removed or changed, sorted by name.
    static func compare(_ before: [Subject], _ after: [Subject]) -> [SubjectDiff] {
        let old = Dictionary(before.map { ($0.name, $0.settings) }) { first, _ in first }
        let new = Dictionary(after.map { ($0.name, $0.settings) }) { first, _ in first }
        return Set(old.keys).union(new.keys).sorted().compactMap { name in
            let status = old[name] == nil ? Status.added : new[name] == nil ? .removed : .changed
            let changes = SettingList.changes(from: old[name], to: new[name])
            guard status != .changed || !changes.isEmpty else { return nil }
            return SubjectDiff(name: name, status: status, changes: changes)
        }
    }
}
