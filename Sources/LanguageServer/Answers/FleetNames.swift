import Compiler
import Diagnostics
import Fleet
import SpecSyntax

/// What the documents of a fleet declare, and the catalogue: what one may refer to.
struct FleetNames {
    struct Declaration {
        /// In the words of `FieldDescription.refersTo`.
        var sort: String
        var name: String
        /// `nil` for what ships with Spindle.
        var span: Span?
        /// The environment that declares it.
        var environment: String?
    }

    private(set) var declarations: [Declaration] = []
    /// Where environments say what differs for a model.
    private(set) var overlays: [Declaration] = []

    init(_ documents: FleetDocuments) {
        for fleet in documents.fleets {
            add("team", fleet.body.teams?.value.entries.map(\.key))
            add("tenant", fleet.body.tenants?.value.entries.map(\.key))
            add("route", fleet.body.routing?.value.routes?.value.elements.compactMap(\.value.name))
        }
        add("model", documents.models.map(\.name))
        for environment in documents.environments {
            let (name, body) = (environment.name.value, environment.body)
            add("environment", [environment.name])
            add("pool", body.pools?.value.entries.map(\.key), in: name)
            add("tenant", body.tenants?.value.entries.map(\.key), in: name)
            add("route", body.routing?.value.routes?.value.elements.compactMap(\.value.name), in: name)
            overlays += (body.models?.value.entries ?? []).map {
                Declaration(sort: "model", name: $0.key.value, span: $0.key.span, environment: name)
            }
        }
    }

    private mutating func add(_ sort: String, _ names: [Located<String>]?, in environment: String? = nil) {
        declarations += (names ?? []).map {
            Declaration(sort: sort, name: $0.value, span: $0.span, environment: environment)
        }
    }

    /// The names of a sort, each once. Of what environments declare those of one, where it is said which.
    func names(of sort: String, in environment: String?) -> [String] {
        switch sort {
        case "architecture": Catalogue.bundled.architectureNames
        case "gpu": Catalogue.bundled.gpuNames
        case "rule": RuleCatalogue.all.filter { $0.severity < .error }.map(\.id)
        default: Set(visible(sort, in: environment).map(\.name)).sorted()
        }
    }

    /// The declarations of a name.
    func find(_ name: String, _ sorts: [String], in environment: String?) -> [Declaration] {
        sorts.flatMap { visible($0, in: environment) }.filter { $0.name == name }
    }

    private func visible(_ sort: String, in environment: String?) -> [Declaration] {
        declarations.filter {
            $0.sort == sort && (environment == nil || $0.environment == nil || $0.environment == environment)
        }
    }
}
