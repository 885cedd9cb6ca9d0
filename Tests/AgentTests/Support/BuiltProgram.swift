import Foundation
import TestSupport

/// Programs that were built together with the tests.
enum BuiltProgram {
    static let agent = path("spindle-agent")
    static let modelServer = path("scripted-model-server")

    private static func path(_ name: String) -> String {
        URL(filePath: SpindleProcess.executable).deletingLastPathComponent().appending(path: name).path
    }
}
