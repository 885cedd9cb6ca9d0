import Testing

@testable import Evaluation

@Suite struct OutcomeTests {
    private static func table(_ text: String) throws -> OutcomeTable { try OutcomeTable(jsonLines: Array(text.utf8)) }

    private static func problem(_ text: String) -> String? {
        do throws(OutcomeTable.Malformed) {
            _ = try OutcomeTable(jsonLines: Array(text.utf8))
            return nil
        } catch {
            return error.description
        }
    }

    @Test func linesAreRead() throws {
        let table = try Self.table(
            """
            {"task": "a", "prompt": "one", "scores": {"small": 0, "large": 1}, "metric": "left alone"}

            {"prompt": "two", "scores": {"large": 0.5}, "answer_tokens": 12}

            """
        )
        #expect(table.models == ["large", "small"])
        #expect(table.rows.map(\.task) == ["a", ""])
        #expect(table.rows.map(\.scores) == [[1, 0], [0.5, nil]])
        #expect(table.rows.map(\.answerTokens) == [nil, 12])
        #expect(table.means == [0.75, 0])
        #expect(table.only(["small"]).rows.map(\.scores) == [[0], [nil]])
    }

    @Test(arguments: [
        ("", "there is no line with a prompt"),
        ("{}", "line 1: `prompt` is missing"),
        ("\n{\"prompt\": \"p\"}", "line 2: `scores` is missing"),
        ("{\"prompt\": \"p\", \"scores\": {}}", "line 1: `scores` names no model"),
        ("{\"prompt\": \"p\", \"scores\": {\"m\": 1.5}}", "line 1: the score of `m` is 1.5, and not from 0 to 1"),
        ("{\"prompt\": \"p\", \"scores\": {\"m\": \"good\"}}", "line 1: `scores.m` is not what it should be"),
        (
            "{\"prompt\": \"p\", \"scores\": {\"m\": 1}, \"answer_tokens\": -1}",
            "line 1: `answer_tokens` is -1, and not from 0 to 10000000"
        ),
        ("[1]", "line 1: it is no object"),
        ("{\"prompt\": \"p\", \"scores\": {\"m\": 1}}\nnot json", "line 2: it is no JSON"),
    ])
    func whatIsNoTableSaysWhere(_ text: String, _ expected: String) {
        #expect(Self.problem(text) == expected)
    }

    @Test func pricesAreRead() throws {
        let prices = try ModelPrices(
            json: Array(
                #"{"a": {"input_price": 0.2, "output_price": 0.6, "size": "7B", "service": "x"}, "b": {"input_price": 1, "output_price": 1, "size": "270M"}}"#
                    .utf8
            )
        )
        #expect(prices["a"] == .init(input: 0.2, output: 0.6, size: 7))
        #expect(prices["b"]?.size == 0.27)
        #expect(prices["c"] == nil)
    }

    @Test(arguments: [
        (#"{"a": {"input_price": 0.2}}"#, "`a.output_price` is missing"),
        (
            #"{"a": {"input_price": 0, "output_price": 1}}"#,
            "`a.input_price` is 0.0, and not more than 0 and below a million"
        ),
        (
            #"{"a": {"input_price": 1, "output_price": 1, "size": "big"}}"#,
            "`a.size` is `big`, and not a number of parameters such as 7B or 270M"
        ),
        ("[]", "it is no object"),
        ("{", "it is no JSON"),
    ])
    func whatIsNoPriceSaysWhich(_ text: String, _ expected: String) {
        #expect(throws: ModelPrices.Malformed(description: expected)) { try ModelPrices(json: Array(text.utf8)) }
    }

    /// The parts that the classifier of a fold is trained without: `fold_of` of scripts/train-classifier/prompts.py.
    @Test func foldsAreThoseOfTheTraining() throws {
        let folds = (0..<5).compactMap { Fold(index: $0, of: 5) }
        let found = ["What is 2 + 2?", "Prove it.", "", "日本"].map { prompt in folds.firstIndex { $0.contains(prompt) } }
        #expect(found == [3, 1, 2, 1])
        for prompt in (0..<200).map({ "prompt \($0)" }) { #expect(folds.count { $0.contains(prompt) } == 1) }
        #expect(Fold(index: 5, of: 5) == nil)
        #expect(Fold(index: 0, of: 1) == nil)
    }

    // MARK: Logs of answers

    private static func labelled(
        _ log: String,
        feedback: String? = nil,
        match: AnswerMatch = .exact
    ) throws -> AnswerLog.Labelled {
        try AnswerLog(jsonLines: Array(log.utf8)).labelled(feedback: feedback.map { Array($0.utf8) }, match: match)
    }

    @Test func answersOfOnePromptComeTogether() throws {
        let labelled = try Self.labelled(
            """
            {"prompt": "one", "model": "a", "score": 1, "answerTokens": 10}
            {"prompt": "one", "model": "a", "score": 0, "answerTokens": 20}
            {"prompt": "one", "model": "b", "answer": "It is Paris.", "reference": "paris"}
            {"prompt": "two", "model": "b", "id": "x", "domain": "code"}
            {"prompt": "three", "model": "b"}
            {"model": "b"}
            """,
            feedback: "{\"id\": \"x\", \"score\": 0.25}\n",
            match: .contains
        )
        let table = try OutcomeTable(jsonLines: labelled.table)
        #expect(table.rows.map(\.prompt) == ["one", "two"])
        #expect(table.rows.map(\.scores) == [[0.5, 1], [nil, 0.25]])
        #expect(table.rows.map(\.task) == ["", "code"])
        #expect(table.rows.map(\.answerTokens) == [15, nil])
        #expect((labelled.prompts, labelled.scored, labelled.unscored, labelled.incomplete) == (2, 4, 1, 1))
        #expect(labelled.unmatched.isEmpty)
    }

    @Test func feedbackOfNoLineIsNamed() throws {
        let labelled = try Self.labelled(
            "{\"prompt\": \"p\", \"model\": \"m\", \"id\": \"a\"}",
            feedback: "{\"id\": \"b\", \"score\": 1}"
        )
        #expect(labelled.unmatched == ["b"])
    }

    @Test func badScoresNameTheirLine() {
        #expect(throws: OutcomeTable.Malformed(line: 2, reason: "the score is 7.0, and not from 0 to 1")) {
            try AnswerLog(jsonLines: Array("\n{\"prompt\": \"p\", \"model\": \"m\", \"score\": 7}".utf8))
        }
    }

    @Test(arguments: [
        (AnswerMatch.exact, "The Answer!", "the answer", 1.0), (.exact, "answer", "the answer", 0),
        (.contains, "I think that New York City it is", "new york", 1), (.contains, "newyork", "new york", 0),
        (.contains, "anything", "", 0),
        (.number, "So she has 1,234.50 dollars.", "#### 1234.5", 1), (.number, "between 3-5", "5", 0),
        (.number, "it is -7.", "-7", 1), (.number, "none", "none", 0),
    ])
    func answersAreHeldAgainstReferences(_ match: AnswerMatch, _ answer: String, _ reference: String, _ score: Double) {
        #expect(match.score(answer, against: reference) == score)
    }
}
