import Crypto
import FoundationEssentials

/// A folder with a model: `model.onnx`, `vocab.txt`, and `classifier.json`, which says what they are.
package struct ModelFolder: Sendable {
    package static let settingsName = "classifier.json"
    private static let modelName = "model.onnx"
    private static let vocabularyName = "vocab.txt"
    /// Beyond this no file is read: a base-sized encoder with exact weights has 440 MB.
    private static let mostBytes = 2 << 30

    package let path: String
    let settings: Settings
    let wordPiece: WordPiece
    var model: String { "\(path)/\(Self.modelName)" }

    /// What the model is given, and what it answers.
    struct Settings: Codable, Sendable, Equatable {
        static let supportedVersion = 1

        var version: Int
        /// Pieces of an input at most, the two around a text included.
        var maxTokens: Int
        /// Of a longer text, pieces of its beginning; the rest is its end.
        var headTokens: Int
        /// Whether the vocabulary has small letters only.
        var lowercase: Bool
        /// A BERT that has token types is given zeros for them.
        var tokenTypes: Bool?
        /// What is asked of a prompt (`complexity`, `domain`), and where its answer is.
        var outputs: [String: Output]
        /// The output with the state of a prompt, a tensor [1, width], which the heads of quality profiles read; absent where
        /// the model gives none.
        var state: String?
        /// Of each file beside this one.
        var sha256: [String: String]

        struct Output: Codable, Sendable, Equatable {
            /// Of a tensor [1, labels] of logits.
            var name: String
            /// In the order of the logits.
            var labels: [String]
        }

        /// What is wrong, or `nil`.
        var problem: String? {
            guard version == Self.supportedVersion else {
                return "version \(version) is not known; this agent reads version \(Self.supportedVersion)"
            }
            guard (3...8192).contains(maxTokens) else { return "maxTokens \(maxTokens) is not within 3 and 8192" }
            guard (0...maxTokens - 2).contains(headTokens) else {
                return "headTokens \(headTokens) is not within 0 and maxTokens less two, \(maxTokens - 2)"
            }
            for (question, output) in outputs.sorted(by: { $0.key < $1.key }) {
                guard output.labels.count > 1 else { return "outputs.\(question) has less than two labels" }
                guard Set(output.labels).count == output.labels.count else {
                    return "outputs.\(question) has a label twice"
                }
            }
            return outputs.isEmpty ? "outputs are missing" : nil
        }
    }

    /// Whether a folder says that it has a model.
    package static func isThere(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(path)/\(settingsName)")
    }

    package init(path: String) throws(ClassifierFailure) {
        self.path = path
        let settingsPath = "\(path)/\(Self.settingsName)"
        do {
            settings = try JSONDecoder().decode(Settings.self, from: try Self.read(settingsPath))
        } catch let failure as ClassifierFailure {
            throw failure
        } catch {
            throw .badSettings(path: settingsPath, reason: Self.words(of: error))
        }
        if let problem = settings.problem { throw .badSettings(path: settingsPath, reason: problem) }
        let vocabulary = Array(try Self.read("\(path)/\(Self.vocabularyName)", sha256: settings.sha256))
        do throws(WordPiece.MissingPiece) {
            wordPiece = try WordPiece(vocabulary: vocabulary, lowercasing: settings.lowercase)
        } catch {
            throw .damaged(path: "\(path)/\(Self.vocabularyName)", reason: "it has no piece \(error.piece)")
        }
        _ = try Self.read("\(path)/\(Self.modelName)", sha256: settings.sha256)
    }

    /// SHA-256 of the model, in hexadecimal.
    var digest: String { settings.sha256[Self.modelName]?.lowercased() ?? "" }

    var window: WordPiece.Window { .init(tokens: settings.maxTokens, head: settings.headTokens) }

    private static func read(_ path: String, sha256: [String: String]? = nil) throws(ClassifierFailure) -> Data {
        let bytes: Data
        do {
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
            guard size <= mostBytes else {
                throw ClassifierFailure.unreadable(path: path, reason: "it has more than \(mostBytes >> 30) GiB")
            }
            bytes = try Data(contentsOf: URL(filePath: path))
        } catch let failure as ClassifierFailure {
            throw failure
        } catch {
            let isThere = FileManager.default.fileExists(atPath: path)
            throw .unreadable(path: path, reason: isThere ? "\(error)" : "there is no such file")
        }
        guard let sha256 else { return bytes }
        let name = String(path.split(separator: "/").last ?? "")
        guard let expected = sha256[name] else {
            throw .badSettings(path: path, reason: "\(settingsName) has no sha256 of \(name)")
        }
        let digits = Array("0123456789abcdef")
        let digest = String(SHA256.hash(data: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
        guard digest == expected.lowercased() else {
            throw .damaged(path: path, reason: "its SHA-256 is \(digest), and should be \(expected)")
        }
        return bytes
    }

    private static func words(of error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "`\(key.stringValue)` is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "`\(context.codingPath.map(\.stringValue).joined(separator: "."))` is not what it should be"
        default: "it is no JSON of a classifier"
        }
    }
}
