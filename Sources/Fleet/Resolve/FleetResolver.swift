package import Diagnostics
import Parallel
import SpecSyntax

extension FleetDocuments {
    /// Lays the layers over one another and follows every reference.
    ///
    /// - Parameter folder: what the documents were read from, for messages.
    /// - Returns: the fleet, as far as it is sound, and what is wrong. There is none without a document of kind Fleet.
    package func resolve(
        in folder: String,
        catalogue: Catalogue = .bundled
    ) -> (fleet: ResolvedFleet?, diagnostics: [Diagnostic]) {
        var resolver = FleetResolver(documents: self, catalogue: catalogue)
        let fleet = resolver.resolve(in: folder)
        return (fleet, resolver.diagnostics)
    }
}

/// The state of one resolution: the documents by name, and the findings.
struct FleetResolver {
    let documents: FleetDocuments
    let catalogue: Catalogue
    let models: [String: SpecDocument<ModelSettings>]
    let modelNames: [String]
    let profiles: [String: SpecDocument<QualityProfileSpec>]
    let teams: SpecMap<TeamSpec>
    private(set) var diagnostics: [Diagnostic] = []

    init(documents: FleetDocuments, catalogue: Catalogue) {
        self.documents = documents
        self.catalogue = catalogue
        models = Dictionary(documents.models.map { ($0.name.value, $0) }) { first, _ in first }
        modelNames = models.keys.sorted()
        profiles = Dictionary(documents.profiles.map { ($0.name.value, $0) }) { first, _ in first }
        teams = documents.fleets.first?.body.teams?.value ?? SpecMap()
    }

    private var withoutDiagnostics: FleetResolver {
        var copy = self
        copy.diagnostics = []
        return copy
    }

    mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

    fileprivate mutating func resolve(in folder: String) -> ResolvedFleet? {
        reportDuplicates()
        guard let fleet = documents.fleets.first else {
            reportMissing(.fleet, in: folder)
            return nil
        }
        if documents.models.isEmpty { reportMissing(.model, in: folder) }
        if documents.environments.isEmpty { reportMissing(.environment, in: folder) }
        checkDefaults(fleet.body.defaults, path: "defaults")
        for model in documents.models {
            checkTeam(model.metadata.team, path: "models.\(model.name.value).metadata.team")
        }
        var seen = Set<String>()
        let resolved = documents.environments
            .filter { seen.insert($0.name.value).inserted }
            .sorted { $0.name.value < $1.name.value }
            .concurrentMap { [blank = self.withoutDiagnostics] document in
                var resolver = blank
                return (environment: resolver.resolve(document, in: fleet), diagnostics: resolver.diagnostics)
            }
        diagnostics += resolved.flatMap(\.diagnostics)
        return ResolvedFleet(
            name: fleet.name,
            teams: teams.entries.map(\.key),
            environments: resolved.compactMap(\.environment),
            modelNames: documents.models.map(\.name).sorted { $0.value < $1.value },
            profileNames: documents.profiles.map(\.name).sorted { $0.value < $1.value }
        )
    }

    private mutating func reportMissing(_ kind: DocumentKind, in folder: String) {
        let found = [
            (documents.fleets.count, "Fleet"), (documents.models.count, "Model"),
            (documents.environments.count, "Environment"),
        ].filter { $0.0 > 0 }.map { "\($0.0) of kind \($0.1)" }
        report(.missingDocument(kind, in: folder, found: found))
    }

    private mutating func reportDuplicates() {
        if let first = documents.fleets.first {
            for other in documents.fleets.dropFirst() {
                report(.severalFleets(at: other.name.span, first: first.name.span))
            }
        }
        reportDuplicates("model", documents.models.map(\.name))
        reportDuplicates("environment", documents.environments.map(\.name))
        reportDuplicates("quality profile", documents.profiles.map(\.name))
    }

    private mutating func reportDuplicates(_ what: String, _ names: [Located<String>]) {
        var first: [String: Span?] = [:]
        for name in names {
            if let known = first[name.value] {
                report(.duplicateDefinition(what, name.value, at: name.span, first: known))
            } else {
                first[name.value] = name.span
            }
        }
    }

    /// What belongs to one model alone would mean the same for all of them.
    mutating func checkDefaults(_ defaults: Located<ModelSettings>?, path: String) {
        guard let settings = defaults?.value else { return }
        let own: [(String, Span?)] = [
            ("source", settings.source?.span), ("aliases", settings.aliases?.span),
            ("adapters", settings.adapters?.span), ("quality", settings.quality?.span),
            ("throughput", settings.throughput?.span),
        ]
        for (key, span) in own where span != nil {
            report(.excludedKey(key, reason: "it belongs to one model, not to all", at: span, path: "\(path).\(key)"))
        }
    }

    mutating func checkTeam(_ team: Located<String>?, path: String) {
        // A team may be declared in what could not be read of the fleet.
        guard let team, teams[team.value] == nil, documents.fleets.allSatisfy(\.isComplete) else { return }
        report(.unknownReference(.unknownTeam, "team", team, known: teams.keys, in: "the fleet", path: path))
    }

    /// Reports names that are no models of the fleet.
    /// - Returns: those of the names that are deployed here. One that is deployed only elsewhere is left out, so that a
    ///   route or tenant of the fleet can speak of all models though an environment runs a few.
    mutating func deployedModels(
        _ names: [Located<String>],
        among deployed: Set<String>,
        path: String
    ) -> [Located<String>] {
        names.filter { name in
            // The model may be in a file that could not be read.
            if models[name.value] == nil, !documents.isPartial {
                report(.unknownReference(.unknownModel, "model", name, known: modelNames, in: "the fleet", path: path))
            }
            return deployed.contains(name.value)
        }
    }
}
