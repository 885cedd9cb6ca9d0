import Foundation

/// Files of the repository that tests read.
enum ModelFiles {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent()
    static let repository = tests.deletingLastPathComponent().deletingLastPathComponent()
    static let folder = repository.appending(path: "Sources/Classifier/Model")

    static let vocabulary =
        (try? String(contentsOf: folder.appending(path: "vocab.txt"), encoding: .utf8)) ?? ""

    static func fixture(_ name: String) throws -> String {
        try String(contentsOf: tests.appending(path: "Fixtures/\(name)"), encoding: .utf8)
    }
}
