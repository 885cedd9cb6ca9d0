import Testing

/// Who may import whom: the table of targets, lowest floor first, held against every `import` line.
@Suite struct LayeringTests {
    /// The compiler's side; each target may import those above it in this list that are named here, and nothing else of ours.
    static let floors: [(target: String, imports: Set<String>)] = [
        ("Diagnostics", []),
        ("Parallel", []),
        ("SpecSyntax", ["Diagnostics", "CYaml", "CJsonnet"]),
        ("Fleet", ["Diagnostics", "Parallel", "SpecSyntax"]),
        ("SpecFormat", ["Diagnostics", "SpecSyntax", "Fleet"]),
        ("FleetPlan", ["SpecSyntax", "Fleet"]),
        ("Engines", ["Diagnostics", "SpecSyntax", "Fleet", "FleetPlan"]),
        ("GitTree", ["Diagnostics", "CGit2", "Crypto"]),
        ("Policies", ["Diagnostics", "SpecSyntax", "Fleet", "FleetPlan"]),
        ("AgentConfig", []),
        ("Routing", ["AgentConfig"]),
        ("Scaling", ["AgentConfig"]),
        ("Classifier", ["COnnxRuntime", "Crypto"]),
        ("PromptReading", ["Routing", "Classifier"]),
        ("Evaluation", ["AgentConfig", "Routing", "Crypto"]),
        ("OpenAIWire", ["Diagnostics", "AgentConfig"]),
        (
            "FleetChecks",
            ["Diagnostics", "Parallel", "SpecSyntax", "Fleet", "FleetPlan", "Engines", "AgentConfig", "Routing"]
        ),
        ("Schedules", ["AgentConfig", "Scaling"]),
        (
            "Simulation",
            ["SpecSyntax", "Fleet", "FleetPlan", "AgentConfig", "Routing", "Scaling", "Schedules"]
        ),
        ("SimulationReports", ["AgentConfig", "Diagnostics", "Simulation"]),
        ("ModelServerChart", []),
        ("AgentChart", []),
        (
            "FleetEmit",
            [
                "Diagnostics", "Parallel", "SpecSyntax", "Fleet", "FleetPlan", "Engines", "AgentConfig",
                "ModelServerChart", "AgentChart",
            ]
        ),
        (
            "FleetDiff",
            [
                "Diagnostics", "SpecSyntax", "Fleet", "FleetPlan", "Engines", "AgentConfig", "Routing", "FleetEmit",
                "Simulation",
            ]
        ),
        (
            "Compiler",
            [
                "Diagnostics", "Parallel", "SpecSyntax", "GitTree", "Fleet", "FleetPlan", "FleetChecks", "Policies",
                "FleetEmit", "FleetDiff", "Crypto",
            ]
        ),
        ("LanguageServer", ["Diagnostics", "SpecSyntax", "SpecFormat", "Fleet", "FleetPlan", "Compiler"]),
        ("Scaffold", []),
        (
            "SpindleCommands",
            [
                "Diagnostics", "Parallel", "SpecSyntax", "SpecFormat", "GitTree", "Fleet", "FleetPlan", "FleetDiff",
                "FleetEmit", "AgentConfig", "Routing", "OpenAIWire", "Policies", "Compiler", "LanguageServer",
                "Scaffold", "Classifier", "PromptReading", "Evaluation", "Simulation",
                "SimulationReports", "ArgumentParser",
            ]
        ),
        ("spindle", ["SpindleCommands"]),
    ]

