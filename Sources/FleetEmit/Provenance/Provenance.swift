package import Fleet

/// Where a value of the output comes from.
package struct Provenance: Sendable, Equatable {
    /// The settings that it is computed from, the one that says it most directly first; none when it is the same for
    /// every fleet.
    package var settings: [SettingPath]
    /// Why it is what it is: a sentence without a full stop.
    package var reason: String
    /// Why the parts of the document that it stands in are there, the innermost first, where specs decide that.
    package var presence: [Provenance]

    package init(_ settings: [SettingPath], _ reason: String, presence: [Provenance] = []) {
        var seen = Set<SettingPath>()
        self.settings = settings.filter { seen.insert($0).inserted }
        self.reason = reason
        self.presence = presence
    }

    /// The settings of the value and of the parts that it stands in.
    package var all: [SettingPath] { settings + presence.flatMap(\.settings) }
}
