import Testing

/// What others have run into with KEDA, and what is generated does not. `docs/keda.md` lists them all.
@Suite struct KEDAPitfallTests {
    private static let emitted = Emitted("paper")
    private static let models = ["deepseek-r1", "gemma-3-27b", "llama-3-2-90b-vision", "qwen-3-235b"]

    private func object(_ model: String) throws -> String {
        try Self.emitted.text("production/models/\(model)/scaledobject.yaml")
    }

    private func values(_ model: String) throws -> String {
        try Self.emitted.text("production/models/\(model)/values.yaml")
    }

    private func number(_ key: String, in text: String) throws -> Int {
        let line = try #require(text.split(separator: "\n").first { $0.contains("\(key): ") }, "no \(key)")
        return try #require(Int(line.split(separator: " ").last ?? ""))
    }

    /// Without an initial cooldown KEDA stops a model that is just loading.
    @Test(arguments: models) func aModelThatLoadsIsNotStopped(model: String) throws {
        let cooldown = try number("initialCooldownPeriod", in: object(model))
        // The chart probes each 10 s, 60 times unless the values say otherwise.
        let values = try values(model)
        let probes = values.contains("failureThreshold") ? try number("failureThreshold", in: values) : 60
        #expect(cooldown >= probes * 10 + 600, "a start, and the pull of the image before it")
    }

    /// A `fallback` counts as active, wakes what sleeps and zeroes what runs.
    @Test(arguments: models) func nothingFallsBack(model: String) throws {
        #expect(!(try object(model)).contains("fallback"))
    }

    /// A target that is no whole number turns the fallback off without a word.
    @Test(arguments: models) func nothingIsModified(model: String) throws {
        #expect(!(try object(model)).contains("scalingModifiers"))
    }

    /// Metrics of an engine vanish with its last replica, and CPU and memory cannot wake one: only the agent and the clock are
    /// asked.
    @Test(arguments: models) func onlyTheAgentIsAsked(model: String) throws {
        let types = try object(model).split(separator: "\n").compactMap { line -> String? in
            let words = line.split(separator: " ")
            return words.dropLast().last == "type:" ? words.last.map(String.init) : nil
        }
        #expect(types.first == "external-push")
        #expect(types.dropFirst().allSatisfy { $0 == "cron" })
    }

    /// KEDA's own name of the autoscaler would leave 54 characters for a model's.
    @Test(arguments: models) func theAutoscalerHasTheModelsName(model: String) throws {
        #expect(try object(model).contains("horizontalPodAutoscalerConfig:\n      name: \(model)\n"))
    }

    /// All metadata is text to KEDA.
    @Test(arguments: models) func metadataIsText(model: String) throws {
        var inside = false
        for line in try object(model).split(separator: "\n") {
            if line.hasSuffix("metadata:") {
                inside = line.hasPrefix("      ")
            } else if line.hasPrefix("    - ") {
                inside = false
            }
            guard inside, let value = line.split(separator: ": ").dropFirst().last else { continue }
            #expect(Int(value) == nil && value != "true" && value != "false", "\(line) is no text")
        }
    }

    /// A scheme in front of it makes KEDA say "no metric specs returned".
    @Test(arguments: models) func theAddressHasNoScheme(model: String) throws {
        #expect(try object(model).contains("scalerAddress: spindle-agent.llm.svc:9090\n"))
    }

    /// The longest stream passes through model and agent, which must outlive it.
    @Test func podsOutliveTheLongestStream() throws {
        let longest = try Self.models.map { try number("terminationGracePeriodSeconds", in: values($0)) }.max() ?? 0
        let agent = try Self.emitted.text("production/agent/values.yaml")
        #expect(longest > 0)
        #expect(try number("terminationGracePeriodSeconds", in: agent) >= longest - 60)
    }

    /// The CA of external scalers is read from a TriggerAuthentication alone.
    @Test func certificatesComeFromATriggerAuthentication() throws {
        let text = try Emitted("tls").text("production/models/small/scaledobject.yaml")
        #expect(text.contains("enableTLS: \"true\""))
        #expect(text.contains("authenticationRef:\n        name: small\n"))
        #expect(text.contains("kind: TriggerAuthentication\n"))
        for (parameter, secret, key) in [
            ("caCert", "agent-tls", "ca.crt"), ("tlsClientCert", "keda-tls", "tls.crt"),
            ("tlsClientKey", "keda-tls", "tls.key"),
        ] {
            #expect(text.contains("- parameter: \(parameter)\n      name: \(secret)\n      key: \(key)\n"))
        }
        let agent = try Emitted("tls").text("production/agent/values.yaml")
        #expect(agent.contains("tlsSecret: agent-tls\n") && agent.contains("tlsClients: true\n"))
    }
}
