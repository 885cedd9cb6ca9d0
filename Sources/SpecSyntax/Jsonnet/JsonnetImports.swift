import Diagnostics

/// The imports of one evaluation: what was found, where it is in the source map, and what was refused.
struct JsonnetImports: Sendable {
    struct Key: Hashable, Sendable {
        /// Of the importing file, relative to the repository, without a closing `/`.
        var directory: String
        /// As the program has it.
        var path: String
    }

    struct Refusal: Sendable {
        var key: Key
        var reason: JsonnetImportError
    }

    /// Every file that takes part, the evaluated one too where it is one, by its path.
    private(set) var files: [String: FileID]
    private(set) var found: [Key: FileID] = [:]
    private(set) var refusals: [Refusal] = []

    init(files: [String: FileID]) { self.files = files }

    mutating func add(_ key: Key, _ path: String, _ file: FileID) {
        files[path] = file
        found[key] = file
    }

    /// Records a refusal.
    /// - Returns: the text for the worker, by which `refusal(in:)` finds it again in libjsonnet's error.
    mutating func refuse(_ key: Key, _ reason: JsonnetImportError) -> String {
        refusals.append(Refusal(key: key, reason: reason))
        return "\(Self.mark)\(refusals.count - 1)"
    }

    /// The refusal that a runtime error's message is about: `couldn't open import "x": spindle-refusal-0`.
    func refusal(in message: String) -> Refusal? {
        guard message.hasPrefix("couldn't open import "), let mark = message.firstRange(of: Self.mark) else {
            return nil
        }
        return Int(message[mark.upperBound...]).flatMap { refusals.indices.contains($0) ? refusals[$0] : nil }
    }

    private static let mark = "spindle-refusal-"
}
