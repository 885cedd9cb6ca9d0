extension ScalingConfig {
    package func check(_ report: inout ProblemReport) {
        report.require(gpuBudget, "gpuBudget")
        let poolNames = report.requireUnique(pools.map(\.name)) { "pools[\($0)].name" }
        for (index, pool) in pools.enumerated() {
            report.require(pool.nodes, atLeast: 1, "pools[\(index)].nodes")
            report.require(pool.gpusPerNode, atLeast: 1, "pools[\(index)].gpusPerNode")
            report.require(pool.pricePerGpuHour, "pools[\(index)].pricePerGpuHour")
        }
        report.requireUnique(teams.map(\.name)) { "teams[\($0)].name" }
        for (index, team) in teams.enumerated() { report.require(team.gpus, "teams[\(index)].gpus") }
        report.requireUnique(models.map(\.name)) { "models[\($0)].name" }
        for (index, model) in models.enumerated() {
            report.requireKnown([model.pool], in: poolNames) { _ in "models[\(index)].pool" }
            model.check(at: "models[\(index)]", driver: driver, &report)
        }
        report.require((processes != nil) == (driver == .process), "processes", be: "given with driver `process` alone")
        if let processes {
            let ports = [("firstPort", processes.firstPort), ("lastPort", processes.lastPort)]
            for (name, port) in ports {
                report.require((1...65535).contains(port), "processes.\(name)", be: "from 1 to 65535")
            }
            report.require(
                processes.firstPort <= processes.lastPort,
                "processes.lastPort",
                be: "at least the first port"
            )
        }
    }
}

extension ScalingConfig.Model {
    fileprivate func check(at path: String, driver: ScalingConfig.Driver, _ report: inout ProblemReport) {
        report.require(gpus, "\(path).gpus")
        report.require(gpusPerNode, "\(path).gpusPerNode")
        report.require(nodes, atLeast: 1, "\(path).nodes")
        report.require(min, "\(path).min")
        report.require(max, atLeast: Swift.max(1, min), "\(path).max")
        report.require(coldStart.seconds, "\(path).coldStart.seconds")
        if let dormancy {
            report.require((1...2).contains(dormancy.level), "\(path).dormancy.level", be: "1 or 2")
            report.require(dormancy.wake.seconds, "\(path).dormancy.wake.seconds")
            report.require(
                driver == .process,
                "\(path).dormancy",
                be: "absent in a cluster, whose pods keep their GPUs"
            )
        }
        report.require(startupTimeoutSeconds, "\(path).startupTimeoutSeconds")
        report.require(minResidencySeconds, "\(path).minResidencySeconds")
        report.require(longestStreamSeconds, "\(path).longestStreamSeconds")
        report.require(concurrency, atLeast: 1, "\(path).concurrency")
        report.require(queue.size, "\(path).queue.size")
        report.require(queue.timeoutSeconds, "\(path).queue.timeoutSeconds")
        switch idle {
        case .never: break
        case .fixed(let seconds): report.require(seconds, "\(path).idle.seconds")
        case .adaptive(let shortest, let longest):
            report.require(shortest, "\(path).idle.minSeconds")
            report.require(longest, atLeast: shortest, "\(path).idle.maxSeconds")
        }
        for (index, window) in schedule.enumerated() {
            report.require(window.replicas, atLeast: 1, "\(path).schedule[\(index)].replicas")
        }
        report.require(
            (process != nil) == (driver == .process),
            "\(path).process",
            be: "given with driver `process` alone"
        )
        report.require((target == nil) == (driver == .process), "\(path).target", be: "given in a cluster alone")
        report.require(process?.command.isEmpty != true, "\(path).process.command", be: "a program and its arguments")
        report.require(
            process?.health.hasPrefix("/") ?? true,
            "\(path).process.health",
            be: "a path that starts with /"
        )
    }
}
