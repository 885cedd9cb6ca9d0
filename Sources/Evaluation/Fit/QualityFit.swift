package import AgentConfig
package import Routing

/// What a table of outcomes says of its models: what a quality profile is made of.
package struct FittedQuality: Sendable {
    /// Those of the table; likewise the order below.
    package var models: [String]
    package var quality: [RouterConfig.Quality]
    /// Of each model: prompts by complexity, each counted by how likely it is of it.
    package var counts: [[Double]]
    /// The classifier that the heads read; `nil` where there are none.
    package var encoder: String?
    package var check: CrossValidation
}

/// How well a fit does on prompts that it has not seen: each part of the table by a fit on the other parts.
package struct CrossValidation: Sendable, Equatable {
    package var folds: Int
    /// The penalty on heads that does best; `nil` where none does better than tables alone.
    package var penalty: Double?
    /// The mean square of what a model scored less what was expected (Brier 1950), of tables alone and with heads.
    package var errorOfTables: Double
    package var error: Double
    /// See `Calibration`.
    package var calibrationError: Double
    /// The mean score of the model that the fit expects most of, prompt by prompt.
    package var success: Double
    /// The mean score of the model that is best on the whole table.
    package var bestSingle: Double
}

/// Learns how well models answer prompts: tables by complexity and domain, and for each model a head that reads what they leave
/// unsaid from the prompt's state, as far as prompts that were not fitted bear it out.
package struct QualityFit: Sendable {
    /// Of weights on numbers of unit variance; what a profile is fitted with is the best of these in cross-validation.
    private static let penalties = [300.0, 1000, 3000, 10_000, 30_000]
    /// The length is one number among hundreds, and means the same for all prompts.
    private static let lengthPenalty = 10.0
    private static let folds = 5
    /// What heads must take off the error, so that a profile is not made unreadable for nothing.
    private static let leastGain = 0.01

    private let table: OutcomeTable
    private let judgements: [Judgement]
    /// State and length of each prompt; `nil` where the classifier gives none, or is not asked.
    private let features: [[Double]?]
    private let encoder: String?

    /// - Parameters:
    ///   - signals: one for each row.
    ///   - fleet: that judges prompts as the one in which the profile will be used. Its models do not count.
    package init(_ table: OutcomeTable, _ signals: [ClassifierSignal], in fleet: EvaluatedFleet) {
        self.table = table
        encoder = signals.lazy.compactMap(\.state?.encoder).first
        judgements = ScoredPart.judge(table, signals, PromptJudge(fleet.with([], encoder: encoder).config))
        features = judgements.map { judgement in judgement.state.map { $0.state.map(Double.init) + [$0.length] } }
    }

    package func fit() -> FittedQuality {
        let check = crossValidate()
        let (quality, tables) = quality(Array(table.rows.indices), check.penalty)
        return FittedQuality(
            models: table.models,
            quality: quality,
            counts: tables.map(\.counts),
            encoder: check.penalty == nil ? nil : encoder,
            check: check
        )
    }

    /// Each part of the table, and what a fit on the other parts says of the models.
    package func folded(_ penalty: Double?) -> [(rows: [Int], quality: [RouterConfig.Quality])] {
        Self.parts.compactMap { part in
            let (held, rest) = split(part)
            return held.isEmpty ? nil : (held, quality(rest, penalty).quality)
        }
    }

    private func quality(_ part: [Int], _ penalty: Double?) -> (
        quality: [RouterConfig.Quality], tables: [QualityTables]
    ) {
        let tables = self.tables(part)
        var quality = tables.map(\.quality)
        if let penalty {
            for (model, head) in zip(quality.indices, heads(part, tables, [penalty])[0]) {
                quality[model].head = head?.config
            }
        }
        return (quality, tables)
    }

    private static var parts: [Fold] { (0..<folds).compactMap { Fold(index: $0, of: folds) } }

    private func split(_ part: Fold) -> (held: [Int], rest: [Int]) {
        let isHeld = table.rows.map { part.contains($0.prompt) }
        return (table.rows.indices.filter { isHeld[$0] }, table.rows.indices.filter { !isHeld[$0] })
    }

    // MARK: One fit

    /// The rows of a part that a model answered.
    private func answered(_ model: Int, _ part: [Int]) -> [Int] { part.filter { table.rows[$0].scores[model] != nil } }

    private func score(_ row: Int, _ model: Int) -> Double { table.rows[row].scores[model] ?? 0 }

    private func tables(_ part: [Int]) -> [QualityTables] {
        table.models.indices.map { model in
            let rows = answered(model, part)
            return QualityTables(rows.map { judgements[$0] }, rows.map { score($0, model) })
        }
    }

    private func router(_ tables: [QualityTables]) -> Router {
        let models = zip(table.models, tables).map { EvaluatedFleet.Model(name: $0, quality: $1.quality) }
        return Router(EvaluatedFleet(models: models, encoder: nil).config)
    }

    /// - Returns: for each penalty a head of each model; `nil` for a model that answered too few prompts to have one.
    private func heads(_ part: [Int], _ tables: [QualityTables], _ penalties: [Double]) -> [[Ridge.Weights?]] {
        var heads = penalties.map { _ in [Ridge.Weights?](repeating: nil, count: table.models.count) }
        guard let width = features.lazy.compactMap({ $0?.count }).first else { return heads }
        let router = router(tables)
        let expected = Dictionary(uniqueKeysWithValues: part.map { ($0, router.expectedQuality(judgements[$0])) })
        // Models that answered the same prompts share the costly half of the work.
        let groups = Dictionary(grouping: table.models.indices) { model in
            answered(model, part).filter { features[$0] != nil }
        }
        for (rows, models) in groups where rows.count > 1 {
            let ridge = Ridge(rows.compactMap { features[$0] })
            let targets = models.map { model in rows.map { score($0, model) - (expected[$0]?[model] ?? 0) } }
            for (index, penalty) in penalties.enumerated() {
                let each = [Double](repeating: penalty, count: width - 1) + [Self.lengthPenalty]
                for (model, weights) in zip(models, ridge.fit(targets, penalties: each)) {
                    heads[index][model] = weights
                }
            }
        }
        return heads
    }

    // MARK: On prompts that were not seen

    private func crossValidate() -> CrossValidation {
        let penalties = encoder == nil ? [] : Self.penalties
        // Of tables alone, then of each penalty: what is expected of each model on each prompt.
        var expected = [[[Double]]](repeating: table.rows.map { _ in [] }, count: 1 + penalties.count)
        for part in Self.parts {
            let (held, rest) = split(part)
            let tables = self.tables(rest)
            let heads = self.heads(rest, tables, penalties)
            let router = router(tables)
            for row in held {
                let shares = router.expectedQuality(judgements[row])
                expected[0][row] = shares
                for (index, heads) in heads.enumerated() {
                    expected[index + 1][row] = zip(shares, heads).map { share, head in
                        min(1, max(0, share + (features[row].flatMap { head?.value($0) } ?? 0)))
                    }
                }
            }
        }
        let errors = expected.map(error)
        let least = errors.indices.min { errors[$0] < errors[$1] } ?? 0
        let best = errors[least] < errors[0] * (1 - Self.leastGain) ? least : 0
        let chosen = expected[best]
        return CrossValidation(
            folds: Self.folds,
            penalty: best == 0 ? nil : penalties[best - 1],
            errorOfTables: errors[0],
            error: errors[best],
            calibrationError: Calibration(pairs(chosen)).error,
            success: success(chosen),
            bestSingle: table.means.max() ?? 0
        )
    }

    private func pairs(_ expected: [[Double]]) -> [(expected: Double, scored: Double)] {
        zip(table.rows, expected).flatMap { row, expected in
            zip(row.scores, expected).compactMap { score, expected in score.map { (expected, $0) } }
        }
    }

    private func error(_ expected: [[Double]]) -> Double {
        let pairs = pairs(expected)
        return pairs.reduce(0) { $0 + ($1.expected - $1.scored) * ($1.expected - $1.scored) }
            / Double(max(1, pairs.count))
    }

    /// Of the models that answered a prompt, the score of the one that is expected to do best.
    private func success(_ expected: [[Double]]) -> Double {
        let scores = zip(table.rows, expected).compactMap { row, expected in
            row.scores.indices.filter { row.scores[$0] != nil }.max { expected[$0] < expected[$1] }
                .flatMap { row.scores[$0] }
        }
        return scores.reduce(0, +) / Double(max(1, scores.count))
    }
}

extension Ridge.Weights {
    /// The last column is the length.
    fileprivate var config: RouterConfig.QualityHead {
        .init(
            bias: Self.rounded(bias),
            length: Self.rounded(columns.last ?? 0),
            weights: columns.dropLast().map(Float.init)
        )
    }

    private static func rounded(_ number: Double) -> Double { (number * 1e6).rounded() / 1e6 }
}
