import Diagnostics
import SpecFormat

/// A text as `spindle fmt` has it.
enum Formatting {
    /// - Returns: `nil` for a text that is no spec or cannot be read: its diagnostics say so.
    static func formatted(_ bytes: [UInt8], path: String) throws(Failure) -> [UInt8]? {
        // Programs write JSON, and Jsonnet has a formatter of its own.
        guard path.hasSuffix(".yaml") || path.hasSuffix(".yml") else { return nil }
        var sources = SourceMap()
        let file = sources.add(path: path, bytes: bytes)
        do {
            guard case .formatted(let result) = try SpecFormatter.format(file, in: sources) else { return nil }
            return result
        } catch {
            throw Failure(.requestFailed, "Spindle cannot format this file: \(error.reason)")
        }
    }
}
