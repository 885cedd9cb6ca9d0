/// Whoever makes what is decided for replicas come true, and tells what becomes of them.
protocol ReplicaFleet: Sendable {
    /// Goes on with what runs already. Requests come in afterwards.
    func begin() async throws(AgentFailure)

    /// Works until the task is cancelled.
    func run(_ commands: AsyncStream<ReplicaCommand>) async

    /// The agent takes no more requests; those in flight go on.
    func beginShutdown() async

    /// No requests are left.
    /// - Parameter leaving: whether models go on that end with the agent otherwise.
    func shutdown(leaving: Bool) async
}
