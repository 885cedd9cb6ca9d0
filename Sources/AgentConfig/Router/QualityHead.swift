import FoundationEssentials

extension RouterConfig {
    /// What a model's tables of quality leave unsaid about a prompt, as `spindle eval fit` learns it: a linear function of the
    /// prompt's state in the classifier, and of its length,
    ///
    ///     bias + length · ln(1 + bytes of the prompt) + Σ state[i] · (state of the prompt)[i]
    ///
    /// which is added to the share of good answers that the tables expect.
    package struct QualityHead: Codable, Sendable, Equatable {
        package var bias: Double
        package var length: Double
        /// Base64 of 32-bit floats, little-endian, one for each number of a state.
        package var state: String

        package init(bias: Double, length: Double, state: String) {
            self.bias = bias
            self.length = length
            self.state = state
        }

        package init(bias: Double, length: Double, weights: [Float]) {
            let bytes = weights.flatMap { weight in
                (0..<4).map { UInt8(truncatingIfNeeded: weight.bitPattern >> (8 * $0)) }
            }
            self.init(bias: bias, length: length, state: Data(bytes).base64EncodedString())
        }

        /// The weights of the numbers of a state; `nil` when the text is none of finite floats.
        package var weights: [Float]? {
            guard let data = Data(base64Encoded: state), !data.isEmpty, data.count.isMultiple(of: 4) else { return nil }
            let bytes = Array(data)
            let weights = stride(from: 0, to: bytes.count, by: 4).map { start in
                Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * $1) })
            }
            return weights.allSatisfy(\.isFinite) ? weights : nil
        }
    }
}
