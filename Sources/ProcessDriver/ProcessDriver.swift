package import AgentConfig
import Foundation
package import Logging

/// Runs replicas of models as processes of one machine.
///
/// Every replica is a process group with a port and a log of its own. It outlives the driver unless `shutdown` says
/// otherwise: the next one finds it by its record in the state folder and goes on with it.
///
/// Orders may come from any thread, and are obeyed in turn. What becomes of them is told to `events`, one after the other,
/// on a thread of the driver's own that does nothing else meanwhile; after the shutdown, on that of the caller.
package final class ProcessDriver: Sendable {
    private let inbox: Inbox
    private let events: @Sendable (Replica, ReplicaEvent) -> Void

    /// - Parameters:
    ///   - stateFolder: where records are kept; made when it is not there. One driver at a time has it.
    ///   - logFolder: where `<model>.<number>.log` lies, and that of the process before with `.1` behind it.
    package init(
        host: ScalingConfig.ProcessHost,
        stateFolder: String,
        logFolder: String,
        tuning: DriverTuning = DriverTuning(),
        logger: Logger = Logger(label: "spindle.processes"),
        events: @escaping @Sendable (Replica, ReplicaEvent) -> Void
    ) throws(DriverError) {
        let address = try ListenAddress(host: host.host)
        let state = try StateFolder(path: stateFolder)
        do throws(DiskFiles.Failure) { try DiskFiles.makeFolder(logFolder) } catch {
            throw .folderUnusable(error.path, reason: error.reason)
        }
        guard let inbox = Inbox() else { throw .system("no pipe: \(System.message(errno))") }
        self.inbox = inbox
        self.events = events
        let thread = Thread {
            Supervisor(
                inbox: inbox,
                ports: PortPool(first: host.firstPort, last: host.lastPort),
                state: state,
                logFolder: logFolder,
                address: address,
                tuning: tuning,
                logger: logger,
                report: events
            ).run()
        }
        thread.name = "processes"
        thread.start()
    }

    deinit { _ = inbox.post(.shutDown(leaving: true, grace: 0) {}) }

    /// Goes on with the processes of an earlier agent that are as they are wanted now, and stops all others.
    ///
    /// - Parameters:
    ///   - grace: seconds from TERM to KILL.
    ///   - wanted: how a replica that may go on would be started; `nil` stops it, as does a command, environment, working
    ///     directory or port that is no longer the same.
    /// - Returns: those that go on, once the others are gone. No event tells of them what is told here.
    package func adopt(
        grace: Double = 10,
        _ wanted: @escaping @Sendable (Replica) -> Launch?
    ) async -> [AdoptedReplica] {
        await withCheckedContinuation { continuation in
            let isPosted = inbox.post(.adopt(wanted, grace: grace) { continuation.resume(returning: $0) })
            if !isPosted { continuation.resume(returning: []) }
        }
    }

    /// Starts a process; `launched` or `failedToStart` follows.
    package func start(_ replica: Replica, _ launch: Launch) {
        if !inbox.post(.start(replica, launch)) { events(replica, .failedToStart(.shuttingDown)) }
    }

    /// Tells the group to end; its end follows as an event. There is none for what does not run, or no longer.
    /// - Parameter grace: seconds after which the group is killed. 0 kills it at once.
    package func stop(_ replica: Replica, grace: Double) { _ = inbox.post(.stop(replica, grace: grace)) }

    /// Ends the driver, which starts nothing any more.
    ///
    /// - Parameters:
    ///   - leaving: whether the processes go on, for the next agent. If not, they are stopped as by `stop`.
    ///   - grace: seconds from TERM to KILL.
    package func shutdown(leaving: Bool, grace: Double = 10) async {
        await withCheckedContinuation { continuation in
            let isPosted = inbox.post(.shutDown(leaving: leaving, grace: grace) { continuation.resume() })
            if !isPosted { continuation.resume() }
        }
    }
}
