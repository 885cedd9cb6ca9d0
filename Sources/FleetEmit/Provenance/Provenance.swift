package import Fleet

/// Where a value of the output comes from.
package struct Provenance: Sendable, Equatable {
    /// The settings that it is computed from, the one that says it most directly first; none when it is the same for
    /// every fleet.
    package var settings: [SettingPath]
    /// Why it is what it is: a sentence without a full stop.
    package var reason: String

    package init(_ settings: [SettingPath], _ reason: String) {
        var seen = Set<SettingPath>()
        self.settings = settings.filter { seen.insert($0).inserted }
        self.reason = reason
    }
}
