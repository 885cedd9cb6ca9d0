import Agent
import AgentConfig
import Classifier
import Foundation
import TestSupport
import Testing

/// The agent with the classifier of this repository.
@Suite(.timeLimit(.minutes(5))) struct JudgingTests {
    private func fleet() -> TestFleet {
        var fleet = TestFleet(.init("m"), .init("n"))
        fleet.route("auto", to: ["m", "n"])
        fleet.classifier = .distilbert
        return fleet
    }

    /// - Parameter budget: seconds; a machine that is busy takes its time.
    private func withClassifier(
        budget: Double = 60,
        models: [String] = [ClassifierFiles.model.path],
        libraries: [String] = [ClassifierFiles.library],
        _ body: (RunningAgent) async throws -> Void
    ) async throws {
        try await withAgent(fleet()) { settings in
            settings.classifier = ClassifierPlaces(models: models, libraries: libraries)
            settings.options.classifierBudget = budget
        } _: {
            try await body($0)
        }
    }

    private func ask(_ agent: RunningAgent, _ prompt: String) async throws -> RawAnswer {
        try await agent.chat(#"{"model":"auto","messages":[{"role":"user","content":"\#(prompt)"}]}"#)
    }

    private func state(_ agent: RunningAgent) async throws -> String? {
        struct Report: Decodable { var classifier: String? }
        return try JSONDecoder().decode(Report.self, from: Data(try await agent.admin("/api/fleet").body)).classifier
    }

    @Test func whatNoKeywordDecidesTheClassifierDoes() async throws {
        try await withClassifier { agent in
            let easy = try await ask(agent, "What is the capital of Kenya?")
            #expect(easy.status == 200)
            #expect(
                easy["x-spindle-complexity"]?.hasSuffix(";by=classifier") == true,
                "\(easy["x-spindle-complexity"] ?? "–")"
            )
            #expect(easy["x-spindle-domain"] == "knowledge;by=classifier")
            #expect(easy["x-spindle-classifier"] == nil)
            #expect(try await agent.metric(#"spindle_classifications_total{result="classified"}"#) == 1)
            // The same again is known.
            let again = try await ask(agent, "What is the capital of Kenya?")
            #expect(again["x-spindle-complexity"] == easy["x-spindle-complexity"])
            #expect(try await agent.metric(#"spindle_classifications_total{result="cached"}"#) == 1)
            #expect(try await agent.metric("spindle_classification_seconds_count") == 1)
            #expect(try await state(agent)?.contains("by ONNX Runtime 1.") == true)
        }
    }

    @Test func whatAKeywordDecidesItIsNotAskedAbout() async throws {
        try await withClassifier { agent in
            let answer = try await ask(agent, "Please prove it.")
            #expect(answer["x-spindle-complexity"] == "high;low=0.000;medium=0.000;high=1.000;by=keyword")
            #expect(try await agent.metric(#"spindle_classifications_total{result="classified"}"#) == 0)
        }
    }

    @Test func whoNamesAModelIsNotJudged() async throws {
        try await withClassifier { agent in
            let answer = try await agent.chat(#"{"model":"m","messages":[{"role":"user","content":"What?"}]}"#)
            #expect(answer.status == 200)
            #expect(try await agent.metric(#"spindle_classifications_total{result="classified"}"#) == 0)
        }
    }

    @Test func oneThatIsLateIsNotWaitedFor() async throws {
        try await withClassifier(budget: 0) { agent in
            let answer = try await ask(agent, "What is the capital of Kenya?")
            #expect(answer.status == 200)
            #expect(answer["x-spindle-classifier"] == "late")
            #expect(answer["x-spindle-complexity"]?.hasSuffix(";by=votes") == true)
            #expect(try await agent.metric(#"spindle_classifications_total{result="late"}"#) == 1)
        }
    }

    @Test func manyAtOnceAreAnswered() async throws {
        try await withClassifier { agent in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<50 {
                    group.addTask { try await ask(agent, "What is \(number) times \(number + 1)?").status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == Array(repeating: 200, count: 50))
        }
    }

    @Test func whoLeavesIsNotJudgedToTheEnd() async throws {
        try await withClassifier { agent in
            for number in 0..<20 {
                let connection = try await agent.connect()
                let body = #"{"model":"auto","messages":[{"role":"user","content":"What is \#(number)?"}]}"#
                try await connection.post("/v1/chat/completions", body)
                await connection.close()
            }
            try await agent.eventually("nothing is left") { try await agent.model("m").inFlight == 0 }
            #expect(try await ask(agent, "hello").status == 200)
        }
    }

    @Test(
        arguments: [
            ([], [ClassifierFiles.library], "there is no model in"),
            (["/no/such"], [ClassifierFiles.library], "there is no model in /no/such"),
            ([ClassifierFiles.model.path], ["/no/such.so"], "ONNX Runtime is not installed (tried /no/such.so)"),
        ]
    )
    func withoutOneKeywordsDecide(models: [String], libraries: [String], words: String) async throws {
        try await withClassifier(models: models, libraries: libraries) { agent in
            let answer = try await ask(agent, "What is the capital of Kenya?")
            #expect(answer.status == 200)
            #expect(answer["x-spindle-complexity"]?.hasSuffix(";by=votes") == true)
            let state = try await state(agent)
            #expect(state?.hasPrefix("none, so that keywords decide alone: \(words)") == true, "\(state ?? "–")")
        }
    }

    @Test func aReloadThatWantsOneLoadsIt() async throws {
        var without = fleet()
        without.classifier = .none
        try await withAgent(without) { settings in
            settings.classifier = ClassifierPlaces(
                models: [ClassifierFiles.model.path],
                libraries: [ClassifierFiles.library]
            )
            settings.options.classifierBudget = 60
        } _: { agent in
            #expect(try await ask(agent, "What is a lake?")["x-spindle-complexity"]?.hasSuffix(";by=votes") == true)
            #expect(try await state(agent) == nil)
            try await agent.reconfigure(fleet())
            #expect(try await ask(agent, "What is a lake?")["x-spindle-domain"]?.hasSuffix(";by=classifier") == true)
            try await agent.reconfigure(without)
            #expect(try await ask(agent, "What is a lake?")["x-spindle-complexity"]?.hasSuffix(";by=votes") == true)
            #expect(try await state(agent) == nil)
        }
    }

    /// The head of `m` says that it does badly, so that `n` answers where heads are read.
    private func withHead(encoder: String) -> TestFleet {
        let model = TestFleet.Model("m").with {
            $0.head = .init(bias: -0.4, length: 0, weights: [Float](repeating: 0, count: 384))
        }
        var fleet = TestFleet(model, .init("n"))
        fleet.route("auto", to: ["m", "n"])
        fleet.classifier = .distilbert
        fleet.classifierFolder = ClassifierFiles.model.path
        fleet.encoder = encoder
        return fleet
    }

    @Test func headsCountWithTheirOwnClassifierOnly() async throws {
        let own = try ClassifierFiles.digest
        // The folder is named by the configuration alone.
        try await withAgent(withHead(encoder: own)) { settings in
            settings.classifier = ClassifierPlaces(models: ["/no/such"], libraries: [ClassifierFiles.library])
            settings.options.classifierBudget = 60
        } _: { agent in
            #expect(try await ask(agent, "What is a lake?")["x-spindle-model"] == "n")
            #expect(try await state(agent)?.contains("not read") == false)
            try await agent.reconfigure(withHead(encoder: String(repeating: "b", count: 64)))
            #expect(
                try await state(agent)?.hasSuffix("; the heads of models were fitted with another and are not read")
                    == true
            )
        }
    }
}
