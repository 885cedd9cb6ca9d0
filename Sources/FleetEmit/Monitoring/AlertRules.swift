import AgentConfig
import Fleet
import FleetPlan
import SpecSyntax

/// What somebody should be told of before users complain.
struct AlertRule {
    var name: String
    var query: String
    /// How long it has to hold.
    var duration: String
    var severity = "warning"
    var summary: String
    var description: String

    /// Those of an environment: what has no classifier or no KEDA needs no alert about it.
    static func all(of environment: ResolvedEnvironment, classifies: Bool) -> [AlertRule] {
        always + (environment.driver.value == .keda ? [kedaIsSilent] : []) + (classifies ? [classifierIsOff] : [])
    }

    static let everything = always + [kedaIsSilent, classifierIsOff]

    private static let always = [
        AlertRule(
            name: "SpindleColdStartTooLong",
            query: AgentQuery.quantile(0.9, of: .coldStartSeconds, by: "model", over: "1h")
                + " > 1.5 * \(AgentQuery.max(.coldStartPlanned, by: "model"))",
            duration: "10m",
            summary: "{{ $labels.model }} takes longer to start than the spec says",
            description: "Nine of ten starts take up to {{ $value | humanizeDuration }}. Timeouts and routing rest on "
                + "`scale.coldStart`: measure why, or correct it."
        ),
        AlertRule(
            name: "SpindleThrash",
            query: AgentQuery.increase(.coldStarts, by: "model", over: "1h") + " > 6",
            duration: "5m",
            summary: "{{ $labels.model }} falls asleep and wakes again all the time",
            description: "It woke {{ $value | humanize }} times in an hour. Lengthen `scale.idleTimeout`, or raise the "
                + "budget if it is sent away for others."
        ),
        AlertRule(
            name: "SpindleBudgetFull",
            query: "\(AgentQuery.max(.gpusInUse)) >= \(AgentQuery.max(.gpuBudget)) and \(AgentQuery.sum(.queued)) > 0",
            duration: "10m",
            summary: "Requests wait, and every GPU of the budget is in use",
            description: "Models wait for each other's GPUs. Raise `budgets.gpus`, or let models be smaller or fewer."
        ),
        AlertRule(
            name: "SpindleReplicasFail",
            query: AgentQuery.increase(.failures, by: "model", over: "15m") + " > 3",
            duration: "1m",
            severity: "critical",
            summary: "Replicas of {{ $labels.model }} fail again and again",
            description:
                "{{ $value | humanize }} of them failed to start, crashed or lost their health within a quarter of "
                + "an hour. `spindle-agent status` says why."
        ),
        AlertRule(
            name: "SpindleConfigRefused",
            query: AgentQuery.increase(.reloads, where: "result=\"refused\"", over: "15m") + " > 0",
            duration: "1m",
            summary: "An agent refused a configuration and keeps the last",
            description: "What was merged does not hold. The agent's log says why."
        ),
        AlertRule(
            name: "SpindleConfigStale",
            query: "count(count by (digest) (\(AgentMetric.config.rawValue))) > 1",
            duration: "15m",
            summary: "Agents work by different configurations",
            description: "One of them has not read the ConfigMap, or refused it."
        ),
        AlertRule(
            name: "SpindleNobodyDecides",
            query: "\(AgentQuery.sum(.deciding)) != 1",
            duration: "2m",
            severity: "critical",
            summary: "No agent decides which models run, or more than one",
            description:
                "Nothing wakes or sleeps without one. Can the agents reach the API server, and renew their Lease?"
        ),
    ]

    private static let kedaIsSilent = AlertRule(
        name: "SpindleKEDADoesNotAsk",
        query: AgentQuery.increase(.scalerQuestions, over: "10m")
            + " == 0 or absent(\(AgentMetric.scalerQuestions.rawValue))",
        duration: "5m",
        severity: "critical",
        summary: "KEDA asks no agent",
        description: "No model wakes or sleeps. Is KEDA running, and may it reach port \(AgentEndpoint.scalerPort)?"
    )

    private static let classifierIsOff = AlertRule(
        name: "SpindleClassifierOff",
        query: AgentQuery.rate(.classifications, where: "result=~\"classified|cached\"", over: "15m")
            + " < 0.9 * \(AgentQuery.rate(.classifications, over: "15m"))",
        duration: "15m",
        summary: "The classifier is late, busy or missing for one prompt in ten",
        description: "Keywords decide alone for those. Give the agents more CPU, or look at their log."
    )

    var yaml: YAMLValue {
        [
            "alert": .string(name),
            "expr": .string(query),
            "for": .string(duration),
            "labels": ["severity": .string(severity)],
            "annotations": ["summary": .string(summary), "description": .string(description)],
        ]
    }
}
