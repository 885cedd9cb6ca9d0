package import Diagnostics
package import SpecSyntax

/// A mapping of a document that settings are taken from, such as `defaults` of the fleet.
package struct SettingLayer: Hashable, Sendable, CustomStringConvertible {
    package var kind: DocumentKind
    /// The name of the document.
    package var document: String
    /// Where the mapping stands in it; empty when it is all of the document.
    package var path: SettingPath

    package var description: String {
        let document = "\(kind.rawValue.lowercased()) `\(document)`"
        return path.components.isEmpty ? document : "`\(path)` of \(document)"
    }
}

/// A place that says something about a setting.
package struct SettingOrigin: Sendable {
    package var layer: SettingLayer
    package var value: Node
    /// The key that the value stands behind, or the start of an element of a list.
    package var keySpan: Span
    /// Whether it is in force, or at least a part of it when it is a mapping: no layer above has replaced it.
    package var isInForce: Bool

    package var span: Span { value.span }
}

/// Everything that is known about where a setting comes from.
package struct SettingChain: Sendable {
    package var path: SettingPath
    /// What the layers say, the lowest first. Several may be in force when it is a mapping, to which each adds keys.
    package var origins: [SettingOrigin]
    /// What holds while no layer says anything, as the language documents it.
    package var preset: Preset?
    /// The setting that the layers have to agree about so that one inherits from another, such as `engine.name`: with
    /// another value of it, another layer could be in force.
    package var condition: SettingPath?
    /// The nearest thing around it that is written, for a setting that nothing sets: a key, or the name of the document.
    package var enclosing: Span

    package struct Preset: Hashable, Sendable {
        /// The setting that has the default: this one, or one around it.
        package var path: SettingPath
        package var text: String
    }

    /// The highest layer that is in force; `nil` when the default holds.
    package var decisive: SettingOrigin? { origins.last(where: \.isInForce) }

    /// The place to show: what set it, or what is nearest to where it could be set.
    package var span: Span { decisive?.span ?? enclosing }
}
