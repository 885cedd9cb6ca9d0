/// The way to a setting, such as `environments.production.models.qwen.scale.min` or `fleet.routing.routes[0].timeout`.
package struct SettingPath: Hashable, Sendable {
    /// Keys, and `[index]` for an element of a list.
    package var components: [String]

    package init(_ components: [String] = []) { self.components = components }

    /// Reads the form that `description` writes. Every text is one: a path that leads nowhere is found out by looking.
    package init(_ text: String) {
        components = []
        var rest = text[...]
        while let first = rest.first {
            switch first {
            case ".": rest = rest.dropFirst()
            case "[":
                let end = rest.firstIndex(of: "]").map(rest.index(after:)) ?? rest.endIndex
                components.append(String(rest[..<end]))
                rest = rest[end...]
            case "\"":
                let quoted = rest.dropFirst()
                let end = quoted.firstIndex(of: "\"") ?? quoted.endIndex
                components.append(String(quoted[..<end]))
                rest = quoted[end...].dropFirst()
            default:
                let end = rest.firstIndex { $0 == "." || $0 == "[" } ?? rest.endIndex
                components.append(String(rest[..<end]))
                rest = rest[end...]
            }
        }
    }

    package static func + (path: SettingPath, components: [String]) -> SettingPath {
        SettingPath(path.components + components)
    }

    /// The component of an element of a list.
    package static func index(_ index: Int) -> String { "[\(index)]" }
}

extension SettingPath: CustomStringConvertible, ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(value) }

    /// Keys with a point in them, such as those of labels, stand in quotes.
    package var description: String {
        components.reduce(into: "") { text, component in
            let isIndex = component.hasPrefix("[")
            if !text.isEmpty, !isIndex { text += "." }
            let isPlain = isIndex || !component.isEmpty && !component.contains { ".[\"".contains($0) }
            text += isPlain ? component : "\"\(component)\""
        }
    }
}
