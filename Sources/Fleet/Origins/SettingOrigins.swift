import Diagnostics
package import SpecSyntax

/// Tells which places of the specs set a setting of a fleet.
///
/// Paths start with `environments.<name>`, where `models.<name>`, `routing` and `tenants` are what they are there once
/// all layers are applied; with `models.<name>`, `profiles.<name>` or `fleet` for what one document says; or with a key
/// of the fleet, such as `teams`. An element of a list is `[index]`, or its `name` when it has one.
package struct SettingOrigins: Sendable {
    private let fleet: Document?
    private let models: [String: Document]
    private let environments: [String: Document]
    private let profiles: [String: Document]

    private struct Document: Sendable {
        var kind: DocumentKind
        var name: Located<String>
        var node: Node

        init(_ document: SpecDocument<some SpecObject>, _ kind: DocumentKind) {
            self.kind = kind
            name = document.name
            node = document.node
        }

        /// Where its name stands, which stands for all of it.
        var anchor: Span { name.span ?? node.span.start }

        var shape: Shape { SettingOrigins.shapes[kind] ?? .object(kind.description) }
    }

    private static let shapes = Dictionary(
        uniqueKeysWithValues: DocumentKind.allCases.map { ($0, Shape.object($0.description)) }
    )
    private static let modelShape = ModelSettings.shape

    /// Of documents of the same name the first counts, as in `FleetDocuments.resolve(in:)`.
    package init(_ documents: FleetDocuments) {
        fleet = documents.fleets.first.map { Document($0, .fleet) }
        models = Self.byName(documents.models.map { Document($0, .model) })
        environments = Self.byName(documents.environments.map { Document($0, .environment) })
        profiles = Self.byName(documents.profiles.map { Document($0, .profile) })
    }

    private static func byName(_ documents: [Document]) -> [String: Document] {
        Dictionary(documents.map { ($0.name.value, $0) }) { first, _ in first }
    }

    /// Where a setting comes from.
    /// - Returns: `nil` for a path that leads nowhere: a name that is not declared, or a key that the language has not.
    package func chain(of path: SettingPath) -> SettingChain? {
        let keys = path.components[...]
        switch keys.first {
        case "environments":
            guard let name = keys.dropFirst().first, let environment = environments[name] else { return nil }
            return chain(of: path, from: 2, in: environment)
        case "models", "profiles":
            let documents = keys.first == "models" ? models : profiles
            guard let name = keys.dropFirst().first, let document = documents[name] else { return nil }
            return chain(of: path, from: 2, layers: [(document, [])], shape: document.shape, anchor: document.anchor)
        case let first?:
            guard let fleet else { return nil }
            let start = first == "fleet" ? 1 : 0
            return chain(of: path, from: start, layers: [(fleet, [])], shape: fleet.shape, anchor: fleet.anchor)
        case nil: return nil
        }
    }

    /// Whether some layer sets it, so that no default holds.
    package func isSet(_ path: SettingPath) -> Bool { value(of: path) != nil }

    /// What the highest layer in force says of it.
    package func value(of path: SettingPath) -> Node? { chain(of: path)?.decisive?.value }

    /// - Parameter start: how many components name the environment.
    private func chain(of path: SettingPath, from start: Int, in environment: Document) -> SettingChain? {
        let rest = path.components[start...]
        switch rest.first {
        case "models" where rest.count > 1:
            guard let model = models[rest[start + 1]] else { return nil }
            // The header of a model is its own; no layer has one.
            let isHeader = rest.count > 2 && DocumentHeader.schema.fields.contains { $0.key == rest[start + 2] }
            guard !isHeader else {
                return chain(of: path, from: start + 2, layers: [(model, [])], shape: model.shape, anchor: model.anchor)
            }
            let layers = ModelLayer.allCases.compactMap { layer -> (Document, [String])? in
                let document =
                    switch layer {
                    case .fleetDefaults: fleet
                    case .environmentDefaults, .overlay: environment
                    case .model: model
                    }
                return document.map { ($0, layer.keys(of: model.name.value)) }
            }
            return chain(of: path, from: start + 2, layers: layers, shape: Self.modelShape, anchor: model.anchor)
        case let key? where Self.sharedKeys.contains(key):
            guard let shape = environment.shape.member(key)?.shape else { return nil }
            let layers = [fleet, environment].compactMap { document in document.map { ($0, [key]) } }
            return chain(of: path, from: start + 1, layers: layers, shape: shape, anchor: environment.anchor)
        default:
            return chain(
                of: path,
                from: start,
                layers: [(environment, [])],
                shape: environment.shape,
                anchor: environment.anchor
            )
        }
    }

    /// What the fleet says for all environments, and each of them over it.
    private static let sharedKeys: Set<String> = ["routing", "tenants"]

    private func chain(
        of path: SettingPath,
        from start: Int,
        layers: [(document: Document, keys: [String])],
        shape: Shape,
        anchor: Span
    ) -> SettingChain? {
        let candidates = layers.map { document, keys in
            LayeredNode.Candidate(
                layer: SettingLayer(kind: document.kind, document: document.name.value, path: SettingPath(keys)),
                place: keys.reduce(LayeredNode.Place(node: document.node, key: document.anchor)) { $0?.child($1) }
            )
        }
        var node = LayeredNode(candidates, shape: shape)
        var enclosing = anchor
        var preset: SettingChain.Preset?
        var condition: (path: SettingPath, layer: Int)?
        for (index, component) in path.components.enumerated().dropFirst(start) {
            if let (key, layer) = node.identity, key != component {
                condition = (SettingPath(Array(path.components[..<index])) + [key], layer)
            }
            guard let (child, field) = node.child(component) else { return nil }
            node = child
            if let decisive = node.decisive {
                enclosing = decisive.key
            } else if preset == nil, case .optional(let text?) = field?.presence {
                preset = SettingChain.Preset(path: SettingPath(Array(path.components[...index])), text: text)
            }
        }
        let isConditional = condition.map { node.lowestLayer ?? .max < $0.layer } ?? false
        return SettingChain(
            path: path,
            origins: node.origins,
            preset: preset,
            condition: isConditional ? condition?.path : nil,
            enclosing: enclosing
        )
    }
}
