import Testing

@testable import OpenAIWire

@Suite struct ModelPatchTests {
    @Test(arguments: [
        (#"{"model":"auto","n":1.0}"#, "qwen", #"{"model":"qwen","n":1.0}"#),
        (#"{ "messages":[], "model" : "a\/b" , "x":1E2 }"#, "q", #"{ "messages":[], "model" : "q" , "x":1E2 }"#),
        (
            #"{"model":"a","seed":12345678901234567890,"é":"\u00e9"}"#, "日本/😀",
            #"{"model":"日本/😀","seed":12345678901234567890,"é":"\u00e9"}"#
        ),
        (#"{"mod\u0065l":"a"}"#, "a\"b\\c\n\u{1}", #"{"mod\u0065l":"a\"b\\c\n\u0001"}"#),
        (
            #"{"x":{"model":"keep"},"model":"a"}"#, "longer-than-before",
            #"{"x":{"model":"keep"},"model":"longer-than-before"}"#
        ),
    ])
    func changesNothingElse(body: String, model: String, patched: String) throws {
        let found = try Scanned(body)
        let patch = ModelPatch(found.scan, model: model)
        #expect(text(patch.apply(to: found.bytes)) == patched)
        #expect(patch.length(from: found.bytes.count) == patched.utf8.count)
        #expect(try Scanned(patched).scan.model == model)
    }
}
