import AgentConfig
import Testing

@Suite struct StrictDecodingTests {
    @Test(arguments: [
        ("", #"{"version": 1, "#),
        ("", "[1]"),
        ("version", #"{"fleet": "f"}"#),
        ("weights", #"{"version": 1, "fleet": "f", "environment": "e"}"#),
    ])
    func wrongShapesNameTheirPlace(path: String, json: String) {
        let error = #expect(throws: AgentConfigurationError.self) { try RouterConfig(json: Array(json.utf8)) }
        #expect(error?.problems.map(\.path) == [path])
    }

    @Test func anotherVersionIsRefusedBeforeItsShapeIs() {
        let error = #expect(throws: AgentConfigurationError.self) {
            try ScalingConfig(json: Array(#"{"version": 2, "new": {}}"#.utf8))
        }
        #expect(error?.problems.map(\.kind) == [.unsupportedVersion(2, supported: 1)])
        #expect(error?.description == "version: version 2 is not supported, only 1")
    }

    @Test func unknownKeysAreNamedAtAnyDepth() throws {
        let json = try edited {
            $0.replacing("\"policy\" : \"fixed\",", with: "\"policy\" : \"fixed\", \"minute\" : 1, \"nothing\" : null,")
                .replacing("\"version\" : 1", with: "\"version\" : 1, \"w\\u0069ghts\" : [{}]")
        }
        let error = #expect(throws: AgentConfigurationError.self) { try ScalingConfig(json: json) }
        #expect(error?.problems.map(\.path) == ["models[1].idle.minute", "wights"])
        #expect(error?.problems.allSatisfy { $0.kind == .unknownKey } == true)
    }

    @Test func layoutDoesNotMatter() throws {
        let json = try edited { $0.replacing("\n", with: " ").replacing(" : ", with: ":") }
        #expect(try ScalingConfig(json: json) == Self.scaling)
    }

    @Test func valuesOutOfRangeAreAllReported() {
        var config = Self.scaling
        config.gpuBudget = -1
        config.models[0].max = 0
        config.models[1].pool = "h200"
        config.models[1].name = "a"
        config.models[1].coldStart.seconds = .nan
        config.processes = .init(host: "::1", firstPort: 0, lastPort: 65536)
        let error = #expect(throws: AgentConfigurationError.self) { try ScalingConfig(json: config.encoded()) }
        // A number that is none does not even have the right type.
        #expect(error?.problems.map(\.path) == ["models[1].coldStart.seconds"])
        config.models[1].coldStart.seconds = -1
        let second = #expect(throws: AgentConfigurationError.self) { try ScalingConfig(json: config.encoded()) }
        #expect(
            second?.problems.map(\.path) == [
                "gpuBudget", "models[1].name", "models[0].max", "models[1].pool", "models[1].coldStart.seconds",
                "processes",
                "processes.firstPort", "processes.lastPort",
            ]
        )
    }

    @Test func routesNeedModelsThatExist() {
        let config = RouterConfig(
            fleet: "f",
            environment: "e",
            weights: .init(accuracy: 1, latency: 0, cost: 0),
            classifier: .init(kind: .none, minConfidence: 2),
            keywords: [.init(pattern: ["a", "(b", "x{900}"]), .init(pattern: Array(repeating: "y{900}", count: 6))],
            routes: [
                .init(
                    name: "auto",
                    candidates: ["gone"],
                    fallback: ["auto", "lost"],
                    timeoutSeconds: 1,
                    weights: .init(accuracy: 1, latency: 0, cost: 0),
                    capabilities: [],
                    tenants: ["nobody"]
                )
            ],
            models: [],
            tenants: [],
            switchingCost: 0
        )
        let error = #expect(throws: AgentConfigurationError.self) { try RouterConfig(json: config.encoded()) }
        #expect(
            error?.description == """
                classifier.minConfidence: must be from 0 to 1
                keywords[0].pattern[1]: must be a pattern, but has at byte 0 this group is not closed
                keywords: must be patterns of at most 5000 states together
                routes[0].candidates[0]: there is no `gone`
                routes[0].fallback[1]: there is no `lost`
                routes[0].tenants[0]: there is no `nobody`
                """
        )
    }

    @Test func everyPrefixOfADocumentIsRefusedQuietly() {
        let bytes = Self.scaling.encoded()
        for length in stride(from: 0, to: bytes.count - 2, by: 7) {
            #expect(throws: AgentConfigurationError.self) { try ScalingConfig(json: Array(bytes.prefix(length))) }
        }
    }

    // MARK: Documents

    private static let scaling = ScalingConfig(
        fleet: "f",
        environment: "e",
        driver: .keda,
        gpuBudget: 8,
        pools: [.init(name: "h100", nodes: 1, gpusPerNode: 8)],
        teams: [],
        models: [model("a", .never), model("b", .fixed(seconds: 900))]
    )

    private static func model(_ name: String, _ idle: IdlePolicy) -> ScalingConfig.Model {
        .init(
            name: name,
            team: nil,
            pool: "h100",
            gpus: 1,
            gpusPerNode: 1,
            nodes: 1,
            min: 0,
            max: 1,
            idle: idle,
            coldStart: .init(seconds: 60, estimated: false),
            startupTimeoutSeconds: 300,
            minResidencySeconds: 60,
            longestStreamSeconds: 600,
            concurrency: 8,
            queue: .init(size: 256, timeoutSeconds: 300),
            schedule: [],
            target: .init(apiVersion: "apps/v1", kind: "Deployment", name: name, namespace: "llm"),
            process: nil
        )
    }

    private func edited(_ edit: (String) -> String) throws -> [UInt8] {
        let text = String(decoding: Self.scaling.encoded(), as: UTF8.self)
        let result = edit(text)
        try #require(result != text)
        return Array(result.utf8)
    }
}
