import NIOCore
import Scaling

/// The right to send one request to a replica.
struct Lease: Sendable {
    let replica: ReplicaID
    let model: String
    let address: SocketAddress
    /// Its address for `Host`.
    let authority: String
    /// Seconds that an answer may take once it has begun.
    let longestStream: Double
    /// The time of the replica that each of its requests had got when this one began.
    let share: Double
}

/// What came of a lease, for those who choose replicas.
enum LeaseOutcome: Sendable, Equatable {
    case succeeded
    /// It did not answer, or not as a model server should.
    case failed
    /// Nothing is there that could answer.
    case unreachable
    /// It closed the connection.
    case hungUp
    /// It answered that it is at fault, which may lie in the request.
    case refused
    /// The client left, or the answer says nothing about the replica.
    case abandoned
}

/// What a request hears that waited.
enum Grant: Sendable {
    case granted(Lease)
    case refused(NoReplica)
}

/// Why there is no replica for a request.
enum NoReplica: Sendable, Equatable {
    case refused(Refusal)
    /// Every replica has failed lately; seconds until one is tried again.
    case ejected(retryAfter: Double)
}

/// A request that waits.
struct TicketID: Hashable, Sendable {
    let number: Int
}

enum Acquisition: Sendable {
    case granted(Lease)
    case waiting(TicketID)
    case refused(NoReplica)
}

/// What has to happen to a process or pod.
enum ReplicaCommand: Sendable, Equatable {
    case start(ReplicaID)
    /// - Parameter grace: seconds that it has to end by itself.
    case stop(ReplicaID, grace: Double)
    /// Its engine is to empty its GPUs, or to fill them again.
    case doze(ReplicaID)
    case rouse(ReplicaID)
    /// A request waits, and another agent decides what becomes of it.
    case tell
    /// A pod could not be reached, and gets nothing until it has been looked at.
    case suspect(ReplicaID)
}
