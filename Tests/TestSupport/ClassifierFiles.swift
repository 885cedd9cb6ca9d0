package import Foundation

/// The classifier of this repository, and ONNX Runtime where `scripts/install-onnxruntime` puts it.
package enum ClassifierFiles {
    private static let repository = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    package static let model = repository.appending(path: "Sources/Classifier/Model")

    /// SHA-256 of its model, as its settings have it.
    package static var digest: String {
        get throws {
            struct Settings: Decodable { var sha256: [String: String] }
            let settings = try Data(contentsOf: model.appending(path: "classifier.json"))
            return try JSONDecoder().decode(Settings.self, from: settings).sha256["model.onnx"] ?? ""
        }
    }

    #if os(macOS)
        package static let library = repository.appending(path: ".build/onnxruntime/libonnxruntime.dylib").path
    #else
        package static let library = repository.appending(path: ".build/onnxruntime/libonnxruntime.so").path
    #endif
}
