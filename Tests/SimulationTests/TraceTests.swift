import AgentConfig
import Testing

@testable import Simulation

@Suite struct TraceTests {
    private func read(_ text: String, scale: Double = 1, series: [String] = []) throws -> Trace {
        let bytes = Array(text.utf8)
        let format = try #require(TraceFormat(guessing: bytes))
        return try format.read(bytes, draw: RateDraw(seed: 1, factor: scale, names: series))
    }

    @Test func columnsMayBeInAnyOrder() throws {
        let text =
            "prompt_tokens,time,answer_tokens,name,complexity,domain\r\n5,2.5,7,auto,high,maths\r\n\r\n6,0,8,,,\r\n"
        let trace = try read(text)
        #expect(
            trace.requests == [
                .init(time: 0, promptTokens: 6, answerTokens: 8),
                .init(time: 2.5, promptTokens: 5, answerTokens: 7, name: "auto", complexity: .high, domain: .maths),
            ]
        )
        #expect(trace.start == nil && trace.duration == 2.5)
    }

    @Test func datesOfAzureAreRead() throws {
        let trace = try read(
            "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.9799600,4808,10\n2023-11-16T18:17:04.0319600Z,3180,8\n"
        )
        #expect(trace.requests.count == 2 && abs(trace.requests[1].time - 0.052) < 1e-6)
        #expect(trace.start == 1_700_158_623.97996)
    }

    @Test func mooncakeAndDecisionsAreRead() throws {
        let mooncake = try read(
            #"{"timestamp": 27482, "input_length": 6955, "output_length": 52, "hash_ids": [46, 47]}"#
        )
        #expect(mooncake.requests == [.init(time: 27.482, promptTokens: 6955, answerTokens: 52)])
        let log = try read(
            """
            {"number":1,"time":1700000000.5,"id":"a","endpoint":"chat","name":"auto","complexity":{"low":0.2,"high":0.8},\
            "domain":"code","promptTokens":12,"answerTokens":40,"status":200,"wait":0}
            {"number":2,"time":1700000003.5,"id":"b","endpoint":"chat","name":"auto","promptTokens":9,"status":503,"wait":0}
            """
        )
        #expect(
            log.requests == [
                .init(time: 0, promptTokens: 12, answerTokens: 40, name: "auto", complexity: .high, domain: .code),
                .init(time: 3, promptTokens: 9, answerTokens: 40, name: "auto"),
            ]
        )
        #expect(log.start == 1_700_000_000.5)
    }

    @Test func ratesMakeAsManyRequestsAsTheySay() throws {
        let table = "model,t_s,total_rate_rps\na,0,2\na,600,4\nb,0,1\n"
        let both = try read(table, scale: 10)
        let (a, b) = (both.requests.count { $0.name == "a" }, both.requests.count { $0.name == "b" })
        #expect(abs(a - 36_000) < 800 && abs(b - 6_000) < 400)
        let one = try read(table, scale: 10, series: ["b"])
        #expect(one.requests.allSatisfy { $0.name == nil } && one.duration == 600)
        let prompt = Double(both.requests.reduce(0) { $0 + $1.promptTokens }) / Double(both.requests.count)
        #expect(abs(prompt - 1155) < 30)
        #expect(throws: TraceFault("there is no series `c`; there is a, b")) { try read(table, series: ["c"]) }
    }

    @Test(
        arguments: [
            ("time,prompt_tokens,answer_tokens\n1,2\n", "line 2: 2 fields where the header names 3"),
            (
                "time,prompt_tokens,answer_tokens\n1,-2,3\n",
                "line 2: `prompt_tokens` is `-2`, not a whole number of at least 0"
            ),
            ("time,prompt_tokens,answer_tokens\nx,2,3\n", "line 2: `time` is `x`, not a number of at least 0"),
            (
                "time,prompt_tokens,answer_tokens\n2023-11-16 18:17:03,2,3\n5,2,3\n",
                "line 3: `time` is `5`, not a date, as before"
            ),
            ("time,prompt_tokens\n1,2\n", "line 1: the header names no `time`, `prompt_tokens` and `answer_tokens`"),
            ("time,prompt_tokens,answer_tokens,color\n", "line 1: nothing is known of a column `color`"),
            (
                "time,prompt_tokens,answer_tokens,complexity\n1,2,3,hard\n",
                "line 2: `complexity` is `hard`, not one of low, medium, high"
            ),
            ("time,prompt_tokens,answer_tokens\n", "there are no requests in it"),
            (
                "{\"timestamp\": 1, \"input_length\": 2}\n",
                "line 1: it is no JSON object with the fields of such a trace"
            ),
            ("model,t_s,total_rate_rps\na,5,1\na,5,1\n", "line 3: `a` goes back in time"),
            (
                "model,t_s,total_rate_rps\na,0,1e9\n",
                "its rates make 600000000000 requests, more than 20000000: scale them"
            ),
        ]
    )
    func whatIsWrongIsSaid(text: String, words: String) {
        #expect {
            try read(text)
        } throws: { error in
            (error as? TraceFault)?.description == words
        }
    }

    @Test func whatIsNoTraceIsNone() {
        for text in ["", "hello\n", "a,b,c\n1,2,3\n"] { #expect(TraceFormat(guessing: Array(text.utf8)) == nil) }
    }

    @Test(arguments: [0.0, 0.3, 1, 2.5])
    func aTraceIsScaled(factor: Double) {
        let trace = Trace((0..<10_000).map { .init(time: Double($0), promptTokens: 1, answerTokens: 1) })
        let scaled = trace.scaled(by: factor, seed: 4)
        #expect(abs(Double(scaled.requests.count) - factor * 10_000) < 200)
        #expect(scaled.duration == trace.duration)
        #expect(zip(scaled.requests, scaled.requests.dropFirst()).allSatisfy { $0.time <= $1.time })
    }

    /// Whatever the bytes, there is a trace or a fault.
    @Test(arguments: 0..<300)
    func anyBytesAreReadOrRefused(seed: UInt64) {
        var lots = Lots(seed: seed)
        let alphabet = Array("time,prompt_tokens,answer_tokens\n0123456789.eE-+:TZ {}\"\r".utf8)
        let head = lots.share() < 0.7 ? Array("time,prompt_tokens,answer_tokens\n".utf8) : []
        let bytes = head + (0..<lots.index(below: 200)).map { _ in alphabet[lots.index(below: alphabet.count)] }
        for format in TraceFormat.allCases {
            let trace = try? format.read(bytes, draw: RateDraw(seed: 1, factor: 1e-6))
            #expect(trace?.requests.isEmpty != true)
        }
    }
}
