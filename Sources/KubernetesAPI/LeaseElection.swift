import Foundation
package import Logging
import Synchronization

/// Makes one of several the one that decides, by a Lease, as the controllers of Kubernetes do it
/// (https://pkg.go.dev/k8s.io/client-go/tools/leaderelection): whoever has not renewed it for its duration has lost it,
/// and stops being the one earlier, so that there are never two.
package final class LeaseElection: Sendable {
    /// client-go's own figures.
    package struct Timing: Sendable {
        /// Seconds after which a Lease that is not renewed may be taken.
        package var duration = 15.0
        /// Seconds after which a holder that could not renew holds it no more.
        package var deadline = 10.0
        /// Seconds between two tries.
        package var retry = 2.0

        package init() {}
    }

    private struct State {
        /// Until when this one holds it, on a clock that does not go back.
        var holdsUntil: ContinuousClock.Instant?
        /// The record that was last seen, and when it was first seen: clocks of other machines are not trusted.
        var seen: Lease.Spec?
        var seenAt: ContinuousClock.Instant?
    }

    private let client: APIClient
    private let path: String
    private let namespace: String
    private let name: String
    private let identity: String
    private let timing: Timing
    private let logger: Logger
    private let state = Mutex(State())

    package init(
        _ client: APIClient,
        name: String,
        namespace: String,
        identity: String,
        timing: Timing = Timing(),
        logger: Logger
    ) {
        self.client = client
        self.name = name
        self.namespace = namespace
        self.identity = identity
        self.timing = timing
        self.logger = logger
        path = ResourcePath.of("coordination.k8s.io/v1", "leases", in: namespace)
    }

    /// Whether this one is the one, at this moment.
    package var holds: Bool { state.withLock { $0.holdsUntil.map { ContinuousClock.now < $0 } ?? false } }

    /// How often it has changed hands.
    package var term: Int { state.withLock { $0.seen?.leaseTransitions ?? 0 } }

    /// Tries for it until the task is cancelled, and then lets it go.
    /// - Parameter change: told whenever it may have been won or lost.
    package func run(_ change: @Sendable () async -> Void) async {
        var failures = 0
        while !Task.isCancelled {
            let (began, held) = (ContinuousClock.now, holds)
            do throws(APIFailure) {
                let isOurs = try await attempt(at: began)
                let until = began + .seconds(timing.deadline)
                state.withLock { $0.holdsUntil = isOurs ? until : nil }
                failures = 0
            } catch {
                failures += 1
                logger.warning(
                    "Cannot try for the Lease",
                    metadata: ["lease": "\(name)", "reason": "\(error)", "failures": "\(failures)"]
                )
            }
            if holds != held {
                logger.info(
                    held ? "Lost the Lease" : "Holds the Lease: this agent decides",
                    metadata: ["lease": "\(name)"]
                )
            }
            await change()
            try? await Task.sleep(for: .seconds(timing.retry * Double.random(in: 0.9...1.1)))
        }
    }

    /// Lets it go, so that another need not wait until it has run out.
    package func release() async {
        let held = holds
        state.withLock { $0.holdsUntil = nil }
        guard held, var lease: Lease = try? await client.get("\(path)/\(name)"), lease.spec?.holderIdentity == identity
        else { return }
        lease.spec?.holderIdentity = ""
        lease.spec?.leaseDurationSeconds = 1
        _ = try? await client.update("\(path)/\(name)", lease)
    }

    /// - Returns: whether it is ours now.
    private func attempt(at now: ContinuousClock.Instant) async throws(APIFailure) -> Bool {
        do throws(APIFailure) {
            let lease: Lease = try await client.get("\(path)/\(name)")
            let isOurs = lease.spec?.holderIdentity == identity
            guard isOurs || hasRunOut(lease.spec, at: now) else { return false }
            var next = lease
            next.spec = record(after: lease.spec)
            let written = try await client.update("\(path)/\(name)", next)
            state.withLock { ($0.seen, $0.seenAt) = (written.spec, now) }
            return true
        } catch {
            // Another was faster.
            if error.isConflict { return false }
            guard error.isMissing else { throw error }
        }
        do throws(APIFailure) {
            let new = Lease(metadata: ObjectMeta(name: name, namespace: namespace), spec: record(after: nil))
            let written = try await client.create(path, new)
            state.withLock { ($0.seen, $0.seenAt) = (written.spec, now) }
            return true
        } catch {
            if error.isConflict { return false }
            throw error
        }
    }

    private func hasRunOut(_ record: Lease.Spec?, at now: ContinuousClock.Instant) -> Bool {
        guard let record, let holder = record.holderIdentity, !holder.isEmpty else { return true }
        return state.withLock { state in
            if state.seen != record { (state.seen, state.seenAt) = (record, now) }
            let duration = Double(record.leaseDurationSeconds ?? Int(timing.duration.rounded(.up)))
            return state.seenAt.map { now - $0 >= .seconds(duration) } ?? false
        }
    }

    private func record(after last: Lease.Spec?) -> Lease.Spec {
        let now = Self.microTime(Date())
        let isOurs = last?.holderIdentity == identity
        return Lease.Spec(
            holderIdentity: identity,
            leaseDurationSeconds: Int(timing.duration.rounded(.up)),
            acquireTime: isOurs ? last?.acquireTime ?? now : now,
            renewTime: now,
            leaseTransitions: (last?.leaseTransitions ?? 0) + (isOurs || last == nil ? 0 : 1)
        )
    }

    /// `MicroTime` of Kubernetes: RFC 3339 with six digits after the point.
    static func microTime(_ date: Date) -> String {
        let micros = Int64((date.timeIntervalSince1970 * 1e6).rounded())
        let text = Date(timeIntervalSince1970: Double(micros / 1_000_000)).formatted(.iso8601)
        let fraction = String(micros % 1_000_000)
        return text.dropLast() + "." + String(repeating: "0", count: 6 - fraction.count) + fraction + "Z"
    }
}
