import NIOCore
import Testing

@testable import ScriptedModelServer

/// Requests out of bytes, however they are cut.
@Suite struct RequestParserTests {
    private func parse(_ text: String, step: Int = .max) throws(RequestParser.Failure) -> [HTTPRequest] {
        var parser = RequestParser()
        var requests: [HTTPRequest] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            var bytes = ByteBuffer(bytes: rest.prefix(step))
            rest = rest.dropFirst(step)
            parser.append(&bytes)
            while let request = try parser.next() { requests.append(request) }
        }
        return requests
    }

    @Test(arguments: [1, 2, 3, 7, Int.max])
    func requestsFollowEachOther(step: Int) throws {
        let text =
            "POST /a?b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
            + "GET / HTTP/1.0\r\nEmpty:\r\n\r\n"
            + "POST /c HTTP/1.1\r\ntransfer-encoding: Chunked\r\n\r\n2\r\nab\r\nA\r\n0123456789\r\n0\r\n\r\n"
        let requests = try parse(text, step: step)
        #expect(requests.map(\.target) == ["/a?b", "/", "/c"])
        #expect(requests.map { String(buffer: $0.body) } == ["abc", "", "ab0123456789"])
        #expect(requests.map(\.keepsAlive) == [true, false, true])
        #expect(requests[0].header("HOST") == "x")
        #expect(requests[0].path == "/a")
        #expect(requests[1].header("empty") == "")
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nContent-Length: +1\r\n\r\n", 400), ("GET / HTTP/1.1\r\nContent-Length: 1,1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", 400),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", 400),
        ("GET / HTTP/1.1\r\nName : x\r\n\r\n", 400), ("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nA: b\nc: d\r\n\r\n", 400), ("GET / HTTP/1.1\r\n: b\r\n\r\n", 400),
        ("GET /\r\n\r\n", 400), ("GET x HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/2.0\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\n", 413),
    ])
    func whatCouldBeReadInTwoWaysIsRefused(text: String, status: Int) {
        do throws(RequestParser.Failure) {
            Issue.record("\(try parse(text).count) requests")
        } catch { #expect(error.status == status) }
    }

    @Test(arguments: [
        "{}", "[]", "\"a\"", " { \"a\" : [ 1 , -2.5e3 , true , false , null , \"\\\"\\u00e9\" ] } ", "[[[]]]",
    ])
    func jsonIsJSON(text: String) { #expect(JSONScan(Array(text.utf8)) != nil) }

    @Test(arguments: [
        "", "{", "{]", "{\"a\"}", "{\"a\":}", "[1,]", "[1 2]", "tru", "\"a", "\"\n\"", "{} {}", "{1:2}", "--1",
    ])
    func otherThingsAreNot(text: String) { #expect(JSONScan(Array(text.utf8)) == nil) }

    @Test func depthIsLimited() {
        #expect(JSONScan(Array(String(repeating: "[", count: 100_000).utf8)) == nil)
    }

    @Test func valuesAreFound() throws {
        let text = #"{"a": {"b": [1, "x\n\"y"]}, "c": true, "a2": -7, "c": false}"#
        let members = try #require(JSONScan(Array(text.utf8))).members
        #expect(members["a"]?.members["b"]?.elements.last?.string == "x\n\"y")
        #expect(members["a2"]?.integer == -7)
        #expect(members["c"]?.isTrue == false)
        #expect("a\"\\\n\u{1}é".quoted == #""a\"\\\n\u0001é""#)
    }
}
