import Fleet
import FleetPlan
import SpecSyntax

extension ProvenanceTable {
    /// `router.json`: see `RouterConfig`.
    static func router(_ scope: ProvenanceScope) -> ProvenanceTable {
        let environment = scope.environment
        let keywords = environment.setting("routing.keywords")
        let tenants = scope.plan.environment.tenants
        return [
            .fixed("", "version", because: "the form of the file, which the agent of this version reads"),
            .value("fleet", environment.fleetName, "the name of the fleet"),
            .value("environment", environment.name, "the name of the environment"),
            .value(
                "weights",
                environment.setting("routing.weights"),
                "what counts how much on routes that do not say it"
            ),
            .each("weights.*") {
                Provenance(
                    [environment.setting("routing.weights") + [$0.key]],
                    "what counts how much when a model is chosen"
                )
            },
            .value(
                "classifier",
                environment.setting("routing.classifier"),
                "what judges prompts that no keyword decides"
            ),
            .value("classifier.encoder", scope.encoders, "the classifier that the heads of models were fitted with"),
            .each("classifier.*") {
                Provenance(
                    [environment.setting("routing.classifier") + [$0.key]],
                    "what judges prompts that no keyword decides"
                )
            },
            .value("switchingCost", environment.setting("routing.switchingCost"), "what moving a conversation costs"),
            .value(
                "clientTimeoutSeconds",
                environment.setting("routing.clientTimeout"),
                "how long clients wait, in seconds"
            ),
            .value("keywords", keywords, "rules that judge a prompt by what is in it, in the order of the specs"),
            .each("keywords[*]") {
                Provenance([keywords + [SettingPath.index($0.index())]], "a rule that judges a prompt by what is in it")
            },
            .each("keywords[*].*") {
                Provenance([keywords + $0.captures], "a rule that judges a prompt by what is in it")
            },
            .each("keywords[*].match[*]") {
                Provenance(
                    [keywords + [$0.captures[0], "match", $0.captures[1]]],
                    "a word or phrase that makes the rule fire"
                )
            },
            .each("keywords[*].pattern[*]") {
                Provenance(
                    [keywords + [$0.captures[0], "pattern", $0.captures[1]]],
                    "a pattern that makes the rule fire"
                )
            },
            .each("keywords[*].marker[*]") {
                Provenance(
                    [keywords + [$0.captures[0], "marker", $0.captures[1]]],
                    "a look that makes the rule fire"
                )
            },
            .value(
                "routes",
                environment.setting("routing.routes"),
                "names that clients ask for, in the order of the specs"
            ),
            .parts("routes[*]") { .route($0.index(), environment) },
            .value("models", environment.models, "one entry for every model that is deployed here"),
            .parts("models[*]", because: scope.presenceOfModels) {
                scope.model(at: $0.index()).map { .routed($0, in: environment) }
            },
            .value("tenants", environment.setting("tenants"), "clients of the fleet"),
            .parts("tenants[*]") { match in
                tenants.indices.contains(match.index())
                    ? .tenant(environment.setting("tenants") + [tenants[match.index()].name.value], environment) : nil
            },
        ]
    }

    private static func route(_ index: Int, _ environment: EnvironmentDependencies) -> ProvenanceTable {
        let route = environment.route(index)
        let own = environment.origins.isSet(route + ["weights"])
        let weights = own ? "the route has weights of its own" : "the route has no weights of its own"
        return [
            .value("", route, "a name that clients ask for instead of a model"),
            .value("name", route + ["name"], "the name that clients ask for"),
            .value(
                "candidates",
                environment.candidates(index),
                "the models to choose from, as far as they are deployed here"
            ),
            .each("candidates[*]") { match in
                candidate(match.text ?? "", of: index, environment)
            },
            .value(
                "fallback",
                route + ["fallback"],
                "what to try when the chosen model fails, those awake first, else in this order"
            ),
            .each("fallback[*]") { match in
                Provenance(
                    [environment.element(match.text ?? "", of: route + ["fallback"])] + environment.models,
                    "what to try next when the chosen model fails, if it is deployed here"
                )
            },
            .value(
                "timeoutSeconds",
                environment.routeTimeout(index),
                "how long a request may take until its first word, in seconds"
            ),
            .value("weights", [route + ["weights"], environment.setting("routing.weights")], weights),
            .each("weights.*") { Provenance(environment.routeWeight(index, $0.key), weights) },
            .part("capabilities", .list(route + ["capabilities"], "what every request on this route needs")),
            .part("tenants", .list(route + ["tenants"], "the tenants that may ask for the route")),
        ]
    }

