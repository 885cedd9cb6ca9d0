import Diagnostics
import Fleet
import FleetPlan
import SpecSyntax

/// The fleet of a test: what the test says in the language of the specs, laid over a sound fleet of one model, then
/// resolved and planned as any other. So a test says only what matters, and every figure agrees with every other.
struct PolicyTestFleet {
    private let fleet: Node
    private let model: Node
    private let environment: Node

    /// - Parameter sources: gets the specs beneath those of tests.
    /// - Returns: `nil` only if Spindle's own file is broken.
    init?(in sources: inout SourceMap) {
        let bytes = PackageResources.test_fleet_yaml
        let file = sources.add(path: JsonnetProgram.ownPath("test-fleet.yaml"), bytes: bytes)
        let documents = YAMLReader.read(file, in: sources).documents
        guard documents.count == 3 else { return nil }
        (fleet, model, environment) = (documents[0], documents[1], documents[2])
    }

    /// - Returns: the fleet as policies see it, or what is wrong with the settings of the case.
    func input(of test: PolicyTestCase, in folder: String) -> (input: PolicyInput?, diagnostics: [Diagnostic]) {
        let models = documents(test.models?.value, over: model)
        let environments = documents(test.environments?.value, over: environment)
        var base = fleet
        // Most tests mention teams, and none is about their being declared.
        for team in teams(of: models, environments) {
            base = base.merged(
                with: .object(["teams": .object([team: .object([:], at: base.span)], at: base.span)], at: base.span)
            )
        }
        var documents = FleetDocuments()
        var diagnostics: [Diagnostic] = []
        for node in [test.fleet.map { base.merged(with: $0.node) } ?? base] + models + environments {
            let document = DecodedDocument(node)
            diagnostics += document.diagnostics
            documents.add(document)
        }
        let resolution = documents.resolve(in: folder)
        diagnostics += resolution.diagnostics
        guard let fleet = resolution.fleet, !diagnostics.contains(where: { $0.severity == .error }) else {
            return (nil, diagnostics)
        }
        return (PolicyInput(fleet, plans: fleet.environments.map(EnvironmentPlan.init)), diagnostics)
    }

    /// A document for each name; the one that every test has when there is none.
    private func documents(_ settings: SpecMap<PolicyTestCase.Settings>?, over base: Node) -> [Node] {
        guard let entries = settings?.entries, !entries.isEmpty else { return [base] }
        return entries.map { entry in
            let name = Node(.scalar(entry.key.value, quoted: true), at: entry.key.span ?? base.span)
            let header = Node.object(["metadata": .object(["name": name], at: name.span)], at: name.span)
            return base.merged(with: header).merged(with: entry.value.node)
        }
    }

    private func teams(of models: [Node], _ environments: [Node]) -> [String] {
        let owners = models.compactMap { model -> String? in
            guard case .scalar(let team, _) = model["metadata"]?["team"]?.content else { return nil }
            return team
        }
        return owners + environments.flatMap { $0["budgets"]?["teams"]?.keys ?? [] }
    }
}

extension Node {
    fileprivate static func object(_ members: KeyValuePairs<String, Node>, at span: Span) -> Node {
        Node(.mapping(members.map { Entry(key: $0, keySpan: span, value: $1) }), at: span)
    }

    /// As JSON Merge Patch has it (RFC 7396): mappings are merged key by key, `null` takes a key away, all else replaces.
    func merged(with patch: Node) -> Node {
        guard case .mapping(let changes) = patch.content, case .mapping(var entries) = content else { return patch }
        for change in changes {
            let index = entries.firstIndex { $0.key == change.key }
            switch (index, change.value.isNull) {
            case (let index?, true): entries.remove(at: index)
            case (nil, true): continue
            case (let index?, false):
                entries[index] = Entry(
                    key: change.key,
                    keySpan: change.keySpan,
                    value: entries[index].value.merged(with: change.value)
                )
            case (nil, false): entries.append(change)
            }
        }
        return Node(.mapping(entries), at: patch.span)
    }
}
