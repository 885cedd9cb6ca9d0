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

    package static let apiVersion = "spindle/v1alpha1"

    /// The description of the whole document, header and body.
    package var description: ObjectDescription {
        let body =
            switch self {
            case .fleet: FleetSpec.schema.description
            case .model: ModelSettings.schema.description
            case .environment: EnvironmentSpec.schema.description
            }
        return ObjectDescription(
            name: body.name,
            summary: body.summary,
            fields: DocumentHeader.schema.description.fields + body.fields
        )
    }
}

extension FleetDocuments {
    /// Decodes one document and keeps it under its kind.
    /// - Returns: every error in it.
    package mutating func add(_ node: Node) -> [Diagnostic] {
        let before = count
        defer { if count == before { isPartial = true } }
        var decoder = SpecDecoder()
        guard case .mapping = node.content else {
            decoder.report(
                .wrongType(found: node, wanted: "a mapping with apiVersion, kind and metadata", path: "document")
            )
            return decoder.diagnostics
        }
        guard let kind = kind(of: node, with: &decoder) else { return decoder.diagnostics }
        switch kind {
        case .fleet: decode(node, with: &decoder).map { fleets.append($0) }
        case .model: decode(node, with: &decoder).map { models.append($0) }
        case .environment: decode(node, with: &decoder).map { environments.append($0) }
        }
        return decoder.diagnostics
    }

    private var count: Int { fleets.count + models.count + environments.count }

    private func kind(of node: Node, with decoder: inout SpecDecoder) -> DocumentKind? {
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
                        "start it with `apiVersion: \(DocumentKind.apiVersion)` and `kind: Fleet`, `Model` or `Environment`"
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

    private func decode<Body>(_ node: Node, with decoder: inout SpecDecoder) -> SpecDocument<Body>? {
        let headerKeys = DocumentHeader.schema.fields.map(\.key)
        // A key that neither knows is the body's to report.
        guard let header = DocumentHeader.schema.decode(node, besides: node.keys, with: &decoder),
            let metadata = header.metadata?.value, let name = metadata.name,
            let body = Body.schema.decode(node, besides: headerKeys, with: &decoder)
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
