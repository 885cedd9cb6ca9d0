import Foundation
import TestSupport
import Testing

/// Answers that go wrong, each in its own way.
@Suite struct FaultTests {
    private func reply(_ fault: String, streamed: Bool, patience: Double = 20) throws -> RunningServer.Reply {
        let server = try RunningServer()
        let body = #"{"model":"m","stream":\#(streamed),"max_tokens":8}"#
        return try server.post("/v1/completions", body, patience: patience, "-H", "x-script: fault=\(fault), after=3")
    }

    @Test(arguments: ["500", "503", "429"], [false, true])
    func statuses(status: String, streamed: Bool) throws {
        let reply = try reply(status, streamed: streamed)
        #expect(reply.status == Int(status))
        #expect(reply.headers.contains("retry-after: 1") == (status != "500"))
        #expect(try reply.object()["error"] != nil)
    }

    /// The codes are curl's: 18 for a body that ends too soon, 28 for one that does not come, 56 for bad framing.
    @Test(arguments: [("close", [18]), ("wrong-length", [18]), ("bad-chunk", [56]), ("stall", [28])], [false, true])
    func theMiddle(fault: (name: String, codes: [Int32]), streamed: Bool) throws {
        let reply = try reply(fault.name, streamed: streamed, patience: fault.name == "stall" ? 1 : 20)
        #expect(fault.codes.contains(reply.code), "\(reply)")
        #expect(reply.status == 200)
        if streamed { #expect(reply.events.count == 3) }
        #expect(!reply.body.contains("[DONE]"))
    }

    @Test(arguments: [false, true])
    func nothingComes(streamed: Bool) throws {
        let reply = try reply("stall-at-first", streamed: streamed, patience: 0.5)
        #expect(reply.code == 28 && reply.headers.isEmpty)
    }

    @Test func anEventWithAnErrorEndsTheAnswer() throws {
        let streamed = try reply("error-event", streamed: true)
        #expect(streamed.code == 0)
        #expect(streamed.events.count == 4)
        #expect(try streamed.objects().last?["error"] != nil)
        #expect(try reply("error-event", streamed: false).status == 500)
    }

    @Test func jsonThatIsCutOff() throws {
        let streamed = try reply("bad-json", streamed: true)
        #expect(streamed.code == 0 && streamed.events.last == "[DONE]")
        #expect(streamed.events.filter { (try? JSONSerialization.jsonObject(with: Data($0.utf8))) == nil }.count == 2)
        let whole = try reply("bad-json", streamed: false)
        #expect(whole.code == 0)
        #expect((try? JSONSerialization.jsonObject(with: Data(whole.body.utf8))) == nil)
    }

    @Test(arguments: [false, true])
    func splitAnswersAreWholeAgain(streamed: Bool) throws {
        let reply = try reply("split", streamed: streamed)
        #expect(reply.code == 0)
        let objects = streamed ? try reply.objects() : [try reply.object()]
        let texts = objects.compactMap { ($0["choices"] as? [[String: Any]])?.first?["text"] as? String }
        #expect(texts.joined() == (0..<8).map { "t\($0)·é🧵" }.joined(separator: " "))
    }

    @Test func hugeHeaders() throws {
        let reply = try reply("huge-headers", streamed: true)
        #expect(reply.headers.filter { $0.hasPrefix("x-padding-") && $0.utf8.count > 1000 }.count == 64)
        #expect(reply.events.last == "[DONE]")
    }

    @Test(arguments: ["exit", "abort"], [false, true])
    func theProcessEnds(fault: String, streamed: Bool) throws {
        let server = try RunningServer()
        let script = "fault=\(fault), after=3"
        let body = #"{"model":"m","stream":\#(streamed),"x_script":"\#(script)"}"#
        let reply = try server.post("/v1/completions", body)
        #expect(reply.code == 18)
        if streamed { #expect(reply.events.count == 3) }
        let end = server.end()
        #expect(end.reason == (fault == "exit" ? .exit : .uncaughtSignal))
        #expect(end.status == (fault == "exit" ? 1 : SIGABRT))
    }

    @Test func diceAreSeeded() throws {
        func statuses() throws -> [Int] {
            let server = try RunningServer("--fault", "500=0.5", "--seed", "3")
            return try (0..<40).map { _ in try server.post("/v1/completions", #"{"model":"m"}"#).status }
        }
        let first = try statuses()
        #expect((10...30).contains(first.filter { $0 == 500 }.count))
        #expect(try statuses() == first)
    }

    @Test func loadingTakesItsTime() throws {
        let server = try RunningServer("--load-seconds", "1.5")
        let loading = try server.get("/health")
        #expect(loading.status == 503 && loading.headers.contains("retry-after: 1"))
        #expect(try server.post("/v1/completions", #"{"model":"m"}"#).status == 503)
        let deadline = Date.now.addingTimeInterval(20)
        while try server.get("/health").status != 200, Date.now < deadline {}
        #expect(try server.post("/v1/completions", #"{"model":"m"}"#).status == 200)
    }

    @Test(arguments: [
        (["--fault", "exit-before-ready=1", "--port", "0"], 3, "a scripted failure to load"),
        (["--port", "70000"], 64, "a port is from 0 to 65535"), (["--fault", "nap=1"], 64, "nap=1"),
        (["--fault", "stall=2"], 64, "stall=2"), (["--tokens", "-1"], 64, "--tokens"),
    ])
    func whatEndsAtOnce(arguments: [String], status: Int, message: String) throws {
        let program = SpindleProcess.built("scripted-model-server")
        let outcome = try SpindleProcess.run(program, arguments, in: "/", environment: [:])
        #expect(outcome.status == Int32(status))
        #expect(outcome.error.contains(message), "\(outcome.error)")
    }
}
