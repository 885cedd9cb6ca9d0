import Foundation
import Testing

@testable import KubernetesAPI

/// Answers that a real API server gave (`scripts/cluster/exchanges.py`), read as the agent reads them.
@Suite struct RecordedTests {
    private struct Problem: Error {}

    /// One answer: its status, and its bytes as they are sent, a watch's with one event a line.
    private struct Recorded {
        var status: Int
        var bytes: Data

        func read<Answer: Decodable>(as _: Answer.Type = Answer.self) throws -> Answer {
            try JSONDecoder().decode(Answer.self, from: bytes)
        }
    }

    private func recorded(_ name: String) throws -> Recorded {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/recorded.json")
        let document = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        let exchanges = document?["exchanges"] as? [[String: Any]]
        guard let exchange = exchanges?.first(where: { $0["name"] as? String == name }),
            let status = exchange["status"] as? Int
        else { throw Problem() }
        let bytes =
            switch exchange["answer"] {
            case let text as String: Data(text.utf8)
            case let events as [[String: Any]]:
                try events.map { try JSONSerialization.data(withJSONObject: $0) + Data("\n".utf8) }.reduce(Data(), +)
            case let object?: try JSONSerialization.data(withJSONObject: object)
            case nil: throw Problem()
            }
        return Recorded(status: status, bytes: bytes)
    }

    /// Zero replicas are left out.
    @Test func scalesAreRead() throws {
        let none: Scale = try recorded("get-scale").read()
        #expect(none.wanted == 0 && none.present == 0 && none.metadata.resourceVersion != nil)
        let one: Scale = try recorded("patch-scale").read()
        #expect(one.wanted == 1)
        #expect(one.metadata.resourceVersion != none.metadata.resourceVersion)
        let dry: Scale = try recorded("patch-scale-dry-run").read()
        #expect(dry.wanted == 1 && dry.metadata.resourceVersion == none.metadata.resourceVersion)
    }

    @Test func listsAreRead() throws {
        let none: APIList<EndpointSlice> = try recorded("list-no-slices").read()
        #expect(none.items.isEmpty && none.metadata.resourceVersion != nil)
        let slices: APIList<EndpointSlice> = try recorded("list-slices").read()
        let endpoint = try #require(slices.items.first?.endpoints?.first)
        #expect(slices.items.first?.service == "alpha")
        #expect(endpoint.addresses == ["192.0.2.7"] && endpoint.targetRef?.name == "alpha-1")
        #expect(endpoint.conditions == .init(ready: false, serving: false, terminating: false))
        #expect(slices.items.first?.ports?.first?.port == 8000)
        let autoscalers: APIList<Autoscaler> = try recorded("list-autoscalers").read()
        #expect(autoscalers.items.first?.spec?.scaleTargetRef?.name == "alpha")
    }

    @Test func leasesAndMapsAreRead() throws {
        let lease: Lease = try recorded("update-lease").read()
        #expect(lease.spec?.holderIdentity == "agent-1" && lease.spec?.leaseTransitions == 1)
        #expect(lease.spec?.renewTime == "2026-01-01T00:00:00.000000Z")
        let map: ConfigMap = try recorded("update-map").read()
        #expect(map.data == ["learned.json": "[]"])
    }

    private func events(_ name: String) throws -> [WatchEvent<EndpointSlice>] {
        var splitter = LineSplitter(limit: 1 << 20)
        return try splitter.add(recorded(name).bytes).map { try JSONDecoder().decode(WatchEvent.self, from: $0) }
    }

    @Test func watchesAreRead() throws {
        let events = try events("watch-slices")
        guard events.count == 3, case .changed(let added) = events[0], case .changed(let changed) = events[1],
            case .deleted(let deleted) = events[2]
        else { throw Problem() }
        #expect(added.endpoints?.first?.conditions?.ready == false)
        #expect(changed.endpoints?.first?.conditions?.ready == true)
        #expect(deleted.metadata.name == "alpha-1")
    }

    /// What comes of another kind is not needed for this: a bookmark has of its object only the version.
    @Test func bookmarksAreRead() throws {
        guard case .bookmark(let version) = try #require(try events("watch-leases").last) else { throw Problem() }
        #expect(Int(version) != nil)
    }

    /// As the event of a watch that the server agreed to, not as its status.
    @Test func aVersionThatIsGoneIsKnownAsThat() throws {
        #expect(try recorded("watch-slices-of-an-old-version").status == 200)
        guard case .failed(let status) = try #require(try events("watch-slices-of-an-old-version").first) else {
            throw Problem()
        }
        #expect(status.code == 410 && status.reason == "Expired")
    }

    @Test(
        arguments: [
            ("patch-scale-of-an-old-version", 409, "Conflict"), ("update-a-lease-of-an-old-version", 409, "Conflict"),
            ("create-a-lease-that-is", 409, "AlreadyExists"), ("get-scale-of-none", 404, "NotFound"),
            ("get-scale-without-a-token", 401, "Unauthorized"), ("get-scale-without-rights", 403, "Forbidden"),
        ]
    )
    func refusalsSayWhy(name: String, code: Int, reason: String) throws {
        let answer = try recorded(name)
        let status: APIStatus = try answer.read()
        #expect(answer.status == code && status.code == code && status.reason == reason)
        #expect(status.message?.isEmpty == false)
    }

    /// These are no documents, and are known by their status alone.
    @Test(arguments: [("get-scale-in-a-crowd", 429), ("list-scaled-objects-without-keda", 404)])
    func someRefusalsAreText(name: String, code: Int) throws {
        let answer = try recorded(name)
        #expect(answer.status == code)
        #expect(throws: DecodingError.self) { try answer.read(as: APIStatus.self) }
    }
}
