import FoundationEssentials

/// What commands read besides specs.
enum InputFile {
    /// The largest body that agents take.
    private static let most = 64 << 20

    /// - Parameters:
    ///   - path: a file, or `-` for standard input.
    ///   - most: bytes.
    static func bytes(of path: String, most: Int = InputFile.most) throws(CommandFailure) -> [UInt8] {
        if path == "-" {
            var bytes: [UInt8] = []
            while bytes.count <= most {
                let more = Console.standard.input()
                if more.isEmpty { return bytes }
                bytes += more
            }
            throw CommandFailure("standard input has more than \(most >> 20) MiB")
        }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw CommandFailure("`\(path)` cannot be read", help: "name a file that is there, or - for standard input")
        }
        guard bytes.count <= most else { throw CommandFailure("`\(path)` has more than \(most >> 20) MiB") }
        return Array(bytes)
    }

    static func text(of path: String) throws(CommandFailure) -> String {
        guard let text = String(validating: try bytes(of: path), as: UTF8.self) else {
            throw CommandFailure("the prompt is not UTF-8")
        }
        return text
    }
}
