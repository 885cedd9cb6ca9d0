import FoundationEssentials

/// What models charge, and how large they are.
///
/// Read from a JSON object by model: `{"model-a": {"input_price": 0.2, "output_price": 0.6, "size": "7B"}}`, prices in USD per
/// million tokens. Other keys are left alone.
package struct ModelPrices: Sendable, Equatable {
    package struct Price: Sendable, Equatable {
        /// USD per million tokens; likewise below.
        package var input: Double
        package var output: Double
        /// Billions of parameters; `nil` where it is not known.
        package var size: Double?

        package init(input: Double, output: Double, size: Double? = nil) {
            self.input = input
            self.output = output
            self.size = size
        }

        /// For what does not depend on prices.
        package static let unknown = Price(input: 1, output: 1)
    }

    package struct Malformed: Error, Equatable, CustomStringConvertible {
        package var description: String
    }

    package private(set) var byModel: [String: Price]

    package init(_ byModel: [String: Price]) { self.byModel = byModel }

    private struct Entry: Decodable {
        var inputPrice: Double
        var outputPrice: Double
        var size: String?

        enum CodingKeys: String, CodingKey {
            case size
            case inputPrice = "input_price"
            case outputPrice = "output_price"
        }
    }

    package init(json bytes: [UInt8]) throws(Malformed) {
        let entries: [String: Entry]
        do {
            entries = try JSONDecoder().decode([String: Entry].self, from: Data(bytes))
        } catch {
            throw Malformed(description: JSONLineFault.words(of: error))
        }
        byModel = [:]
        for (model, entry) in entries.sorted(by: { $0.key < $1.key }) {
            for (key, price) in [("input_price", entry.inputPrice), ("output_price", entry.outputPrice)]
            where !(price > 0 && price < 1e6) {
                throw Malformed(description: "`\(model).\(key)` is \(price), and not more than 0 and below a million")
            }
            let size = try entry.size.map { text throws(Malformed) in try Self.size(text, of: model) }
            byModel[model] = Price(input: entry.inputPrice, output: entry.outputPrice, size: size)
        }
    }

    /// `7B`, `0.5B`, `270M`.
    private static func size(_ text: String, of model: String) throws(Malformed) -> Double {
        let scale: Double? =
            switch text.last {
            case "B", "b": 1
            case "M", "m": 1e-3
            default: nil
            }
        guard let scale, let number = Double(String(text.dropLast())), number > 0, number < 1e6 else {
            throw Malformed(
                description: "`\(model).size` is `\(text)`, and not a number of parameters such as 7B or 270M"
            )
        }
        return number * scale
    }

    package subscript(model: String) -> Price? { byModel[model] }
}
