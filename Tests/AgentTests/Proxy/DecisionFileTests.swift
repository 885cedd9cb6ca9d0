import Agent
import Foundation
import Testing

/// The file of decisions, and what is said to the agent.
@Suite(.timeLimit(.minutes(5))) struct DecisionFileTests {
    private struct Line: Decodable {
        var name: String
        var prompt: String?
    }

    @Test(arguments: [false, true], ["auto", "m"]) func promptsAreThereOnlyIfAskedFor(isAskedFor: Bool, name: String)
        async throws
    {
        try await withFolder { folder in
            let file = URL(filePath: "\(folder)/decisions.jsonl")
            var fleet = TestFleet(.init("m"))
            fleet.route("auto", to: ["m"])
            try await withAgent(fleet) { settings in
                settings.decisionLog = file.path
                settings.options.logsPrompts = isAskedFor
            } _: { agent in
                let body = #"{"model":"\#(name)","messages":[{"role":"user","content":"The word is xyzzy."}]}"#
                #expect(try await agent.chat(body).status == 200)
                try await agent.eventually("the line is written") { try Data(contentsOf: file).last == 0x0A }
                let line = try JSONDecoder().decode(Line.self, from: try Data(contentsOf: file))
                #expect(line.name == name)
                #expect(line.prompt == (isAskedFor ? "The word is xyzzy." : nil))
                // Whoever may look at the agent need not read what users ask.
                let shown = try await agent.admin("/api/decisions").text
                #expect(shown.contains(#""name":"\#(name)""#))
                #expect(!shown.contains("xyzzy"))
            }
        }
    }
}
