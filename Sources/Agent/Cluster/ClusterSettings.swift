package import KEDAScaler
package import KubernetesAPI

/// How an agent is to find its way in a cluster: what its command line says.
package struct ClusterSettings: Sendable {
    /// Where KEDA asks.
    package var scalerHost = "127.0.0.1"
    package var scalerPort = 9090
    package var certificates: ScalerServer.Certificates?
    /// How the API server is reached from outside of a cluster.
    package var kubeconfig: String?
    /// The headless Service of the agents.
    package var peerService = "spindle-agent-peers"
    /// Of this agent, and of no other.
    package var identity = ""
    package var timing = ClusterTiming()

    package init() {}
}

/// How often an agent of a cluster looks, and how long it waits. Seconds.
package struct ClusterTiming: Sendable {
    /// Of the Lease of the agent that decides.
    package var lease = LeaseElection.Timing()
    /// Between two looks at the replicas of models that change.
    package var scaleInterval = 5.0
    /// Between two reports to other agents, if nothing happens, and the least if something does.
    package var reportInterval = 1.0
    package var reportPause = 0.02
    /// For other agents to be heard before one decides without them.
    package var peerPatience = 5.0
    /// Between two probes of a pod, and for its answer.
    package var probeInterval = 5.0
    package var probeTimeout = 2.0
    /// Between two savings of what was learned.
    package var saveInterval = 60.0
    /// Between two `true` to KEDA.
    package var pushInterval = 2.0

    package init() {}
}
