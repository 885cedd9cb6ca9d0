package import Fleet
import SpecSyntax

extension SettingPath {
    /// The path behind what every setting of its kind has in front: the environment, the model, the fleet.
    package var short: SettingPath {
        let names =
            switch components.first {
            case "environments"?: components.count > 4 && components[2] == "models" ? 4 : 2
            case "models"?, "profiles"?: 2
            case "fleet"?: 1
            default: 0
            }
        return components.count > names ? SettingPath(Array(components[names...])) : self
    }

    /// What `spindle explain` knows the setting under, such as `models.*.scale.min`; `nil` for what it has no key for.
    package var topic: String? {
        let (root, kind): (String, DocumentKind) =
            switch components.first {
            case "environments"?:
                components.count > 4 && components[2] == "models"
                    ? ("models.*", .model) : ("environments.*", .environment)
            case "models"?: ("models.*", .model)
            case "profiles"?: ("profiles.*", .profile)
            default: ("fleet", .fleet)
            }
        var topic = root
        var shape = Shape.object(kind.description)
        guard short != self || root == "fleet" else { return nil }
        for component in short.components {
            // An element of a list may be named by its `name`, which is no key.
            guard let member = shape.member(component) ?? shape.element.map(Shape.Member.element) else { return nil }
            switch member {
            case .field: topic += ".\(component)"
            case .element: topic += shape.element == nil ? ".*" : ""
            }
            shape = member.shape
        }
        return topic
    }
}
