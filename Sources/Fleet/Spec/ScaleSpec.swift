package import SpecSyntax

/// How many replicas there are and when they sleep.
package struct ScaleSpec: SpecObject {
    package var min: Located<Int>?
    package var max: Located<Int>?
    package var coldStart: Located<SpecDuration>?
    package var concurrency: Located<Int>?
    package var idleTimeout: Located<IdleTimeout>?
    package var idle: Located<IdleState>?
    package var sleepLevel: Located<Int>?
    package var sleepMemory: Located<ByteSize>?
    package var minResidency: Located<SpecDuration>?
    package var longestStream: Located<SpecDuration>?
    package var queue: Located<QueueSpec>?
    package var schedule: Located<SpecList<ScheduleSpec>>?

    package init() {}

    package static let schema = ObjectSchema<ScaleSpec>(
        "the scaling of a model",
        "How many replicas there are and when they sleep.",
        [
            Field(
                "min",
                \.min,
                in: 0...1000,
                "Replicas that are always awake. Zero lets the model sleep.",
                .optional(default: "0")
            ),
            Field(
                "max",
                \.max,
                in: 1...1000,
                "The most replicas at a time.",
                .optional(default: "1, or min when that is larger")
            ),
            Field(
                "coldStart",
                \.coldStart,
                in: .seconds(1)...(.minutes(120)),
                "How long a start takes from nothing to the first answer. It sets probes, waits and what a wake-up costs; the agent learns the real one.",
                .optional(default: "an estimate from the weights")
            ),
            Field(
                "concurrency",
                \.concurrency,
                in: 1...100_000,
                "Requests that one replica works on at a time; more of them wake another replica.",
                .optional(default: "what the cache holds, at most 64")
            ),
            Field(
                "idleTimeout",
                \.idleTimeout,
                "How long a model without requests stays awake: a duration, `never`, or `{policy: adaptive, min: 2m, max: 30m}`, which learns it from the gaps between requests.",
                .optional(default: "15m, or the cold start when that is longer")
            ),
            Field(
                "idle",
                \.idle,
                "What becomes of a model that nobody asks for: it is stopped, or on one machine its vLLM empties the GPUs and sleeps on.",
                .optional(default: "stop")
            ),
            Field(
                "sleepLevel",
                \.sleepLevel,
                in: 1...2,
                "The level of vLLM's sleep: 1 keeps the weights in the machine's memory, 2 reads them again.",
                .optional(default: "1")
            ),
            Field(
                "sleepMemory",
                \.sleepMemory,
                "What a model that sleeps keeps of each of its GPUs.",
                .optional(default: "a tenth of the GPU")
            ),
            Field(
                "minResidency",
                \.minResidency,
                "How long a model that has woken stays, even if another wants its GPUs.",
                .optional(default: "the cold start")
            ),
            Field(
                "longestStream",
                \.longestStream,
                "How long a replica that is told to stop may finish answers that it has begun.",
                .optional(default: "10m")
            ),
            Field("queue", \.queue, "Requests that wait while the model wakes or is full."),
            Field(
                "schedule",
                \.schedule,
                "Times at which the model is awake whatever the traffic, for example before work begins."
            ),
        ]
    )
}

/// When a model that has no requests goes to sleep.
package enum IdleTimeout: SpecValue, Equatable {
    case fixed(SpecDuration)
    /// Learned from the gaps between requests, between two bounds.
    case adaptive(min: SpecDuration, max: SpecDuration)
    case never

    package static let adaptiveMinimum = SpecDuration.minutes(1)
    package static let adaptiveMaximum = SpecDuration.minutes(60)

    package static var shape: Shape {
        .either([SpecDuration.shape, .choice(["never"]), .object(IdlePolicySpec.schema.description)])
    }

    package static func decode(_ node: Node, with decoder: inout SpecDecoder) -> IdleTimeout? {
        switch node.content {
        case .scalar("never", _): return .never
        case .mapping:
            guard let policy = IdlePolicySpec.decode(node, with: &decoder) else { return nil }
            return policy.timeout(at: node, with: &decoder)
        default: return SpecDuration.decode(node, with: &decoder).map { .fixed($0) }
        }
    }

    /// The shortest and the longest that it can become.
    package var bounds: (shortest: SpecDuration, longest: SpecDuration)? {
        switch self {
        case .fixed(let duration): (duration, duration)
        case .adaptive(let min, let max): (min, max)
        case .never: nil
        }
    }
}

