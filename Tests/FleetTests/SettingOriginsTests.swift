import Diagnostics
import Fleet
import SpecSyntax
import Testing

/// Where settings come from: the layers that set them, and the one that is in force.
@Suite struct SettingOriginsTests {
    @Test func everyLayerOfAModelIsNamedLowestFirst() throws {
        let chain = try #require(Self.fleet.chain("environments.production.models.qwen.scale.min"))
        #expect(
            Self.fleet.text(chain) == [
                "`defaults` of fleet `research`: 0 replaced",
                "`defaults` of environment `production`: 1 replaced",
                "model `qwen`: 2 replaced",
                "`models.qwen` of environment `production`: 3 in force",
            ]
        )
        #expect(Self.fleet.text(at: chain.span) == "3")
    }

    /// Elsewhere the layers of that environment do not count.
    @Test func eachEnvironmentHasItsOwnLayers() throws {
        let chain = try #require(Self.fleet.chain("environments.staging.models.qwen.scale.min"))
        #expect(
            Self.fleet.text(chain) == ["`defaults` of fleet `research`: 0 replaced", "model `qwen`: 2 in force"]
        )
    }

    @Test func mappingsAreMergedAndListsReplaced() throws {
        let labels = try #require(Self.fleet.chain("environments.production.models.qwen.placement.nodeSelector"))
        #expect(
            Self.fleet.text(labels) == [
                "`defaults` of fleet `research`: {a: 1, b: 1} in force", "model `qwen`: {b: 2, c: 2} in force",
            ]
        )
        #expect(
            Self.fleet.text(
                try #require(Self.fleet.chain("environments.production.models.qwen.placement.nodeSelector.b"))
            )
                == ["`defaults` of fleet `research`: 1 replaced", "model `qwen`: 2 in force"]
        )
        #expect(
            Self.fleet.text(try #require(Self.fleet.chain("environments.production.models.qwen.capabilities"))) == [
                "`defaults` of fleet `research`: [chat, tools] replaced", "model `qwen`: [chat] in force",
            ]
        )
        // What no longer exists in the list that is in force has only its place around it.
        let gone = try #require(Self.fleet.chain("environments.production.models.qwen.capabilities[1]"))
        #expect(Self.fleet.text(gone) == ["`defaults` of fleet `research`: tools replaced"])
        #expect(gone.decisive == nil)
        #expect(Self.fleet.text(at: gone.span) == "capabilities")
    }

    /// A mapping whose every key is replaced has no part in what holds.
    @Test func aMappingOfWhichNothingIsLeftIsNotInForce() throws {
        let chain = try #require(Self.fleet.chain("environments.production.models.qwen.scale"))
        #expect(chain.origins.map(\.isInForce) == [true, false, true, true])
    }

    @Test func anotherEngineInheritsNothing() throws {
        let image = try #require(Self.fleet.chain("environments.production.models.gemma.engine.image"))
        #expect(
            Self.fleet.text(image) == ["`defaults` of fleet `research`: a:1 replaced", "model `gemma`: b:1 in force"]
        )
        let port = try #require(Self.fleet.chain("environments.production.models.gemma.engine.port"))
        #expect(Self.fleet.text(port) == ["`defaults` of fleet `research`: 80 replaced"])
        #expect(port.preset?.path == port.path && port.preset?.text == "8000")
    }

    /// One value that may be text or a mapping is replaced as a whole.
    @Test func aValueOfSeveralFormsIsReplaced() throws {
        let chain = try #require(Self.fleet.chain("environments.production.models.gemma.scale.idleTimeout.max"))
        #expect(Self.fleet.text(chain) == ["`defaults` of fleet `research`: 2h replaced"])
    }

    @Test func whatNothingSetsHasItsDefault() throws {
        let size = try #require(Self.fleet.chain("environments.production.models.qwen.scale.queue.size"))
        #expect(size.origins.isEmpty)
        #expect(size.preset?.path == size.path && size.preset?.text == "256")
        // The nearest thing that is written is the overlay's `scale`.
        #expect(Self.fleet.text(at: size.span) == "scale")
        #expect(Self.fleet.place(of: size.span) == "production.yaml:9:10")
        let engine = try #require(Self.fleet.chain("environments.staging.scaling.via"))
        #expect(engine.preset?.text == "keda")
        #expect(Self.fleet.text(at: engine.span) == "staging")
        // The default of something around it.
        let weight = try #require(Self.fleet.chain("environments.staging.routing.weights.cost"))
        #expect(weight.preset?.path == "environments.staging.routing.weights")
    }

    @Test func settingsOfEnvironmentsAndFleets() throws {
        for (path, expected) in [
            ("environments.production.budgets.teams.search.gpus", ["environment `production`: 8 in force"]),
            ("environments.production.pools.h100.nodes", ["environment `production`: 2 in force"]),
            ("environments.production.metadata.name", ["environment `production`: production in force"]),
            (
                "environments.production.tenants.portal.priority",
                [
                    "`tenants` of fleet `research`: 80 replaced",
                    "`tenants` of environment `production`: 90 in force",
                ]
            ),
            (
                "environments.production.routing.routes.auto.timeout",
                ["`routing` of fleet `research`: 40m in force"]
            ),
            ("environments.production.routing.routes[0].name", ["`routing` of fleet `research`: auto in force"]),
            ("environments.production.models.qwen.metadata.team", ["model `qwen`: search in force"]),
            ("models.qwen.scale.min", ["model `qwen`: 2 in force"]),
            ("teams.search", ["fleet `research`: {} in force"]),
            ("fleet.metadata.name", ["fleet `research`: research in force"]),
            (#"environments.production.metadata.labels."a.b/c""#, ["environment `production`: d in force"]),
        ] {
            let chain = try #require(Self.fleet.chain(path), "\(path)")
            #expect(Self.fleet.text(chain) == expected, "\(path)")
        }
    }

    @Test(arguments: [
        "", "environments", "environments.prod.scaling", "environments.production.models.lama.scale", "models.lama",
        "models.qwen.scale.mni", "environments.production.models.qwen.scale.min.x", "nothing",
    ])
    func pathsThatLeadNowhere(path: String) {
        #expect(Self.fleet.chain(path).map(Self.fleet.text) == nil)
    }

    /// What an anchor or a merge key brings is found where it is written.
    @Test func anchorsAndMergeKeys() throws {
        let fleet = LocatedFleet([
            "fleet.yaml": """
            apiVersion: spindle/v1alpha1
            kind: Fleet
            metadata: {name: a}
            defaults:
              scale: {min: 1, max: 4}
            """,
            "qwen.yaml": """
            apiVersion: spindle/v1alpha1
            kind: Model
            metadata: {name: qwen}
            scale: {min: 2, concurrency: 8}
            """,
            "staging.yaml": """
            apiVersion: spindle/v1alpha1
            kind: Environment
            metadata: {name: staging}
            defaults:
              scale: &base {min: 3, coldStart: 1m}
            models:
              qwen:
                scale:
                  <<: *base
                  coldStart: 2m
            """,
        ])
        let path: SettingPath = "environments.staging.models.qwen.scale"
        let merged = try #require(fleet.origins.chain(of: path + ["min"]))
        // The same text is both the default and the overlay; the overlay is what decides.
        #expect(merged.decisive?.layer.path == "models.qwen")
        #expect(fleet.place(of: merged.span) == "staging.yaml:5:22")
        let own = try #require(fleet.origins.chain(of: path + ["coldStart"]))
        #expect(fleet.text(own).last == "`models.qwen` of environment `staging`: 2m in force")
        let lower = try #require(fleet.origins.chain(of: path + ["concurrency"]))
        #expect(fleet.place(of: lower.span) == "qwen.yaml:4:30")
    }

    @Test func pathsAreReadAsTheyAreWritten() {
        for text in [
            "environments.production.models.qwen.scale.min", "fleet.routing.routes[0].timeout", "a.\"b.c/d\".e",
            "a[0][1]", "a.\"\"",
        ] {
            #expect(SettingPath(text).description == text)
        }
        #expect(SettingPath("a[0].\"b.c\"").components == ["a", "[0]", "b.c"])
        for text in ["a[", "a.\"b", "..", "]"] { #expect(SettingPath(text).components.count < 3) }
    }

    private static let fleet = LocatedFleet([
        "fleet.yaml": """
        apiVersion: spindle/v1alpha1
        kind: Fleet
        metadata: {name: research}
        teams: {search: {}}
        defaults:
          engine: {name: vllm, image: a:1, port: 80}
          scale: {min: 0, idleTimeout: {policy: adaptive, max: 2h}}
          placement: {nodeSelector: {a: 1, b: 1}}
          capabilities: [chat, tools]
        routing:
          routes:
            - {name: auto, timeout: 40m}
        tenants: {portal: {priority: 80}}
        """,
        "gemma.yaml": """
        apiVersion: spindle/v1alpha1
        kind: Model
        metadata: {name: gemma}
        engine: {name: sglang, image: b:1}
        scale: {idleTimeout: 5m}
        """,
        "production.yaml": """
        apiVersion: spindle/v1alpha1
        kind: Environment
        metadata: {name: production, labels: {a.b/c: d}}
        pools: {h100: {nodes: 2}}
        budgets: {teams: {search: {gpus: 8}}}
        defaults: {scale: {min: 1}}
        tenants: {portal: {priority: 90}}
        models:
          qwen: {scale: {min: 3}}
        """,
        "qwen.yaml": """
        apiVersion: spindle/v1alpha1
        kind: Model
        metadata: {name: qwen, team: search}
        scale: {min: 2, max: 4}
        placement: {nodeSelector: {b: 2, c: 2}}
        capabilities: [chat]
        """,
        "staging.yaml": """
        apiVersion: spindle/v1alpha1
        kind: Environment
        metadata: {name: staging}
        """,
    ])
}

/// Documents with their text.
struct LocatedFleet {
    let origins: SettingOrigins
    private let sources: SourceMap

    init(_ files: [String: String]) {
        var sources = SourceMap()
        var documents = FleetDocuments()
        for (path, text) in files.sorted(by: { $0.key < $1.key }) {
            let file = sources.add(path: path, bytes: Array(text.utf8))
            for node in YAMLReader.read(file, in: sources).documents { documents.add(DecodedDocument(node)) }
        }
        self.sources = sources
        origins = SettingOrigins(documents)
    }

    func chain(_ path: String) -> SettingChain? { origins.chain(of: SettingPath(path)) }

    /// A line a layer, such as `model `qwen`: 2 in force`.
    func text(_ chain: SettingChain) -> [String] {
        chain.origins.map { "\($0.layer): \(text(at: $0.span)) \($0.isInForce ? "in force" : "replaced")" }
    }

    func text(at span: Span) -> String {
        String(decoding: sources[span.file].bytes[Int(span.lower)..<Int(span.upper)], as: UTF8.self)
    }

    /// Such as `qwen.yaml:4:9`.
    func place(of span: Span) -> String {
        var lines = LineIndex(sources)
        let position = lines.position(of: span.lower, in: span.file)
        return "\(sources.path(of: span)):\(position.line):\(position.column)"
    }
}
