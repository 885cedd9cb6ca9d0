import AgentConfig
import NIOCore
import Routing
import Scaling
import Synchronization
import TestSupport
import Testing

@testable import Agent

@Suite struct DispatchStateTests {
    /// What became of those who waited.
    private final class Grants: Sendable {
        private let grants = Mutex<[String: Grant]>([:])

        subscript(name: String) -> Grant? {
            get { grants.withLock { $0[name] } }
            set { grants.withLock { $0[name] = newValue } }
        }

        var names: [String] { grants.withLock { $0.keys.sorted() } }
    }

    /// A state, and replicas that start at once.
    private final class World {
        var state: DispatchState
        var now = 0.0
        private let grants = Grants()
        private var nextPort = 1

        init(_ fleet: TestFleet) throws {
            let files = try AgentFiles(router: fleet.router, scaling: fleet.scaling(ports: 20000...20100))
            state = DispatchState(files, learned: nil, at: 0)
            perform(state.tick(at: 0))
        }

        /// Starts what is to be started, and delivers.
        func perform(_ effects: [DispatchState.Effect]) {
            for effect in effects {
                switch effect {
                case .deliver(let deliver, let grant): deliver(grant)
                case .command(.start(let replica)):
                    let address = try? SocketAddress(ipAddress: "127.0.0.1", port: nextPort)
                    nextPort += 1
                    perform(state.note(.launched(replica), address: address, at: now))
                    perform(state.note(.becameReady(replica), at: now))
                case .command(.suspect), .command(.tell), .command(.doze), .command(.rouse): break
                case .command(.stop(let replica, _)): perform(state.note(.stopped(replica), at: now))
                }
            }
        }

        func acquire(_ model: String = "m", as name: String = "x", priority: Int = 0) -> Acquisition {
            let (acquisition, effects) = state.acquire(model, priority: priority, prefix: nil, at: now) {
                [grants] grant in
                grants[name] = grant
            }
            perform(effects)
            return acquisition
        }

        func release(_ lease: Lease, _ outcome: LeaseOutcome = .succeeded) {
            perform(state.release(lease, outcome, seconds: 1, decode: nil, at: now).1)
        }

        func lease(of name: String) -> Lease? {
            if case .granted(let lease)? = grants[name] { lease } else { nil }
        }

        var waiters: [String] { grants.names }
    }

    private func lease(_ acquisition: Acquisition) throws -> Lease {
        guard case .granted(let lease) = acquisition else { throw Mismatch(description: "\(acquisition)") }
        return lease
    }

    struct Mismatch: Error { var description: String }

    private func world(concurrency: Int, queue: Int = 10, replicas: Int = 1) throws -> World {
        try World(
            TestFleet(
                TestFleet.Model("m").with {
                    ($0.concurrency, $0.queueSize, $0.min, $0.max) = (concurrency, queue, replicas, replicas)
                }
            )
        )
    }

    /// Lets all requests to one of two replicas end badly, and all others well.
    /// - Returns: the one.
    private func spoil(_ world: World, _ outcome: LeaseOutcome) throws -> ReplicaID {
        let bad = try lease(world.acquire())
        world.release(bad)
        for _ in 0..<10 {
            for lease in try (0..<2).map({ _ in try lease(world.acquire()) }) {
                world.release(lease, lease.replica == bad.replica ? outcome : .succeeded)
            }
        }
        return bad.replica
    }

    @Test func grantsAsManyAsThereIsRoomFor() throws {
        let world = try world(concurrency: 2)
        let first = try lease(world.acquire())
        _ = try lease(world.acquire())
        guard case .waiting = world.acquire(as: "third") else { throw Mismatch(description: "no queue") }
        #expect(world.state.requests == 3)
        #expect(world.waiters == [])
        world.release(first)
        #expect(world.waiters == ["third"])
        #expect(world.state.requests == 2)
    }

    @Test func theUrgentGoFirst() throws {
        let world = try world(concurrency: 1)
        let first = try lease(world.acquire())
        _ = world.acquire(as: "patient", priority: 1)
        _ = world.acquire(as: "urgent", priority: 9)
        world.release(first)
        #expect(world.waiters == ["urgent"])
    }

    @Test func aFullQueueRefuses() throws {
        let world = try world(concurrency: 1, queue: 1)
        _ = try lease(world.acquire())
        _ = world.acquire(as: "waits")
        guard case .refused(.refused(let refusal)) = world.acquire() else { throw Mismatch(description: "no refusal") }
        #expect(refusal.reason == .queueFull)
    }

    @Test func whoNoLongerWaitsGetsNothing() throws {
        let world = try world(concurrency: 1)
        let first = try lease(world.acquire())
        guard case .waiting(let ticket) = world.acquire(as: "gone") else { throw Mismatch(description: "no queue") }
        _ = world.acquire(as: "next")
        world.perform(world.state.cancel(ticket, at: 0))
        world.perform(world.state.cancel(ticket, at: 0))
        world.release(first)
        #expect(world.waiters == ["next"])
    }