/// The long form of an idle timeout.
package struct IdlePolicySpec: SpecObject {
    package var policy: Located<Policy>?
    package var after: Located<SpecDuration>?
    package var min: Located<SpecDuration>?
    package var max: Located<SpecDuration>?

    package enum Policy: String, SpecChoice {
        case fixed, adaptive
    }

    package init() {}

    package static let schema = ObjectSchema<IdlePolicySpec>(
        "an idle timeout",
        "When a model without requests goes to sleep, in the long form.",
        [
            Field(
                "policy",
                \.policy,
                "`fixed` waits a set time; `adaptive` learns the time that costs least.",
                .required
            ),
            Field("after", \.after, "The time, with `fixed`."),
            Field(
                "min",
                \.min,
                "The shortest time, with `adaptive`.",
                .optional(default: "1m, or max when that is shorter")
            ),
            Field(
                "max",
                \.max,
                "The longest time, with `adaptive`.",
                .optional(default: "1h, or min when that is longer")
            ),
        ]
    )

    fileprivate func timeout(at node: Node, with decoder: inout SpecDecoder) -> IdleTimeout? {
        switch policy?.value {
        case .fixed:
            for unused in [("min", min), ("max", max)] where unused.1 != nil {
                decoder.report(
                    .excludedKey(
                        unused.0,
                        reason: "`policy: fixed` has no bounds; it takes `after`",
                        at: unused.1?.span,
                        path: decoder.path
                    )
                )
            }
            guard let after else {
                decoder.report(.missingKey("after", in: "a fixed idle timeout", at: node.span, path: decoder.path))
                return nil
            }
            return .fixed(after.value)
        case .adaptive:
            if let after {
                decoder.report(
                    .excludedKey(
                        "after",
                        reason: "`policy: adaptive` learns the time; it takes `min` and `max`",
                        at: after.span,
                        path: decoder.path
                    )
                )
            }
            // A bound that is not written never contradicts the one that is.
            let (shortest, longest) = (IdleTimeout.adaptiveMinimum, IdleTimeout.adaptiveMaximum)
            return .adaptive(
                min: min?.value ?? Swift.min(shortest, max?.value ?? shortest),
                max: max?.value ?? Swift.max(longest, min?.value ?? longest)
            )
        case nil: return nil
        }
    }
}

/// Requests that wait.
package struct QueueSpec: SpecObject {
    package var size: Located<Int>?
    package var timeout: Located<SpecDuration>?

    package init() {}

    package static let schema = ObjectSchema<QueueSpec>(
        "the queue of a model",
        "Requests that wait while the model wakes or is full.",
        [
            Field(
                "size",
                \.size,
                in: 0...100_000,
                "Requests that may wait; one more is refused with status 429.",
                .optional(default: "256")
            ),
            Field(
                "timeout",
                \.timeout,
                "How long one may wait; then it is refused with status 503 and `Retry-After`.",
                .optional(default: "1.5 × the cold start, at least 1m")
            ),
        ]
    )
}

/// Times at which a model is awake whatever the traffic.
package struct ScheduleSpec: SpecObject {
    package var start: Located<CronExpression>?
    package var end: Located<CronExpression>?
    package var timezone: Located<String>?
    package var replicas: Located<Int>?

    package init() {}

    package static let schema = ObjectSchema<ScheduleSpec>(
        "a schedule",
        "A window in which replicas are awake whatever the traffic.",
        [
            Field("start", \.start, "When the window opens, as a cron expression: `45 7 * * 1-5`.", .required),
            Field("end", \.end, "When it closes.", .required),
            Field("timezone", \.timezone, "The time zone of both, by its IANA name.", .optional(default: "Etc/UTC")),
            Field("replicas", \.replicas, in: 1...1000, "Replicas that are awake in it.", .optional(default: "1")),
        ]
    )
}

/// How it is found out that a replica is ready or stuck.
package struct ProbesSpec: SpecObject {
    package var path: Located<String>?
    package var startup: Located<SpecDuration>?

    package init() {}

    package static let schema = ObjectSchema<ProbesSpec>(
        "the probes of a model",
        "How it is found out that a replica is ready or stuck.",
        [
            Field(
                "path",
                \.path,
                "The HTTP path that answers 200 once the model is loaded.",
                .optional(default: "that of the engine")
            ),
            Field(
                "startup",
                \.startup,
                "How long a start may take before the container is killed and started again.",
                .optional(default: "2 × the cold start, at least 5m")
            ),
        ]
    )
}

