package import Diagnostics
package import SpecSyntax

/// A decoded document: its header and the body of its kind.
package struct SpecDocument<Body: SpecObject>: Sendable {
    package var name: Located<String>
    package var metadata: Metadata
    package var allow: [Allowance]
    package var body: Body
    /// All of the document as it was read.
    package var node: Node
    /// False when an error was found in it: its settings may be incomplete, and nothing is concluded from them.
    package var isComplete: Bool

    /// All of the document.
    package var span: Span { node.span }
}

/// All documents of one fleet.
package struct FleetDocuments: Sendable {
    package var fleets: [SpecDocument<FleetSpec>] = []
    package var models: [SpecDocument<ModelSettings>] = []
    package var environments: [SpecDocument<EnvironmentSpec>] = []
    package var profiles: [SpecDocument<QualityProfileSpec>] = []
    /// True when something could not be read: a name that nobody declares may be declared there, so that neither its
    /// absence nor that nobody uses a thing is concluded from the rest.
    package var isPartial = false

    package init() {}
}

/// The kinds of documents there are.
package enum DocumentKind: String, CaseIterable, Sendable {
    case fleet = "Fleet"
    case model = "Model"
    case environment = "Environment"
    case profile = "QualityProfile"

    package static let apiVersion = "spindle/v1alpha1"

    /// The description of the whole document, header and body.
    package var description: ObjectDescription {
        let body =
            switch self {
            case .fleet: FleetSpec.schema.description
            case .model: ModelSettings.schema.description
            case .environment: EnvironmentSpec.schema.description
            case .profile: QualityProfileSpec.schema.description
            }
        var header = DocumentHeader.schema.description.fields
        for index in header.indices {
            switch header[index].key {
            case "apiVersion": header[index].shape = .choice([Self.apiVersion])
            case "kind": header[index].shape = .choice([rawValue])
            default: continue
            }
        }
        return ObjectDescription(name: body.name, summary: body.summary, fields: header + body.fields)
    }
}

extension FleetDocuments {
    /// Keeps a document under its kind.
    package mutating func add(_ document: DecodedDocument) {
        switch document.content {
        case .fleet(let fleet)?: fleets.append(fleet)
        case .model(let model)?: models.append(model)
        case .environment(let environment)?: environments.append(environment)
        case .profile(let profile)?: profiles.append(profile)
        case nil: isPartial = true
        }
    }
}

/// What came of the decoding of one document.
package struct DecodedDocument: Sendable {
    package enum Content: Sendable {
        case fleet(SpecDocument<FleetSpec>)
        case model(SpecDocument<ModelSettings>)
        case environment(SpecDocument<EnvironmentSpec>)
        case profile(SpecDocument<QualityProfileSpec>)
    }

    /// `nil` when it is of no known kind or has no name.
    package var content: Content?
    /// Every error in it.
    package var diagnostics: [Diagnostic]

    package init(_ node: Node) {
        var decoder = SpecDecoder()
        content = Self.content(of: node, with: &decoder)
        diagnostics = decoder.diagnostics
    }

    private static func content(of node: Node, with decoder: inout SpecDecoder) -> Content? {
        guard case .mapping = node.content else {
            decoder.report(
                .wrongType(found: node, wanted: "a mapping with apiVersion, kind and metadata", path: "document")
            )
            return nil
        }
        switch kind(of: node, with: &decoder) {
        case .fleet?: return decode(node, with: &decoder).map { .fleet($0) }
        case .model?: return decode(node, with: &decoder).map { .model($0) }
        case .environment?: return decode(node, with: &decoder).map { .environment($0) }
        case .profile?: return decode(node, with: &decoder).map { .profile($0) }
        case nil: return nil
        }
    }

    private static func kind(of node: Node, with decoder: inout SpecDecoder) -> DocumentKind? {
        if let version = node["apiVersion"] {
            guard case .scalar(DocumentKind.apiVersion, _) = version.content else {
                decoder.report(.unsupportedVersion(version))
                return nil
            }
        }
        guard let value = node["kind"] else {
            let anchor =
                if case .mapping(let entries) = node.content { entries.first?.keySpan } else { node.span as Span? }
            decoder.report(
                .missingKey(
                    "kind",
                    in: "a document",
                    at: anchor ?? node.span,
                    path: "kind",
                    help:
                        "start it with `apiVersion: \(DocumentKind.apiVersion)` and `kind: Fleet`, `Model`, `Environment` or `QualityProfile`"
                )
            )
            return nil
        }
        guard case .scalar(let text, _) = value.content, let kind = DocumentKind(rawValue: text) else {
            decoder.report(.unsupportedKind(value))
            return nil
        }
        return kind
    }

    /// Other messages repeat the name, so one of megabytes is not used at all.
    private static func name(
        of node: Node,
        _ metadata: Metadata,
        with decoder: inout SpecDecoder
    ) -> Located<String>? {
        guard let name = metadata.name, name.value.utf8.count > longestName, let written = node["metadata"]?["name"]
        else { return metadata.name }
        decoder.report(.outOfRange(written, bounds: "at most \(longestName) characters long", path: "metadata.name"))
        return nil
    }

    /// No name of Kubernetes is longer.
    private static let longestName = 253

    private static func decode<Body>(_ node: Node, with decoder: inout SpecDecoder) -> SpecDocument<Body>? {
        let headerKeys = DocumentHeader.schema.fields.map(\.key)
        // A key that neither knows is the body's to report: also a mistyped `metadata`, without which there is no document.
        let header = DocumentHeader.schema.decode(node, besides: node.keys, with: &decoder)
        let body = Body.schema.decode(node, besides: headerKeys, with: &decoder)
        guard let header, let body, let metadata = header.metadata?.value,
            let name = name(of: node, metadata, with: &decoder)
        else { return nil }
        return SpecDocument(
            name: name,
            metadata: metadata,
            allow: header.allow?.value.values ?? [],
            body: body,
            node: node,
            isComplete: decoder.diagnostics.isEmpty
        )
    }
}
