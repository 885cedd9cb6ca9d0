import Testing

@testable import OpenAIWire

@Suite struct PromptEstimateTests {
    private func estimate(_ members: String, answer: Int = 500) throws -> PromptEstimate {
        let found = try Scanned(#"{"model":"m",\#(members)}"#)
        return PromptEstimate(found.scan, in: found.bytes.span.bytes, answer: answer)
    }

    /// Texts and the tokens that they are for Qwen and for Mistral (Tekken), whichever takes more.
    @Test(arguments: [
        (
            "La comisión aprobó ayer el informe sobre la situación económica de la región, señalando que el crecimiento será más lento de lo que se había previsto a comienzos de año.",
            43
        ),
        (
            "Rzeczpospolita Polska jest dobrem wspólnym wszystkich obywateli i strzeże dziedzictwa narodowego oraz zapewnia ochronę środowiska, kierując się zasadą zrównoważonego rozwoju.",
            59
        ),
        (
            "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью и должны поступать в отношении друг друга в духе братства.",
            49
        ),
        (
            "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα. Είναι προικισμένοι με λογική και συνείδηση.",
            108
        ),
        ("人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。请用中文解释一下这个算法的时间复杂度，并给出一个例子。", 60),
        ("すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。人間は、理性と良心とを授けられており、互いに同胞の精神をもって行動しなければならない。", 62),
        ("모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 인간은 천부적으로 이성과 양심을 부여받았으며 서로 형제애의 정신으로 행동하여야 한다.", 55),
        ("सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है। उन्हें बुद्धि और अन्तरात्मा की देन प्राप्त है।", 122),
    ])
    func isNearRealTokenizers(text: String, tokens: Int) throws {
        for json in [quoted(text), escaped(text)] {
            let estimate = try estimate(#""prompt":\#(json)"#).promptTokens
            #expect(estimate >= tokens * 8 / 10)
            #expect(estimate <= tokens * 25 / 10)
        }
    }

    @Test(arguments: [
        ("", 4), ("aaaa", 5), ("1234", 8), ("a b", 5), ("....", 7), ("日本", 6), ("é", 5), ("😀", 8), ("\u{1}", 5),
        // Counted eight bytes at a time: every remainder.
        ("1234567", 11), ("12345678", 12), ("123456789", 13), ("日本語日本語x\n", 11),
    ])
    func countsByScript(text: String, tokens: Int) throws {
        #expect(try estimate(#""prompt":\#(quoted(text))"#).promptTokens == tokens)
    }

    @Test func countsLongTexts() throws {
        for (piece, tokens) in [("1", 5004), ("日", 5004), ("aaaaaaa\n", 4 + 31 * 5000 / 16 + 1)] {
            let text = quoted(String(repeating: piece, count: 5000))
            #expect(try estimate(#""prompt":\#(text)"#).promptTokens == tokens)
        }
    }

    @Test func countsAllThatThePromptHolds() throws {
        let text = try estimate(#""messages":[{"role":"user","content":"1234"}]"#).promptTokens
        #expect(text == 8)
        #expect(try estimate(#""messages":[{"role":"user","content":"1234"}],"tools":[{"a":1}]"#).promptTokens > text)
        #expect(try estimate(#""messages":[{"role":"user","content":"1234"}],"system":"12""#).promptTokens == 14)
        #expect(
            try estimate(
                #""messages":[{"role":"user","content":[{"type":"text","text":"1234"},{"type":"image_url","image_url":{"url":"data:12345678"}}]}]"#
            )
            .promptTokens == text + 1500
        )
        #expect(
            try estimate(#""messages":[{"role":"assistant","tool_calls":[{"arguments":"1234"}]}]"#).promptTokens > text
        )
        #expect(try estimate(#""prompt":[[1,2],[3]]"#).promptTokens == 7)
    }

    @Test func answersAreAsLongAsAllowedOrExpected() throws {
        #expect(try estimate(#""max_tokens":7"#).answerTokens == 7)
        #expect(try estimate(#""max_tokens":null"#, answer: 300).answerTokens == 300)
    }
}
