// swift-tools-version: 6.2
import PackageDescription

/// Every import is deliberate: internal unless written otherwise, members visible only where their module is imported.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A test target, which reads its fixtures where they lie.
func tests(_ name: String, _ dependencies: [Target.Dependency], fixtures: Bool = false) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies + ["TestSupport"],
        exclude: fixtures ? ["Fixtures"] : [],
        swiftSettings: strict
    )
}

/// A target of Spindle with the house settings.
func module(
    _ name: String,
    _ dependencies: [Target.Dependency] = [],
    exclude: [String] = [],
    resources: [Resource]? = nil
) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: strict)
}

/// A Helm chart of `Sources/Charts`: every file of it as code, and one Swift file that lists them.
func chart(_ name: String, _ folder: String) -> Target {
    .target(
        name: name,
        path: "Sources/Charts/\(folder)",
        resources: [.embedInCode("Chart.yaml"), .embedInCode("values.yaml"), .embedInCode("templates")],
        swiftSettings: strict
    )
}

let package = Package(
    name: "spindle",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "spindle", targets: ["spindle"]),
        .executable(name: "spindle-agent", targets: ["spindle-agent"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.2"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.1"),
    ],
    targets: [
        // C libraries, each behind one Swift module.
        .systemLibrary(name: "CYaml", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        .systemLibrary(name: "CJsonnet", providers: [.apt(["libjsonnet-dev"]), .brew(["jsonnet"])]),
        .systemLibrary(name: "COnnxRuntime"),
        .systemLibrary(name: "CGit2", providers: [.apt(["libgit2-dev", "zlib1g-dev"]), .brew(["libgit2"])]),

        // The compiler, lowest floor first.
        module("Diagnostics"),
        module("Parallel"),
        module("SpecSyntax", ["Diagnostics", "CYaml", "CJsonnet"]),
        module(
            "Fleet",
            ["Diagnostics", "Parallel", "SpecSyntax"],
            resources: [.embedInCode("Catalogue/architectures.yaml"), .embedInCode("Catalogue/gpus.yaml")]
        ),
        module("SpecFormat", ["Diagnostics", "SpecSyntax", "Fleet"]),
        module("FleetPlan", ["SpecSyntax", "Fleet"]),
        module("Engines", ["Diagnostics", "SpecSyntax", "Fleet", "FleetPlan"]),
        module("GitTree", ["Diagnostics", "CGit2", .product(name: "Crypto", package: "swift-crypto")]),
        module(
            "Policies",
            ["Diagnostics", "SpecSyntax", "Fleet", "FleetPlan"],
            resources: [
                .embedInCode("Library/spindle.libsonnet"), .embedInCode("Library/driver.libsonnet"),
                .embedInCode("Library/test-fleet.yaml"),
            ]
        ),
        module("AgentConfig"),
        module("Routing", ["AgentConfig"]),
        module("Classifier", ["COnnxRuntime", .product(name: "Crypto", package: "swift-crypto")], exclude: ["Model"]),
        module("PromptReading", ["Routing", "Classifier"]),
        module("Evaluation", ["AgentConfig", "Routing", .product(name: "Crypto", package: "swift-crypto")]),
        module(
            "FleetChecks",
            ["Diagnostics", "Parallel", "SpecSyntax", "Fleet", "FleetPlan", "Engines", "AgentConfig", "Routing"]
        ),
        chart("ModelServerChart", "ModelServer"),
        chart("AgentChart", "SpindleAgent"),
        module(
            "FleetEmit",
            [
                "Diagnostics", "Parallel", "SpecSyntax", "Fleet", "FleetPlan", "Engines", "AgentConfig",
                "ModelServerChart", "AgentChart",
            ]
        ),
        module("Scaling", ["AgentConfig"]),
        module("Schedules", ["AgentConfig", "Scaling"]),
        module(
            "Simulation",
            ["SpecSyntax", "Fleet", "FleetPlan", "AgentConfig", "Routing", "Scaling", "Schedules"],
            resources: [.embedInCode("Prompts/prompts.tsv")]
        ),
        module("SimulationReports", ["AgentConfig", "Diagnostics", "Simulation"]),
        module(
            "FleetDiff",
            [
                "Diagnostics", "SpecSyntax", "Fleet", "FleetPlan", "Engines", "AgentConfig", "Routing", "FleetEmit",
                "Simulation",
            ]
        ),
        module(
            "Compiler",
            [
                "Diagnostics", "Parallel", "SpecSyntax", "GitTree", "Fleet", "FleetPlan", "FleetChecks", "Policies",
                "FleetEmit", "FleetDiff",
                .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),
        module(
            "LanguageServer",
            ["Diagnostics", "SpecSyntax", "SpecFormat", "Fleet", "FleetPlan", "Compiler"]
        ),
        module("Scaffold", resources: [.embedInCode("Templates")]),
        module(
            "SpindleCommands",
            [
                "Compiler", "Diagnostics", "Parallel", "SpecSyntax", "SpecFormat", "GitTree", "Fleet", "FleetPlan",
                "FleetEmit", "FleetDiff", "AgentConfig", "Routing", "OpenAIWire", "Policies", "LanguageServer",
                "Scaffold", "Classifier", "PromptReading", "Evaluation", "Simulation", "SimulationReports",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(name: "spindle", dependencies: ["SpindleCommands"], swiftSettings: strict),

        // The agent's side.
        module("OpenAIWire", ["AgentConfig", "Diagnostics"]),
        .systemLibrary(name: "CProcess"),
        module(
            "ProcessDriver",
            [
                "AgentConfig", "CProcess",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        module(
            "KEDAScaler",
            [
                .product(name: "GRPCCore", package: "grpc-swift-2"),
                .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
                .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCertificateReloading", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ],
            exclude: ["Wire/externalscaler.proto"]
        ),
        module(
            "KubernetesAPI",
            [
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOFoundationCompat", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]
        ),

        module(
            "Agent",
            [
                "AgentConfig", "Routing", "Scaling", "Schedules", "OpenAIWire", "ProcessDriver", "Classifier",
                "KEDAScaler",
                "KubernetesAPI",
                "PromptReading",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOFoundationCompat", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Web")]
        ),
        module(
            "AgentCommands",
            [
                "Agent", "AgentConfig", "Classifier", "KEDAScaler",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        .executableTarget(name: "spindle-agent", dependencies: ["AgentCommands"], swiftSettings: strict),

        // A model server for tests, the demo and benchmarks.
        module(
            "ScriptedModelServer",
            [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .executableTarget(
            name: "scripted-model-server",
            dependencies: [
                "ScriptedModelServer", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),

        // Run by `make bench-routing`.
        .executableTarget(
            name: "routing-benchmark",
            dependencies: ["Routing", "AgentConfig"],
            path: "Benchmarks/Routing",
            swiftSettings: strict
        ),

        // Run by `make bench-simulation`.
        .executableTarget(
            name: "simulation-benchmark",
            dependencies: ["Simulation", "AgentConfig", "Fleet", "SpecSyntax"],
            path: "Benchmarks/Simulation",
            swiftSettings: strict
        ),

        // Run by `make paper`.
        .executableTarget(
            name: "paper-benchmark",
            dependencies: [
                "AgentConfig", "Diagnostics", "Fleet", "FleetEmit", "FleetPlan", "Parallel", "Simulation",
                "SimulationReports",
                "SpecSyntax",
            ],
            path: "Benchmarks/Paper",
            swiftSettings: strict
        ),

        // Run by `make bench-classifier`.
        .executableTarget(
            name: "classifier-benchmark",
            dependencies: ["Classifier"],
            path: "Benchmarks/Classifier",
            swiftSettings: strict
        ),

        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        tests("CommandTests", ["spindle", "Compiler", "Policies", "Diagnostics", "Fleet", "SpecSyntax"]),
        tests("FleetPlanTests", ["FleetPlan", "Fleet", "SpecSyntax", "Diagnostics"]),
        tests(
            "CompilerTests",
            ["Compiler", "Diagnostics", "Fleet", "FleetEmit", "GitTree", "SpecSyntax"],
            fixtures: true
        ),
        tests(
            "FleetEmitTests",
            [
                "AgentConfig", "Compiler", "Diagnostics", "SpecSyntax", "Fleet", "FleetPlan", "Engines", "FleetEmit",
                "ModelServerChart", "AgentChart",
            ],
            fixtures: true
        ),
        tests("PoliciesTests", ["spindle", "Policies", "Compiler", "Diagnostics", "FleetEmit", "SpecSyntax"]),
        tests(
            "LanguageServerTests",
            ["spindle", "LanguageServer", "Compiler", "Diagnostics", "SpecSyntax"]
        ),
        tests("ScaffoldTests", ["Scaffold", "SpecSyntax", "Diagnostics"]),
        tests("AgentConfigTests", ["AgentConfig"]),
        tests(
            "FleetDiffTests",
            ["AgentConfig", "Compiler", "Diagnostics", "Fleet", "FleetDiff", "Routing", "SpecSyntax"],
            fixtures: true
        ),
        tests("RoutingTests", ["Routing", "AgentConfig"]),
        tests("EvaluationTests", ["Evaluation", "Routing", "AgentConfig"]),
        tests("ScalingTests", ["Scaling", "AgentConfig"]),
        tests("SimulationTests", ["Simulation", "Scaling", "Routing", "AgentConfig"]),
        tests("ClassifierTests", ["Classifier"], fixtures: true),
        tests("KubernetesAPITests", ["KubernetesAPI"], fixtures: true),
        tests("OpenAIWireTests", ["OpenAIWire", "AgentConfig"]),
        tests(
            "AgentTests",
            [
                "Agent", "AgentConfig", "Classifier", "OpenAIWire", "Routing", "Scaling", "spindle", "spindle-agent",
                "scripted-model-server",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .executableTarget(
            name: "process-driver-host",
            dependencies: ["ProcessDriver", "AgentConfig"],
            path: "Tests/ProcessDriverHost",
            swiftSettings: strict
        ),
        tests("ProcessDriverTests", ["ProcessDriver", "AgentConfig", "process-driver-host", "scripted-model-server"]),
        tests(
            "ScriptedModelServerTests",
            [
                "scripted-model-server", "ScriptedModelServer",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        tests("ArchitectureTests", []),
        tests("DiagnosticsTests", ["Diagnostics"], fixtures: true),
        tests("SpecSyntaxTests", ["SpecSyntax", "Diagnostics"]),
        tests("GitTreeTests", ["GitTree", "Diagnostics"]),
        tests("FleetTests", ["Fleet", "SpecSyntax", "Diagnostics"]),
        tests("SpecFormatTests", ["SpecFormat", "Diagnostics"], fixtures: true),
        tests("FuzzTests", ["spindle", "Compiler", "Policies", "SpecFormat", "SpecSyntax", "Diagnostics"]),
        tests(
            "FleetEmitDeliveryTests",
            ["AgentConfig", "Compiler", "Diagnostics", "Fleet", "FleetEmit", "SpecSyntax"],
            fixtures: true
        ),
    ]
)
