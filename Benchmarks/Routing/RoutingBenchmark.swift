import AgentConfig
import Routing

/// Times decisions on one thread and holds the one that matters against its bar.
@main
struct RoutingBenchmark {
    /// Microseconds at the median.
    private static let bar = 20.0
    private static let bytes = 4096

    static func main() {
        let prose = Prompt.prose(bytes)
        let words = Rules.words(1_000)
        let all = words + Rules.patterns(50) + Rules.markers()
        let decision = time("1,000 rules of words, 4 KB of prose", Case(words, prose))
        let cases = [
            time("the same, 5,000 rules", Case(Rules.words(5_000), prose)),
            time("1,000 of words, 50 of patterns, all markers", Case(all, prose)),
            time("the same, program text", Case(all, Prompt.code(bytes))),
            time("the same, Russian", Case(all, Prompt.russian(bytes))),
            time("the same, Chinese", Case(all, Prompt.chinese(bytes))),
            time("no rules: the score alone", Case([], prose)),
        ]
        let floor = Floor(prose)
        let folding = time("floor: every byte through a table", floor)
        print("| decision for 8 candidates | median | 99 % |\n|---|---:|---:|")
        for row in [decision] + cases + [folding] { print("| \(row.name) | \(µs(row.median)) | \(µs(row.high)) |") }
        let isMet = decision.median <= bar
        print(
            """

            | bar | measured | wanted | |
            |---|---:|---:|---|
            | 1,000 rules of words, 4 KB of prose | \(µs(decision.median)) | ≤ \(µs(bar)) | \(isMet ? "met" : "**not met**") |
            | the same over its floor | \(rounded(decision.median / folding.median))× | | |
            """
        )
    }

    private struct Row {
        var name: String
        var median: Double
        var high: Double
    }

    /// - Returns: microseconds of one run, out of many.
    private static func time(_ name: String, _ subject: some Subject) -> Row {
        let clock = ContinuousClock()
        var samples: [Double] = []
        var check = 0
        for round in 0..<4_000 {
            let time = clock.measure { check &+= subject.run() }
            // The first runs fill caches.
            if round >= 500 { samples.append(time / .microseconds(1)) }
        }
        samples.sort()
        // What is not looked at might not be computed.
        precondition(check != 1)
        return Row(name: name, median: samples[samples.count / 2], high: samples[samples.count * 99 / 100])
    }

    private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
    private static func µs(_ value: Double) -> String { "\(rounded(value)) µs" }
}

protocol Subject {
    /// Does the work once.
    func run() -> Int
}

/// A prompt judged and a model chosen, with all reasons.
struct Case: Subject {
    private let router: Router
    private let prompt: String
    private let states: [ModelState]

    init(_ rules: [RouterConfig.KeywordRule], _ prompt: String) {
        router = Router(Rules.config(rules))
        self.prompt = prompt
        states = (0..<8).map { ModelState($0 % 3 == 0 ? .cold : .warm, queueWait: Double($0)) }
    }

    func run() -> Int {
        let judgement = router.judge.judge(prompt, signal: nil)
        let request = RoutingRequest("auto", promptTokens: 1000, answerTokens: 256, capabilities: [.chat])
        return (router.decide(request, judgement, states).model ?? 0) + judgement.keywords.count
    }
}

/// The least that can be done with the bytes of a prompt: to fold each by a table, one at a time.
struct Floor: Subject {
    private let bytes: [UInt8]
    private let table = (0...UInt8.max).map { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 ? $0 | 0x20 : $0 }

    init(_ prompt: String) { bytes = Array(prompt.utf8) }

    func run() -> Int { bytes.reduce(0) { ($0 &* 31) &+ Int(table[Int($1)]) } }
}
