import Foundation

/// Files that `spindle eval` writes.
enum EvalOutput {
    /// All or nothing.
    /// - Parameter path: a file, or `-` for standard output.
    static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
        guard path != "-" else { return Console.standard.output(String(decoding: bytes, as: UTF8.self)) }
        do {
            let folder = URL(filePath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw CommandFailure("`\(path)` cannot be written: \(error.localizedDescription)")
        }
    }
}
