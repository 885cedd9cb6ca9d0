import Foundation
import Testing

@testable import KubernetesAPI

/// Pieces of what an API server sends and takes.
@Suite struct WireTests {
    @Test(arguments: [1, 2, 5, 1000])
    func linesComeWholeHoweverTheyAreCut(size: Int) throws {
        let bytes = Data("{\"a\":1}\n\n{\"b\":\"é\"}\n{\"c\"".utf8)
        var splitter = LineSplitter(limit: 100)
        var lines: [String] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            lines += try splitter.add(Data(rest.prefix(size))).map { String(decoding: $0, as: UTF8.self) }
            rest = rest.dropFirst(size)
        }
        #expect(lines == ["{\"a\":1}", "{\"b\":\"é\"}"])
    }

    @Test func aLineWithoutEndIsGivenUp() {
        var splitter = LineSplitter(limit: 10)
        #expect(throws: APIFailure.malformed("a line has more than 10 bytes")) {
            try splitter.add(Data(repeating: 65, count: 11))
        }
    }

    private func event(_ json: String) throws -> WatchEvent<EndpointSlice> {
        try JSONDecoder().decode(WatchEvent<EndpointSlice>.self, from: Data(json.utf8))
    }

    /// In the shape that API servers send, with fields that nobody reads.
    @Test func eventsAreRead() throws {
        let added = try event(
            """
            {"type":"ADDED","object":{"kind":"EndpointSlice","apiVersion":"discovery.k8s.io/v1","metadata":{"name":"a-xyz",\
            "namespace":"llm","uid":"1","resourceVersion":"771","generation":1,"labels":{"kubernetes.io/service-name":"a"}},\
            "addressType":"IPv4","endpoints":[{"addresses":["10.1.0.7"],"conditions":{"ready":false,"serving":true,\
            "terminating":true},"targetRef":{"kind":"Pod","namespace":"llm","name":"a-1","uid":"2"},"nodeName":"n"}],\
            "ports":[{"name":"http","port":8000,"protocol":"TCP"}]}}
            """
        )
        guard case .changed(let slice) = added else { throw KubeConfigTests.Problem() }
        #expect(slice.service == "a")
        #expect(slice.endpoints?.first?.conditions == .init(ready: false, serving: true, terminating: true))
        let bookmark = try event(
            #"{"type":"BOOKMARK","object":{"kind":"EndpointSlice","metadata":{"resourceVersion":"900"},"endpoints":null}}"#
        )
        guard case .bookmark("900") = bookmark else { throw KubeConfigTests.Problem() }
        let gone = try event(
            #"{"type":"ERROR","object":{"kind":"Status","status":"Failure","message":"too old","reason":"Expired","code":410}}"#
        )
        guard case .failed(let status) = gone else { throw KubeConfigTests.Problem() }
        #expect(status.code == 410)
        #expect(throws: DecodingError.self) { try event(#"{"type":"NEW","object":{}}"#) }
    }

    @Test(arguments: [(0.0, "1970-01-01T00:00:00.000000Z"), (1_700_000_000.5, "2023-11-14T22:13:20.500000Z")])
    func timesHaveSixDigits(seconds: Double, text: String) {
        #expect(LeaseElection.microTime(Date(timeIntervalSince1970: seconds)) == text)
    }

    @Test func objectsHaveTheirPaths() {
        #expect(
            ResourcePath.of("apps/v1", "deployments", in: "llm", name: "a")
                == "/apis/apps/v1/namespaces/llm/deployments/a"
        )
        #expect(ResourcePath.of("v1", "configmaps", in: "llm") == "/api/v1/namespaces/llm/configmaps")
        #expect(ResourcePath.plural(of: "LeaderWorkerSet") == "leaderworkersets")
    }
}
