/// A setting that is not what it was.
package struct SettingChange: Sendable, Equatable, Encodable {
    /// Its path in the spec, beneath the thing that it belongs to: `scale.idleTimeout`.
    package var path: String
    /// Absent when it was not set.
    package var before: SettingValue?
    /// Absent when it is no longer set.
    package var after: SettingValue?
    /// Whether the new value was not written but follows from a default or from other settings.
    package var computed: Bool
}

extension SettingList {
    /// What differs, in the order of the language; what is no longer set comes last.
    static func changes(from before: SettingList?, to after: SettingList?) -> [SettingChange] {
        let (old, new) = (before?.settings ?? [], after?.settings ?? [])
        if old.elementsEqual(new, by: { $0.path == $1.path }) {
            return zip(old, new).compactMap { old, new in change(from: old, to: new) }
        }
        let byPath = Dictionary(old.map { ($0.path, $0) }) { first, _ in first }
        let kept = Set(new.map(\.path))
        return new.compactMap { change(from: byPath[$0.path], to: $0) }
            + old.filter { !kept.contains($0.path) }.compactMap { change(from: $0, to: nil) }
    }

    private static func change(from old: Setting?, to new: Setting?) -> SettingChange? {
        guard old?.value != new?.value, let path = (new ?? old)?.path else { return nil }
        return SettingChange(path: path, before: old?.value, after: new?.value, computed: new?.isComputed ?? false)
    }
}
