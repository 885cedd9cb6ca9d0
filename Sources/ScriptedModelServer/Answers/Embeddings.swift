import FoundationEssentials

/// `/v1/embeddings`: one vector for every input, told by its place and the seed alone.
struct Embeddings {
    var model: String
    var inputs: Int
    var dimensions: Int
    var isBase64: Bool
    var seed: Int
    var promptTokens: Int

    var body: String {
        let data = (0..<inputs).map { index in
            "{\"object\":\"embedding\",\"index\":\(index),\"embedding\":\(vector(index))}"
        }
        return """
            {"object":"list","data":[\(data.joined(separator: ","))],"model":\(model.quoted),\
            "usage":{"prompt_tokens":\(promptTokens),"total_tokens":\(promptTokens)}}
            """
    }

    /// Quarters are exact, however they are written.
    private func vector(_ index: Int) -> String {
        let values = (0..<dimensions).map { Float((index + $0 + seed) % 9 - 4) / 4 }
        guard isBase64 else { return "[\(values.map(String.init(describing:)).joined(separator: ","))]" }
        let bytes = values.flatMap { value in
            let pattern = value.bitPattern
            return (0..<4).map { UInt8(truncatingIfNeeded: pattern >> (8 * $0)) }
        }
        return "\"\(Data(bytes).base64EncodedString())\""
    }
}
