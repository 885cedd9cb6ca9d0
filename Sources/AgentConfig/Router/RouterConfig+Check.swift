extension RouterConfig {
    package func check(_ report: inout ProblemReport) {
        weights.check(at: "weights", &report)
        report.requireShare(classifier.minConfidence, "classifier.minConfidence")
        report.requireShare(switchingCost, "switchingCost")
        report.require(clientTimeoutSeconds, "clientTimeoutSeconds")
        let hasHeads = models.contains { $0.quality.head != nil }
        report.require(
            !hasHeads || classifier.encoder != nil,
            "classifier.encoder",
            be: "given where a model has a head"
        )
        checkPatterns(&report)
        let modelNames = report.requireUnique(models.map(\.name)) { "models[\($0)].name" }
        let routeNames = report.requireUnique(routes.map(\.name)) { "routes[\($0)].name" }
        // A name that two models answer to would be routed by chance.
        report.requireUnique(models.flatMap { $0.served.map(\.name) } + routes.map(\.name)) { _ in "models" }
        let tenantNames = report.requireUnique(tenants.map(\.name)) { "tenants[\($0)].name" }
        for (index, route) in routes.enumerated() {
            let path = "routes[\(index)]"
            report.requireKnown(route.candidates, in: modelNames) { "\(path).candidates[\($0)]" }
            report.requireKnown(route.fallback, in: modelNames.union(routeNames)) { "\(path).fallback[\($0)]" }
            report.requireKnown(route.tenants ?? [], in: tenantNames) { "\(path).tenants[\($0)]" }
            report.require(route.timeoutSeconds, "\(path).timeoutSeconds")
            route.weights.check(at: "\(path).weights", &report)
        }
        for (index, model) in models.enumerated() { model.check(at: "models[\(index)]", &report) }
        for (index, tenant) in tenants.enumerated() {
            let path = "tenants[\(index)]"
            report.requireKnown(tenant.models ?? [], in: modelNames.union(routeNames)) { "\(path).models[\($0)]" }
            report.require((0...100).contains(tenant.priority), "\(path).priority", be: "from 0 to 100")
            report.require(tenant.requestsPerMinute, atLeast: 1, "\(path).requestsPerMinute")
            report.require(tenant.tokensPerMinute, atLeast: 1, "\(path).tokensPerMinute")
            report.require(tenant.concurrency, atLeast: 1, "\(path).concurrency")
        }
    }

    private func checkPatterns(_ report: inout ProblemReport) {
        var states = 0
        for (index, rule) in keywords.enumerated() {
            for (number, text) in (rule.pattern ?? []).enumerated() {
                let path = "keywords[\(index)].pattern[\(number)]"
                do throws(PatternFault) {
                    states += try Pattern(text).states
                } catch {
                    report.require(false, path, be: "a pattern, but has at byte \(error.range.lowerBound) \(error)")
                }
            }
        }
        let most = Pattern.mostStatesOfAll
        report.require(states <= most, "keywords", be: "patterns of at most \(most) states together")
    }
}

extension RouterConfig.Weights {
    fileprivate func check(at path: String, _ report: inout ProblemReport) {
        report.requireShare(accuracy, "\(path).accuracy")
        report.requireShare(latency, "\(path).latency")
        report.requireShare(cost, "\(path).cost")
    }
}

extension RouterConfig.Model {
    fileprivate func check(at path: String, _ report: inout ProblemReport) {
        report.require(served.first?.name == name, "\(path).served", be: "names of which the model's own is the first")
        report.require(contextTokens, atLeast: 1, "\(path).contextTokens")
        report.require(gpus, "\(path).gpus")
        report.require(costPerHour, "\(path).costPerHour")
        report.require(coldStart.seconds, "\(path).coldStart.seconds")
        let speeds = [
            ("prefillTokensPerSecond", throughput.prefillTokensPerSecond),
            ("decodeTokensPerSecond", throughput.decodeTokensPerSecond),
        ]
        for (name, speed) in speeds {
            // The predicted latency divides by them.
            report.require(speed.isFinite && speed > 0, "\(path).throughput.\(name)", be: "more than 0")
        }
        for (name, share) in [("low", quality.low), ("medium", quality.medium), ("high", quality.high)] {
            report.requireShare(share, "\(path).quality.\(name)")
        }
        report.requireUnique(quality.domains.map(\.domain.rawValue)) { "\(path).quality.domains[\($0)].domain" }
        for (index, domain) in quality.domains.enumerated() {
            for (name, share) in [("low", domain.low), ("medium", domain.medium), ("high", domain.high)] {
                report.requireShare(share, "\(path).quality.domains[\(index)].\(name)")
            }
        }
        if let head = quality.head {
            report.require(head.bias.isFinite && head.length.isFinite, "\(path).quality.head", be: "made of numbers")
            report.require(head.weights != nil, "\(path).quality.head.state", be: "base64 of 32-bit floats")
        }
        report.require(address?.hasPrefix("http") ?? true, "\(path).address", be: "an http address")
        report.require(healthPath.hasPrefix("/"), "\(path).healthPath", be: "a path that starts with /")
    }
}
