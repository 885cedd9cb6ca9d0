package import Fleet
package import FleetPlan
import SpecSyntax

/// The fleet as policies see it: what holds in each environment once all layers are applied, and what it takes and costs.
///
/// Keys are those of the specs, so that the way to a value is the path by which specs speak of it; `docs/policies.md`
/// describes the document. What has a name of its own (environments, models, pools, routes, tenants) is a list of objects
/// with `name` and `path`, since policies go over all of them, and looking things up is what Jsonnet does slowly. Times are
/// in seconds, memory in bytes, money in the currency of the specs. A value that is not set is `null`, an absent list or
/// mapping is empty: no key is ever missing.
package struct PolicyInput: Sendable {
    /// Of the form of the document. A key may be added within a version, never removed or given another meaning.
    package static let version = 1

    package let json: JSONValue

    /// - Parameter plans: one an environment.
    package init(_ fleet: ResolvedFleet, plans: [EnvironmentPlan]) {
        json = [
            "version": Self.version.json,
            "name": fleet.name.json,
            "teams": fleet.teams.json,
            "environments": .array(plans.map { EnvironmentInput($0).json }),
        ]
    }

    /// The names beneath the longest part of a path that leads somewhere, and the component behind it that does not.
    func firstUnknown(of path: SettingPath) -> (component: String, known: [String])? {
        var value = json
        for component in path.components {
            guard let next = value.child(component) else { return (component, value.keys) }
            value = next
        }
        return nil
    }
}

extension JSONValue {
    /// The value of a key, or an element by `[index]` or by its `name`.
    fileprivate func child(_ component: String) -> JSONValue? {
        guard case .array(let items) = self else { return self[component] }
        if component.hasPrefix("[") {
            return Int(component.dropFirst().dropLast()).flatMap { items.indices.contains($0) ? items[$0] : nil }
        }
        return items.first { $0["name"] == .string(component) }
    }

    fileprivate var keys: [String] {
        switch self {
        case .object(let members): members.map(\.key)
        case .array(let items): items.compactMap { if case .string(let name)? = $0["name"] { name } else { nil } }
        case .null, .bool, .int, .double, .string: []
        }
    }
}