/// A LoRA adapter.
package struct AdapterSpec: SpecObject {
    package var name: Located<String>?
    package var source: Located<ModelSource>?
    package var rank: Located<Int>?

    package init() {}

    package static let schema = ObjectSchema<AdapterSpec>(
        "a LoRA adapter",
        "A LoRA adapter that is served beside its model, under a name of its own.",
        [
            Field("name", \.name, "The name under which requests ask for it.", .required),
            Field("source", \.source, "Where it comes from.", .required),
            Field(
                "rank",
                \.rank,
                in: 1...512,
                "Its rank, which decides how much memory it takes.",
                .optional(default: "16")
            ),
        ]
    )
}

/// The measured share of prompts that a model answers well.
package struct QualitySpec: SpecObject {
    package var low: Located<Double>?
    package var medium: Located<Double>?
    package var high: Located<Double>?
    package var domains: Located<SpecMap<DomainQuality>>?
    package var profile: Located<String>?
    package var `as`: Located<String>?

    package init() {}

    package static let schema = ObjectSchema<QualitySpec>(
        "the quality of a model",
        "The measured share of prompts, from 0 to 1, that the model answers well, by their complexity.",
        [
            Field("low", \.low, in: 0...1, "For easy prompts."),
            Field("medium", \.medium, in: 0...1, "For prompts in between."),
            Field("high", \.high, in: 0...1, "For hard prompts."),
            Field(
                "domains",
                \.domains,
                "The same for single domains: code, maths, reasoning, knowledge, writing, translation, chat, other."
            ),
            Field(
                "profile",
                \.profile,
                "A QualityProfile with the model's figures. Those that are written here replace the profile's.",
                refersTo: ["profile"]
            ),
            Field("as", \.as, "The model's name in the profile.", .optional(default: "its own")),
        ]
    )

    package subscript(complexity: Complexity) -> Located<Double>? {
        switch complexity {
        case .low: low
        case .medium: medium
        case .high: high
        }
    }
}

package struct DomainQuality: SpecObject, SpecKeyed {
    package var low: Located<Double>?
    package var medium: Located<Double>?
    package var high: Located<Double>?

    package init() {}

    package static var keyName: String { "domain" }
    package static var knownKeys: [String]? { Domain.allCases.map(\.rawValue) }

    package static let schema = ObjectSchema<DomainQuality>(
        "the quality of a model in one domain",
        "The measured share of prompts of one domain that the model answers well.",
        [
            Field("low", \.low, in: 0...1, "For easy prompts."),
            Field("medium", \.medium, in: 0...1, "For prompts in between."),
            Field("high", \.high, in: 0...1, "For hard prompts."),
        ]
    )
}

/// Measured speed of one replica.
package struct ThroughputSpec: SpecObject {
    package var prefill: Located<Double>?
    package var decode: Located<Double>?
    package var measured: Located<String>?

    package init() {}

    package static let schema = ObjectSchema<ThroughputSpec>(
        "the throughput of a model",
        "Measured speed of one replica. It replaces the estimate in plans, and in the router until the agent has measured.",
        [
            Field("prefill", \.prefill, in: 0.001...1e9, "Prompt tokens a second."),
            Field("decode", \.decode, in: 0.001...1e9, "Answer tokens a second of one request."),
            Field("measured", \.measured, "How and when it was measured, for the next reader."),
        ]
    )
}

/// How a model is started on one machine.
package struct ProcessSpec: SpecObject {
    package var command: Located<SpecList<String>>?
    package var env: Located<SpecMap<String>>?
    package var workingDirectory: Located<String>?
    package var health: Located<String>?

    package init() {}

    package static let schema = ObjectSchema<ProcessSpec>(
        "the process of a model",
        """
        How a model is started in an environment that runs on one machine. Arguments may hold `{port}`, `{model}`, \
        `{source}` (the path or repository of the weights), `{revision}` and `{context}`.
        """,
        [
            Field("command", \.command, "The program and its arguments; no shell is in between.", .requiredInSum),
            Field("env", \.env, "Environment variables, besides the agent's own PATH, HOME and locale."),
            Field(
                "workingDirectory",
                \.workingDirectory,
                "The folder it runs in.",
                .optional(default: "that of the agent")
            ),
            Field(
                "health",
                \.health,
                "The HTTP path that answers 200 once the model is loaded.",
                .optional(default: "/health")
            ),
        ]
    )
}