    private static func candidate(
        _ name: String,
        of index: Int,
        _ environment: EnvironmentDependencies
    ) -> Provenance {
        let route = environment.plan.environment.routing.routes[index]
        let candidates = environment.route(index) + ["candidates"]
        guard route.takesAll else {
            return Provenance(
                [environment.element(name, of: candidates)] + environment.models,
                "the route names it, and it is deployed here"
            )
        }
        let model = environment.plan.models.first { $0.name == name }.map { [environment.model($0).name] } ?? []
        return Provenance(
            [candidates] + environment.models + model,
            "the route takes every model that is deployed here"
        )
    }

    private static func routed(_ model: ModelDependencies, in environment: EnvironmentDependencies) -> ProvenanceTable {
        let quality = model.setting("quality")
        let isLocal = environment.plan.environment.local != nil
        return [
            .value("", [model.name] + environment.models, "a model that is deployed here"),
            .value("name", model.name, "the name of the model"),
            .value(
                "served",
                [model.name, model.setting("aliases"), model.setting("adapters")],
                "the names under which clients may ask for it: its own, its aliases, its adapters"
            ),
            .each("served[*]") { served($0.index(), model) },
            .each("served[*].name") { served($0.index(), model) },
            .each("served[*].upstream") { match in
                match.index() <= model.plan.model.aliases.count
                    ? Provenance([model.name], "engines know a model by its own name")
                    : served(match.index(), model)
            },
            .value("capabilities", model.capabilities, "what it can do"),
            .each("capabilities[*]") { match in
                model.isSet("capabilities")
                    ? Provenance([model.setting("capabilities") + [SettingPath.index(match.index())]], "what it can do")
                    : Provenance(model.capabilities, "what models of its architecture can do")
            },
            .value("contextTokens", model.context, "the longest sequence, prompt and answer together"),
            .value("quality", [quality] + model.profile([]), "the measured share of prompts that it answers well"),
            .value("quality.domains", model.quality(["domains"]), "the same for single domains, sorted"),
            .each("quality.*") {
                Provenance(model.quality([$0.key]), "the measured share of prompts that it answers well")
            },
            .parts("quality.domains[*]") { match in
                match.child("domain").map { .domain($0, of: model) }
            },
            .value("quality.head", model.profile(["head"]), "what the figures of its profile leave unsaid"),
            .each("quality.head.*") {
                Provenance(model.profile(["head", $0.key]), "what the figures of its profile leave unsaid")
            },
            .value(
                "throughput",
                model.throughput("prefill") + model.throughput("decode"),
                "the speed of one replica with one request"
            ),
            .value("throughput.prefillTokensPerSecond", model.throughput("prefill"), "how fast it reads a prompt"),
            .value("throughput.decodeTokensPerSecond", model.throughput("decode"), "how fast it writes an answer"),
            .value(
                "throughput.measured",
                [model.setting("throughput.prefill"), model.setting("throughput.decode")],
                "whether both speeds come from the specs; else one is an estimate from GPU and architecture"
            ),
            .value("costPerHour", model.costPerHour, "the price of its GPUs"),
            .value("gpus", model.gpus, "GPUs of one replica"),
            .part("coldStart", .coldStart(of: model)),
            .value(
                "address",
                [model.name, environment.setting("cluster.namespace"), model.setting("engine.port")],
                "the Service of the model in the namespace of the environment"
            ),
            .value(
                "healthPath",
                model.setting(isLocal ? "process.health" : "probes.path"),
                "it answers 200 once the model is loaded"
            ),
        ]
    }

    private static func served(_ index: Int, _ model: ModelDependencies) -> Provenance {
        let aliases = model.plan.model.aliases.count
        switch index {
        case 0: return Provenance([model.name], "every model is served under its name")
        case ...aliases:
            return Provenance([model.setting("aliases") + [SettingPath.index(index - 1)]], "another name of the model")
        default:
            let adapter = model.setting("adapters") + [SettingPath.index(index - 1 - aliases), "name"]
            return Provenance([adapter], "an adapter is served beside its model, under a name of its own")
        }
    }

    private static func domain(_ domain: String, of model: ModelDependencies) -> ProvenanceTable {
        let figures = model.quality(["domains", domain])
        return [
            .value("", figures, "the quality of the model in one domain"),
            .value("domain", figures, "the domain that it was measured in"),
            .each("*") {
                Provenance(
                    model.quality(["domains", domain, $0.key]),
                    "the measured share of prompts of this domain"
                )
            },
        ]
    }

    private static func tenant(_ tenant: SettingPath, _ environment: EnvironmentDependencies) -> ProvenanceTable {
        let models = tenant + ["models"]
        return [
            .value("", tenant, "a client of the fleet"),
            .value("name", tenant, "the name of the client"),
            .value(
                "models",
                [models] + environment.models,
                "the models and routes that it may use, as far as there are any here"
            ),
            .each("models[*]") { match in
                Provenance(
                    [environment.element(match.text ?? "", of: models)] + environment.models,
                    "the client may use it"
                )
            },
            .each("*") { Provenance([tenant + [$0.key]], "what the client may use, and whose requests go first") },
        ]
    }
}