    /// The agent's side and what is built for its tests.
    static let agentSide: [(target: String, imports: Set<String>)] = [
        ("ProcessDriver", ["AgentConfig", "CProcess", "Crypto", "Logging"]),
        (
            "KEDAScaler",
            [
                "GRPCCore", "GRPCNIOTransportCore", "GRPCNIOTransportHTTP2Posix", "GRPCProtobuf", "Logging",
                "NIOCertificateReloading", "NIOPosix", "SwiftProtobuf",
            ]
        ),
        (
            "KubernetesAPI",
            ["AsyncHTTPClient", "Logging", "NIOCore", "NIOFoundationCompat", "NIOHTTP1", "NIOPosix", "NIOSSL"]
        ),
        (
            "Agent",
            [
                "AgentConfig", "Routing", "Scaling", "Schedules", "OpenAIWire", "ProcessDriver", "Classifier",
                "PromptReading",
                "KEDAScaler", "KubernetesAPI", "AsyncHTTPClient", "NIOFoundationCompat",
                "Crypto",
                "Logging", "NIOCore",
                "NIOHTTP1", "NIOPosix", "ServiceLifecycle", "UnixSignals",
            ]
        ),
        (
            "AgentCommands",
            [
                "Agent", "AgentConfig", "Classifier", "KEDAScaler", "ArgumentParser", "Logging", "ServiceLifecycle",
                "UnixSignals",
            ]
        ),
        ("spindle-agent", ["AgentCommands"]),
        ("ScriptedModelServer", ["Crypto", "NIOCore", "NIOPosix"]),
        ("scripted-model-server", ["ScriptedModelServer", "ArgumentParser"]),
    ]

    static let system: Set<String> = [
        "FoundationEssentials", "Foundation", "Glibc", "Musl", "Darwin", "Dispatch", "Synchronization",
    ]

    static let compilerTargets = floors.map(\.target)

    @Test(arguments: (floors + agentSide).map(\.target))
    func importsOnlyWhatItMay(target: String) {
        let allowed = (Self.floors + Self.agentSide).first { $0.target == target }?.imports ?? []
        for file in SourceTree.sources.files where file.target == target {
            for module in file.imports where !Self.system.contains(String(module)) {
                #expect(allowed.contains(String(module)), "Sources/\(file.path) imports \(module)")
            }
        }
    }

    @Test func everyTargetStandsBehindWhatItImports() {
        var known: Set<String> = ["CYaml", "CJsonnet", "CGit2", "COnnxRuntime", "ArgumentParser", "Crypto"]
        for (target, imports) in Self.floors {
            #expect(imports.isSubset(of: known), "\(target) imports \(imports.subtracting(known).sorted()) from above")
            known.insert(target)
        }
    }

    /// What decides and what reads is told everything that it knows: no clock, no disk, no sockets.
    @Test(arguments: ["OpenAIWire", "Routing", "Scaling"])
    func valuesMeetNoSystem(target: String) {
        let ours = Self.floors.first { $0.target == target }?.imports ?? []
        let allowed = ours.union(["FoundationEssentials", "Synchronization"])
        for file in SourceTree.sources.files where file.target == target {
            for module in file.imports {
                #expect(allowed.contains(String(module)), "Sources/\(file.path) imports \(module)")
            }
        }
    }

    /// CI builds the compiler on every pull request of specs: minutes of building servers would be felt.
    @Test(arguments: ["NIO", "Hummingbird", "GRPC", "AsyncHTTPClient"])
    func compilerNeverImportsServers(prefix: String) {
        for file in SourceTree.sources.files where Self.compilerTargets.contains(String(file.target)) {
            #expect(!file.imports.contains { $0.hasPrefix(prefix) }, "Sources/\(file.path)")
        }
    }

    @Test func everyTargetIsOnOneSide() {
        let known = Set((Self.floors + Self.agentSide).map(\.target))
        // A chart's target is a folder deeper.
        let targets = Set(SourceTree.sources.files.map { String($0.target) }).subtracting(["Charts"])
        #expect(targets.isSubset(of: known), "\(targets.subtracting(known).sorted()) may import whatever they like")
    }

    @Test func thereAreFiles() {
        #expect(SourceTree.sources.files.count > 50)
        #expect(SourceTree.sources.files.contains { $0.imports.contains("CYaml") })
    }
}
