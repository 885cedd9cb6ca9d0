extension ScalingConfig {
    /// The life of a model: what it takes, when it may sleep, what is written to wake it.
    package struct Model: Codable, Sendable, Equatable {
        package var name: String
        package var team: String?
        package var pool: String
        /// GPUs of one replica, over all its nodes, and on each of them; no two of its parts share a node.
        package var gpus: Int
        package var gpusPerNode: Int
        package var nodes: Int
        /// Replicas that are always awake, and the most at a time.
        package var min: Int
        package var max: Int
        package var idle: IdlePolicy
        package var coldStart: ColdStart
        /// How its engine empties the GPUs while nobody asks, in place of being stopped; absent if it is stopped.
        package var dormancy: Dormancy?
        /// A start that takes longer is given up, and begun again.
        package var startupTimeoutSeconds: Double
        /// How long a model that has woken stays, even if another wants its GPUs.
        package var minResidencySeconds: Double
        /// How long a replica that is told to stop may finish answers that it has begun.
        package var longestStreamSeconds: Double
        /// Requests that one replica works on at a time.
        package var concurrency: Int
        package var queue: Queue
        package var schedule: [Window]
        /// What is scaled in a cluster; absent on one machine.
        package var target: Target?
        /// What is started on one machine; absent in a cluster.
        package var process: Process?

        package init(
            name: String,
            team: String?,
            pool: String,
            gpus: Int,
            gpusPerNode: Int,
            nodes: Int,
            min: Int,
            max: Int,
            idle: IdlePolicy,
            coldStart: ColdStart,
            dormancy: Dormancy? = nil,
            startupTimeoutSeconds: Double,
            minResidencySeconds: Double,
            longestStreamSeconds: Double,
            concurrency: Int,
            queue: Queue,
            schedule: [Window],
            target: Target?,
            process: Process?
        ) {
            self.name = name
            self.team = team
            self.pool = pool
            self.gpus = gpus
            self.gpusPerNode = gpusPerNode
            self.nodes = nodes
            self.min = min
            self.max = max
            self.idle = idle
            self.coldStart = coldStart
            self.dormancy = dormancy
            self.startupTimeoutSeconds = startupTimeoutSeconds
            self.minResidencySeconds = minResidencySeconds
            self.longestStreamSeconds = longestStreamSeconds
            self.concurrency = concurrency
            self.queue = queue
            self.schedule = schedule
            self.target = target
            self.process = process
        }
    }

    /// vLLM's sleep mode (https://docs.vllm.ai/en/latest/features/sleep_mode.html): the process stays, its GPUs are nearly empty.
    package struct Dormancy: Codable, Sendable, Equatable {
        /// 1 keeps the weights in the machine's memory; 2 reads them again.
        package var level: Int
        /// From the order to wake up to the first answer.
        package var wake: ColdStart

        package init(level: Int, wake: ColdStart) {
            self.level = level
            self.wake = wake
        }
    }

    /// Requests that wait while the model wakes or is full.
    package struct Queue: Codable, Sendable, Equatable {
        /// One more is refused with status 429.
        package var size: Int
        /// One that waits longer is refused with status 503 and `Retry-After`.
        package var timeoutSeconds: Double

        package init(size: Int, timeoutSeconds: Double) {
            self.size = size
            self.timeoutSeconds = timeoutSeconds
        }
    }

    /// A window in which replicas are awake whatever the traffic.
    package struct Window: Codable, Sendable, Equatable {
        /// Cron expressions of five fields: minute, hour, day of the month, month, weekday (0 is Sunday).
        package var start: String
        package var end: String
        /// The IANA name of the time zone of both.
        package var timezone: String
        package var replicas: Int

        package init(start: String, end: String, timezone: String, replicas: Int) {
            self.start = start
            self.end = end
            self.timezone = timezone
            self.replicas = replicas
        }
    }

    /// A Kubernetes object with a `scale` subresource.
    package struct Target: Codable, Sendable, Equatable {
        package var apiVersion: String
        package var kind: String
        package var name: String
        package var namespace: String

        package init(apiVersion: String, kind: String, name: String, namespace: String) {
            self.apiVersion = apiVersion
            self.kind = kind
            self.name = name
            self.namespace = namespace
        }
    }

    /// How a replica is started, without a shell in between.
    package struct Process: Codable, Sendable, Equatable {
        /// The program and its arguments. `{host}` and `{port}` stand for where the replica has to listen.
        package var command: [String]
        /// Beside the agent's own PATH, HOME and locale.
        package var env: [String: String]
        /// Absent: that of the agent.
        package var workingDirectory: String?
        /// The HTTP path that answers 200 once the model is loaded.
        package var health: String

        package init(command: [String], env: [String: String], workingDirectory: String?, health: String) {
            self.command = command
            self.env = env
            self.workingDirectory = workingDirectory
            self.health = health
        }
    }
}
