import AgentConfig

/// Random documents that keep every rule of the format; the same for the same seed.
struct Samples {
    /// SplitMix64 (Steele, Lea and Flood, 2014).
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private var generator: Generator

    init(seed: UInt64) { generator = Generator(state: seed) }

    mutating func router(models count: Int? = nil) -> RouterConfig {
        let names = (0..<(count ?? int(0...4))).map { "model-\($0)" }
        let tenants = (0..<int(0...2)).map { "tenant-\($0)" }
        return RouterConfig(
            fleet: text(),
            environment: text(),
            weights: weights(),
            classifier: .init(kind: pick(RouterConfig.Classifier.Kind.allCases), minConfidence: share()),
            keywords: (0..<int(0...3)).map { _ in
                .init(
                    match: (0...int(0...2)).map { _ in text() },
                    pattern: optional { $0.pick([["a+"], [#"\bO\(n\^?2?\)"#, "é|[0-9]{2,3}"]]) },
                    marker: optional { [$0.pick(RouterConfig.Marker.allCases)] },
                    complexity: optional { $0.pick(RouterConfig.Complexity.allCases) },
                    domain: optional { $0.pick(RouterConfig.Domain.allCases) }
                )
            },
            routes: names.isEmpty ? [] : [route("auto", names, tenants), route("second", names, tenants)],
            models: names.map { model($0) },
            tenants: tenants.map { tenant($0, names) },
            switchingCost: share(),
            clientTimeoutSeconds: optional { $0.seconds() }
        )
    }

    mutating func scaling(models count: Int? = nil) -> ScalingConfig {
        let driver = pick(ScalingConfig.Driver.allCases)
        return ScalingConfig(
            fleet: text(),
            environment: text(),
            driver: driver,
            gpuBudget: int(0...10_000),
            pools: [
                .init(
                    name: "pool",
                    nodes: int(1...9),
                    gpusPerNode: int(1...8),
                    pricePerGpuHour: optional { $0.seconds() }
                )
            ],
            teams: (0..<int(0...2)).map { .init(name: "team-\($0)", gpus: int(0...64)) },
            models: (0..<(count ?? int(0...4))).map { scaled("model-\($0)", driver) },
            processes: driver == .process
                ? .init(host: "127.0.0.1", firstPort: 18000, lastPort: int(18000...18999)) : nil
        )
    }

    // MARK: Parts

    private mutating func route(_ name: String, _ models: [String], _ tenants: [String]) -> RouterConfig.Route {
        .init(
            name: name,
            candidates: models,
            fallback: [pick(models), "auto"],
            timeoutSeconds: seconds(),
            weights: weights(),
            capabilities: [pick(RouterConfig.Capability.allCases)],
            tenants: optional { _ in tenants }
        )
    }

    private mutating func model(_ name: String) -> RouterConfig.Model {
        .init(
            name: name,
            served: [.init(name: name, upstream: name), .init(name: "\(name)-alias", upstream: name)],
            capabilities: [pick(RouterConfig.Capability.allCases)],
            contextTokens: int(1...10_000_000),
            quality: .init(
                low: optional { $0.share() },
                medium: optional { $0.share() },
                high: optional { $0.share() },
                domains: [.init(domain: pick(RouterConfig.Domain.allCases), low: share())]
            ),
            throughput: .init(
                prefillTokensPerSecond: seconds() + 0.001,
                decodeTokensPerSecond: seconds() + 0.001,
                measured: flag()
            ),
            costPerHour: optional { $0.seconds() },
            gpus: int(0...64),
            coldStart: .init(seconds: seconds(), estimated: flag()),
            address: optional { "http://\(name).llm.svc:\($0.int(1...65535))" },
            healthPath: "/health"
        )
    }

    private mutating func tenant(_ name: String, _ models: [String]) -> RouterConfig.Tenant {
        .init(
            name: name,
            models: optional { _ in models },
            priority: int(0...100),
            requestsPerMinute: optional { $0.int(1...1000) },
            tokensPerMinute: optional { $0.int(1...Int.max) },
            concurrency: optional { $0.int(1...1000) }
        )
    }

    private mutating func scaled(_ name: String, _ driver: ScalingConfig.Driver) -> ScalingConfig.Model {
        let least = int(0...3)
        let shortest = seconds()
        return .init(
            name: name,
            team: optional { $0.text() },
            pool: "pool",
            gpus: int(0...64),
            gpusPerNode: int(0...8),
            nodes: int(1...8),
            min: least,
            max: int(max(1, least)...9),
            idle: pick([
                .never, .fixed(seconds: shortest), .adaptive(minSeconds: shortest, maxSeconds: shortest + seconds()),
            ]),
            coldStart: .init(seconds: seconds(), estimated: flag()),
            startupTimeoutSeconds: seconds(),
            minResidencySeconds: seconds(),
            longestStreamSeconds: seconds(),
            concurrency: int(1...1000),
            queue: .init(size: int(0...1000), timeoutSeconds: seconds()),
            schedule: flag()
                ? [.init(start: "45 7 * * 1-5", end: "0 18 * * 1-5", timezone: "Etc/UTC", replicas: int(1...3))] : [],
            target: driver == .process
                ? nil : .init(apiVersion: "apps/v1", kind: "Deployment", name: name, namespace: text()),
            process: driver == .process
                ? .init(
                    command: [text(), text()],
                    env: [text(): text(), text(): text()],
                    workingDirectory: optional { $0.text() },
                    health: "/health"
                ) : nil
        )
    }

    private mutating func weights() -> RouterConfig.Weights {
        .init(accuracy: share(), latency: share(), cost: share())
    }

    // MARK: Values

    private mutating func int(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &generator) }

    private mutating func flag() -> Bool { .random(using: &generator) }

    /// Hundredths, such as 0.07, and numbers with all their digits.
    private mutating func share() -> Double {
        flag() ? Double(int(0...100)) / 100 : .random(in: 0...1, using: &generator)
    }

    private mutating func seconds() -> Double {
        flag() ? Double(int(0...100_000_000)) / 1000 : .random(in: 0...1e9, using: &generator)
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value { values[int(0...(values.count - 1))] }

    private mutating func optional<Value>(_ make: (inout Samples) -> Value) -> Value? { flag() ? make(&self) : nil }

    /// Text that JSON has to escape, or that is more than one byte a character.
    private mutating func text() -> String {
        let pieces = ["a", "\"", "\\", "/", "\n", "\u{1}", "é", "😀", "\u{2028}", "{port}", "${x}", ",", "]", "}", ":"]
        return (0...int(0...5)).map { _ in pick(pieces) }.joined()
    }
}
