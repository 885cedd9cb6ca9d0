import AgentConfig
import Testing

@testable import Evaluation
@testable import Routing

@Suite struct FitTests {
    // MARK: Least squares

    /// Where no penalty pulls, a line through points is found; a large one leaves the mean.
    @Test func ridgeFindsALine() {
        let rows = (0..<20).map { [Double($0), Double($0 * $0 % 7)] }
        let target = rows.map { 3 * $0[0] - 2 * $0[1] + 5 }
        let free = Ridge(rows).fit([target], penalties: [1e-9, 1e-9])[0]
        #expect(zip(rows, target).allSatisfy { abs(free.value($0) - $1) < 1e-6 })
        let held = Ridge(rows).fit([target], penalties: [1e12, 1e12])[0]
        let mean = target.reduce(0, +) / 20
        #expect(rows.allSatisfy { abs(held.value($0) - mean) < 1e-6 })
    }

    /// At the least sum nothing is won by changing any weight: squares and penalties pull alike.
    @Test func ridgeIsAtTheLeastSum() {
        var chance = Chance(state: 3)
        let rows = (0..<40).map { _ in (0..<6).map { _ in Double.random(in: -2...2, using: &chance) } }
        let target = rows.map { $0[0] - $0[3] + Double.random(in: -1...1, using: &chance) }
        let penalties = [0.5, 1, 2, 4, 8, 16]
        let ridge = Ridge(rows)
        let best = ridge.fit([target], penalties: penalties)[0]
        let scales = (0..<6).map { column -> Double in
            let values = rows.map { $0[column] }
            let mean = values.reduce(0, +) / 40
            return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 40).squareRoot()
        }
        func sum(_ weights: Ridge.Weights) -> Double {
            zip(rows, target).reduce(0) { $0 + (weights.value($1.0) - $1.1) * (weights.value($1.0) - $1.1) }
                + (0..<6).reduce(0) {
                    $0 + penalties[$1] * (weights.columns[$1] * scales[$1]) * (weights.columns[$1] * scales[$1])
                }
        }
        for column in 0..<6 {
            for step in [-1e-3, 1e-3] {
                var other = best
                other.columns[column] += step
                // The sum of errors stays zero.
                other.bias -= step * rows.reduce(0) { $0 + $1[column] } / 40
                #expect(sum(other) > sum(best))
            }
        }
    }

    @Test func aColumnThatNeverVariesCountsForNothing() {
        let rows = (0..<10).map { [7, Double($0)] }
        let weights = Ridge(rows).fit([rows.map { $0[1] }], penalties: [1, 1e-9])[0]
        #expect(weights.columns[0] == 0)
        #expect(abs(weights.value([7, 4]) - 4) < 1e-6)
    }

    // MARK: Tables

    @Test(arguments: [
        ([0.9, 0.5, 0.1], [1.0, 1, 1], [0.9, 0.5, 0.1]), ([0.1, 0.5, 0.9], [1, 1, 1], [0.5, 0.5, 0.5]),
        ([0.5, 0.9, 0.1], [3, 1, 1], [0.6, 0.6, 0.1]),
    ])
    func figuresNeverRise(_ values: [Double], _ weights: [Double], _ expected: [Double]) {
        #expect(zip(QualityTables.falling(values, weights: weights), expected).allSatisfy { abs($0 - $1) < 1e-12 })
    }

    @Test func tablesAreMeansByComplexity() {
        let judgements = (0..<400).map { index in Self.judgement(index.isMultiple(of: 2) ? .low : .high, .code) }
        let tables = QualityTables(judgements, (0..<400).map { $0.isMultiple(of: 2) ? 1 : 0.25 })
        // 200 prompts, and 20 that came out as all do: (200 + 20 · 0.625) ÷ 220.
        #expect(tables.quality.low == 0.9659)
        #expect(tables.quality.high == 0.2841)
        #expect(tables.counts == [200, 0, 200])
        #expect(tables.quality.domains.map(\.domain) == [.code])
    }

    // MARK: Profiles

    private static let fleet = EvaluatedFleet(models: [], encoder: nil)

    /// Two models of which each is good at half of the prompts; which half, the state says and nothing else.
    private static func outcomes(_ count: Int, tellsState: Bool) throws -> (OutcomeTable, [ClassifierSignal]) {
        var chance = Chance(state: 11)
        var lines = ""
        var signals: [ClassifierSignal] = []
        for index in 0..<count {
            let isFirst = Bool.random(using: &chance)
            let isRight = Double.random(in: 0...1, using: &chance) < 0.9
            let (a, b) = (isFirst == isRight ? 1 : 0, isFirst == isRight ? 0 : 1)
            lines += "{\"task\": \"t\", \"prompt\": \"prompt \(index)\", \"scores\": {\"a\": \(a), \"b\": \(b)}}\n"
            let noise = (0..<4).map { _ in Float.random(in: -1...1, using: &chance) }
            let state = (tellsState ? [isFirst ? 1 : -1] : [Float.random(in: -1...1, using: &chance)]) + noise
            signals.append(
                ClassifierSignal(
                    complexity: .certain(.medium),
                    domain: .certain(.chat),
                    state: PromptState(encoder: "e", state: state, length: 2)
                )
            )
        }
        return (try OutcomeTable(jsonLines: Array(lines.utf8)), signals)
    }

    @Test func headsAreLearnedWhereStatesTellSomething() throws {
        let (table, signals) = try Self.outcomes(1500, tellsState: true)
        let fit = QualityFit(table, signals, in: Self.fleet)
        let fitted = fit.fit()
        #expect(fitted.encoder == "e")
        #expect(fitted.check.penalty != nil)
        #expect(fitted.check.error < fitted.check.errorOfTables / 1.3)
        #expect(abs(fitted.check.success - 0.9) < 0.03)
        #expect(abs(fitted.check.bestSingle - 0.5) < 0.05)
        #expect(fitted.quality.allSatisfy { $0.head?.weights?.count == 5 })
        // What the fit expects, the router expects.
        let fleet = EvaluatedFleet(
            models: zip(fitted.models, fitted.quality).map { .init(name: $0, quality: $1) },
            encoder: "e",
            minConfidence: 0.6
        )
        let router = Router(fleet.config)
        let expected = router.expectedQuality(router.judge.judge("prompt 0", signal: signals[0]))
        let isFirst = signals[0].state?.state[0] == 1
        #expect((expected[0] > 0.7) == isFirst)
        #expect((expected[1] > 0.7) == !isFirst)
    }

    @Test func headsAreLeftOutWhereStatesTellNothing() throws {
        let (table, signals) = try Self.outcomes(300, tellsState: false)
        let fitted = QualityFit(table, signals, in: Self.fleet).fit()
        #expect(fitted.check.penalty == nil)
        #expect(fitted.encoder == nil)
        #expect(fitted.quality.allSatisfy { $0.head == nil })
    }

    @Test func withoutStatesThereAreTablesAlone() throws {
        let (table, signals) = try Self.outcomes(60, tellsState: true)
        let bare = signals.map { ClassifierSignal(complexity: $0.complexity, domain: $0.domain) }
        let fitted = QualityFit(table, bare, in: Self.fleet).fit()
        #expect(fitted.encoder == nil)
        #expect(fitted.quality.allSatisfy { $0.medium != nil && $0.head == nil })
    }

    /// A prompt that a keyword has decided has no state, so that tables speak for it alone.
    @Test func promptsAreJudgedAsTheFleetDoes() throws {
        let (table, signals) = try Self.outcomes(200, tellsState: true)
        var fleet = Self.fleet
        fleet.keywords = [.init(match: ["prompt"], complexity: .high, domain: .code)]
        let fitted = QualityFit(table, signals, in: fleet).fit()
        #expect(fitted.encoder == nil)
        #expect(fitted.counts.allSatisfy { $0 == [0, 0, 200] })
        #expect(fitted.quality.allSatisfy { $0.domains.map(\.domain) == [.code] })
    }

    @Test func eachFoldIsFittedOnTheOthers() throws {
        let (table, signals) = try Self.outcomes(100, tellsState: true)
        let folded = QualityFit(table, signals, in: Self.fleet).folded(1000)
        #expect(folded.flatMap(\.rows).sorted() == Array(0..<100))
        #expect(folded.count == 5)
    }

    private static func judgement(_ complexity: RouterConfig.Complexity, _ domain: RouterConfig.Domain) -> Judgement {
        Judgement(
            complexity: .certain(complexity),
            complexityOrigin: .classifier,
            domain: .certain(domain),
            domainOrigin: .classifier,
            keywords: []
        )
    }
}

/// A generator that gives the same numbers in every run (xorshift, Marsaglia 2003).
struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
