import NIOCore
import Testing

@testable import Agent
@testable import Scaling

/// Which replica has which pod.
@Suite struct PodBindingTests {
    private let model = ModelID(index: 0)

    private func id(_ number: Int) -> ReplicaID { ReplicaID(model: model, number: number) }

    private func address(_ port: Int) throws -> SocketAddress { try SocketAddress(ipAddress: "10.0.0.1", port: port) }

    private func pod(_ port: Int, ready: Bool = true, ending: Bool = false) throws -> PodEndpoint {
        PodEndpoint(address: try address(port), isReady: ready, isEnding: ending)
    }

    private func claim(_ number: Int, _ phase: PodClaim.Phase, ending: Bool = false) -> PodClaim {
        PodClaim(id: id(number), phase: phase, needsPod: phase != .stopping && !ending, isEnding: ending)
    }

    @Test func aStartBecomesReadyWithItsPod() throws {
        let none = PodBinding.bind([claim(1, .starting(isLaunched: false))], bound: [:], to: [], present: 1)
        #expect(none == .init())
        let loading = PodBinding.bind(
            [claim(1, .starting(isLaunched: false))],
            bound: [:],
            to: [try pod(1, ready: false)],
            present: 1
        )
        #expect(loading.events == [.launched(id(1))])
        let ready = PodBinding.bind([claim(1, .starting(isLaunched: true))], bound: [:], to: [try pod(1)], present: 1)
        #expect(ready.events == [.launched(id(1)), .becameReady(id(1))])
        #expect(ready.addresses == [id(1): try address(1)])
    }

    @Test func whoHasAPodKeepsIt() throws {
        let outcome = PodBinding.bind(
            [claim(1, .ready), claim(2, .starting(isLaunched: true))],
            bound: [id(1): try address(2)],
            to: [try pod(1), try pod(2)],
            present: 2
        )
        #expect(outcome.addresses == [id(1): try address(2), id(2): try address(1)])
    }

    /// A rolling update brings the new pod before the old one ends; nobody scales, and nothing was lost.
    @Test func anotherPodTakesThePlaceOfOneThatEnds() throws {
        let outcome = PodBinding.bind(
            [claim(1, .ready)],
            bound: [id(1): try address(1)],
            to: [try pod(1, ready: false, ending: true), try pod(2)],
            present: 1
        )
        #expect(outcome == .init(addresses: [id(1): try address(2)], events: []))
    }

    @Test func withoutAnotherPodItIsNotHealthyUntilThereIsOne() throws {
        let lost = PodBinding.bind([claim(1, .ready)], bound: [id(1): try address(1)], to: [], present: 1)
        #expect(lost.events == [.healthLost(id(1), reason: "its pod is gone")])
        let back = PodBinding.bind([claim(1, .unhealthy)], bound: [:], to: [try pod(3)], present: 1)
        #expect(back.events == [.healthRegained(id(1))])
        #expect(back.addresses == [id(1): try address(3)])
    }

    /// Of two, the cluster ends the other one than was let go.
    @Test func theClusterChoosesWhichPodEnds() throws {
        let bound = [id(1): try address(1), id(2): try address(2)]
        let outcome = PodBinding.bind(
            [claim(1, .stopping), claim(2, .ready)],
            bound: bound,
            to: [try pod(1), try pod(2, ready: false, ending: true)],
            present: 1
        )
        #expect(outcome.addresses[id(2)] == (try address(1)))
        #expect(outcome.events == [.ending(id(1))])
        let gone = PodBinding.bind(
            [claim(1, .stopping, ending: true), claim(2, .ready)],
            bound: outcome.addresses,
            to: [try pod(1)],
            present: 1
        )
        #expect(gone.events == [.stopped(id(1))])
    }

    /// The cluster has not yet done what it was asked for.
    @Test(arguments: [(1, 1), (1, 0), (0, 1)])
    func aReplicaThatStopsIsGoneWithItsPod(endpoints: Int, present: Int) throws {
        let pods = try (0..<endpoints).map { try pod($0 + 1) }
        let bound = [id(1): try address(1)]
        let outcome = PodBinding.bind([claim(1, .stopping)], bound: bound, to: pods, present: present)
        #expect(outcome.events == [])
        let gone = PodBinding.bind([claim(1, .stopping)], bound: bound, to: [], present: 0)
        #expect(gone.events == [.stopped(id(1))])
    }

    /// KEDA has not scaled down yet when the model is wanted again.
    @Test func aNewReplicaTakesThePodOfOneThatWasToStop() throws {
        let outcome = PodBinding.bind(
            [claim(1, .stopping, ending: false), claim(2, .starting(isLaunched: false))],
            bound: [id(1): try address(1)],
            to: [try pod(1)],
            present: 1
        )
        #expect(outcome.addresses == [id(2): try address(1)])
        #expect(outcome.events == [.launched(id(2)), .becameReady(id(2)), .stopped(id(1))])
    }

    @Test func podsThatNobodyAskedForAreLeftAlone() throws {
        let outcome = PodBinding.bind([], bound: [:], to: [try pod(1), try pod(2)], present: 2)
        #expect(outcome == .init())
    }
}