    @Test func aReplicaThatFailsIsEjectedAndTriedAgain() throws {
        let world = try world(concurrency: 9, replicas: 2)
        let bad = try spoil(world, .failed)
        for _ in 0..<5 { #expect(try lease(world.acquire()).replica != bad) }
        world.now = 3
        let trials = try (0..<4).map { _ in try lease(world.acquire()) }.filter { $0.replica == bad }
        #expect(trials.count == 1, "one request tries it")
    }

    @Test func whenAllAreEjectedNobodyWaits() throws {
        let world = try world(concurrency: 9)
        for _ in 0..<CircuitBreaker.threshold { world.release(try lease(world.acquire()), .failed) }
        guard case .refused(.ejected(let wait)) = world.acquire() else { throw Mismatch(description: "not ejected") }
        #expect(wait == CircuitBreaker.firstEjection)
        #expect(!world.state.states(of: world.state.routed, at: 0)[0].isHealthy)
        world.now = 2
        world.release(try lease(world.acquire()))
        #expect(world.state.states(of: world.state.routed, at: 2)[0].isHealthy)
    }

    /// An error in a request, which its server answers with 500, takes the model from nobody else.
    @Test func theOnlyReplicaThatAnswersStays() throws {
        let world = try world(concurrency: 9)
        for _ in 0..<50 { world.release(try lease(world.acquire()), .refused) }
        #expect(world.state.states(of: world.state.routed, at: 0)[0].isHealthy)
    }

    @Test func oneOfTwoThatRefusesEverythingDoesNot() throws {
        let world = try world(concurrency: 9, replicas: 2)
        let bad = try spoil(world, .refused)
        for _ in 0..<5 { #expect(try lease(world.acquire()).replica != bad) }
    }

    @Test func aCrashEndsItsRequestsOnce() throws {
        let world = try world(concurrency: 2)
        let lost = try lease(world.acquire())
        world.now = 1
        world.perform(world.state.note(.crashed(lost.replica, reason: "signal 9"), at: 1))
        _ = world.acquire(as: "later")
        world.release(lost, .failed)
        world.now = 30
        world.perform(world.state.tick(at: 30))
        let next = try #require(world.lease(of: "later"))
        #expect(next.replica != lost.replica)
        #expect(world.state.models[0].seats.map(\.inFlight) == [1])
    }

    /// What a request began with means the same after a reload: models in another order, some new, some gone.
    @Test func statesOfAnEarlierConfiguration() throws {
        let world = try World(TestFleet(.init("a"), TestFleet.Model("b").with { $0.min = 0 }))
        let before = world.state.routed
        let next = TestFleet(.init("c"), TestFleet.Model("b").with { $0.min = 0 }, .init("d"), .init("a"))
        let files = try AgentFiles(router: next.router, scaling: next.scaling(ports: 20000...20100))
        world.perform(world.state.configure(files, at: 0))
        #expect(world.state.states(of: before, at: 0).map(\.phase) == [.warm, .cold])
        #expect(world.state.states(of: world.state.routed, at: 0).map(\.phase) == [.warm, .cold, .warm, .warm])
    }

    /// Seconds of a replica are shared among its requests, none lost and none twice.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func sharesAddUp(seed: UInt64) throws {
        var dice = SplitMix(seed: seed)
        let world = try world(concurrency: 4)
        var leases: [Lease] = []
        var (shared, busy) = (0.0, 0.0)
        for _ in 0..<100 {
            let step = Double.random(in: 0...1, using: &dice)
            if !leases.isEmpty { busy += step }
            world.now += step
            if leases.count == 4 || !leases.isEmpty && Bool.random(using: &dice) {
                let lease = leases.remove(at: Int.random(in: 0..<leases.count, using: &dice))
                let (seconds, effects) = world.state.release(lease, .succeeded, seconds: 1, decode: nil, at: world.now)
                world.perform(effects)
                shared += seconds
            } else {
                leases.append(try lease(world.acquire()))
            }
        }
        for lease in leases {
            shared += world.state.release(lease, .succeeded, seconds: 1, decode: nil, at: world.now).0
        }
        #expect(abs(shared - busy) < 1e-6)
    }

    /// Whatever happens, no more requests are on a replica than it works on, and nobody is forgotten.
    @Test(arguments: 0..<30 as Range<UInt64>)
    func nobodyIsForgotten(seed: UInt64) throws {
        var dice = SplitMix(seed: seed)
        let world = try world(concurrency: 3, queue: 5, replicas: 2)
        var (leases, waiting): ([Lease], [String: TicketID]) = ([], [:])
        for step in 0..<400 {
            world.now += Double.random(in: 0...2, using: &dice)
            world.perform(world.state.tick(at: world.now))
            for name in world.waiters where waiting.removeValue(forKey: name) != nil {
                if let lease = world.lease(of: name) { leases.append(lease) }
            }
            switch Int.random(in: 0..<6, using: &dice) {
            case 0, 1, 2:
                switch world.acquire(as: "\(step)", priority: Int.random(in: 0...2, using: &dice)) {
                case .granted(let lease): leases.append(lease)
                case .waiting(let ticket): waiting["\(step)"] = ticket
                case .refused: break
                }
            case 3 where !leases.isEmpty:
                let lease = leases.remove(at: Int.random(in: 0..<leases.count, using: &dice))
                world.release(
                    lease,
                    [.succeeded, .failed, .refused, .abandoned].randomElement(using: &dice) ?? .failed
                )
            case 4:
                guard let (name, ticket) = waiting.sorted(by: { $0.key < $1.key }).first else { continue }
                waiting[name] = nil
                world.perform(world.state.cancel(ticket, at: world.now))
            default: break
            }
            for seat in world.state.models[0].seats { #expect((0...3).contains(seat.inFlight)) }
        }
        for name in world.waiters where waiting.removeValue(forKey: name) != nil {
            if let lease = world.lease(of: name) { leases.append(lease) }
        }
        while !leases.isEmpty || !waiting.isEmpty {
            while let lease = leases.popLast() { world.release(lease) }
            world.now += 120
            world.perform(world.state.tick(at: world.now))
            let known = waiting.count
            for name in world.waiters where waiting.removeValue(forKey: name) != nil {
                if let lease = world.lease(of: name) { leases.append(lease) }
            }
            guard !leases.isEmpty || waiting.count < known else { break }
        }
        #expect(waiting.isEmpty)
        #expect(world.state.requests == 0)
    }
}
