/// How many tokens a prompt and its answer are, without the tokenizer of a model.
///
/// A sixteenth of a token is the unit: letters of ASCII count 4, digits 16, blanks 3, other marks 12, characters of
/// two bytes in UTF-8 13, of three 16, of four 64. Held against the tokenizers of Qwen and of Mistral (Tekken),
/// whichever takes more, this gives 0.8 to 1.7 times the tokens of prose in eighteen languages, code, JSON, logs and
/// tables, up to 2.4 in Russian; words of one or two letters, rare words and capitals come to 0.7, and base64 to a
/// half.
///
/// Each turn counts 4 tokens more, each image and each recording 1500.
package struct PromptEstimate: Sendable, Equatable {
    package var promptTokens: Int
    /// The most that the client allows; otherwise what is expected.
    package var answerTokens: Int

    /// - Parameters:
    ///   - bytes: the body that was scanned.
    ///   - answer: tokens to expect of a client that sets no limit.
    package init(_ scan: RequestScan, in bytes: RawSpan, answer: Int) {
        var census = TextCensus()
        for text in scan.texts { census.count(text.string, in: bytes) }
        if let tools = scan.tools { census.count(bytes.extracting(tools)) }
        promptTokens =
            census.tokens + scan.tokenIDs + 4 * scan.turns.count + 1500 * (scan.images + scan.recordings)
        answerTokens = scan.answerLimit ?? answer
    }
}

extension TextCensus {
    var tokens: Int {
        let simple = 4 * letters + 16 * digits + 3 * blanks + 12 * marks
        return (simple + 13 * ofTwo + 16 * ofThree + 64 * ofFour + 15) / 16
    }
}
