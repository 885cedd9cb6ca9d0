import AgentConfig
import Foundation
import Routing
import Testing

@testable import Simulation

@Suite struct PromptSetTests {
    @Test func theBundledSetIsOfAHundredPromptsOfAllKinds() throws {
        let text = String(decoding: PackageResources.prompts_tsv, as: UTF8.self)
        let set = try PromptSet(parsing: text)
        #expect(set.prompts.count == 100)
        #expect(PromptSet.bundled.prompts.count == 100)
        #expect(Set(set.prompts.map(\.text)).count == 100)
        for complexity in RouterConfig.Complexity.allCases {
            #expect(set.prompts.contains { $0.signal.complexity[complexity] > 0.5 })
        }
        for domain in RouterConfig.Domain.allCases {
            #expect(set.prompts.contains { $0.signal.domain?[domain] ?? 0 > 0.5 })
        }
        #expect(set.prompts.contains { $0.capabilities == [.vision] })
        #expect(set.prompts.contains { $0.promptTokens > 20_000 }, "some need a long context")
        #expect(set.prompts.contains { $0.signal.complexity.confidence < 0.6 }, "some leave a classifier unsure")
    }

    @Test func thoseOfThePaperAreFortyOfEachOfEightBenchmarks() throws {
        let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let text = try String(contentsOf: repository.appending(path: "docs/paper/prompts.tsv"), encoding: .utf8)
        let set = try PromptSet(parsing: text)
        #expect(set.prompts.count == 320 && set.prompts.allSatisfy { $0.truth != nil })
        #expect(set.prompts.allSatisfy { $0.text.utf8.count < 60 }, "words of rules, and no prompts")
    }

    @Test func whatAPromptTrulyIsMayBeSaid() throws {
        let line = "high\tmaths\t0.7/0.4\t0\t1\t-\tProve it.\tlow\tchat\n"
        let prompt = try #require(try PromptSet(parsing: line).prompts.first)
        #expect(prompt.truth == .init(complexity: .low, domain: .chat))
        #expect(
            abs(prompt.signal.complexity[.high] - 0.7) < 1e-9 && abs((prompt.signal.domain?[.maths] ?? 0) - 0.4) < 1e-9
        )
        let trace = Trace((0..<50).map { .init(time: Double($0), promptTokens: 1, answerTokens: 1) })
        let traffic = Traffic(trace, prompts: try PromptSet(parsing: line), seed: 1)
        #expect(
            traffic.truths.allSatisfy {
                PromptTruth.all[Int($0)].complexity == .low && PromptTruth.all[Int($0)].domain == .chat
            }
        )
        for wrong in ["0.7/", "/0.7", "0.7/0.4/0.1", "0.2", "0.7/0.1"] {
            #expect(throws: PromptSet.Malformed(line: 1)) {
                try PromptSet(parsing: line.replacingOccurrences(of: "0.7/0.4", with: wrong))
            }
        }
        #expect(throws: PromptSet.Malformed(line: 1)) {
            try PromptSet(parsing: "high\tmaths\t0.7\t0\t1\t-\tProve it.\tlow\n")
        }
    }

    @Test func linesSayWhatIsKnownOfAPrompt() throws {
        let set = try PromptSet(parsing: "# a comment\nhigh\tmaths\t0.7\t100\t50\tvision\tProve it.\n")
        let prompt = try #require(set.prompts.first)
        #expect(set.prompts.count == 1)
        #expect(prompt.signal.complexity[.high] == 0.7)
        #expect(abs(prompt.signal.complexity[.low] - 0.15) < 1e-12)
        #expect(prompt.promptTokens == 102 && prompt.answerTokens == 50)
    }

    @Test(arguments: [
        "high\tmaths\t0.7\t100\t50\t-", "hard\tmaths\t0.7\t100\t50\t-\tx", "high\tmaths\t2\t100\t50\t-\tx",
        "high\tmaths\t0.7\t-1\t50\t-\tx", "high\tmaths\t0.7\t1\t0\t-\tx", "high\tmaths\t0.7\t1\t1\tx-ray\tx",
        "high\tmaths\t0.7\t1\t1\t-\t",
    ])
    func malformedLinesAreErrors(line: String) {
        #expect(throws: PromptSet.Malformed(line: 2)) { try PromptSet(parsing: "# one\n\(line)\n") }
    }
}
