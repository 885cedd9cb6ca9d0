import Foundation
import TestSupport

enum Fixtures {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    static let vocabulary =
        (try? String(contentsOf: ClassifierFiles.model.appending(path: "vocab.txt"), encoding: .utf8)) ?? ""
}
