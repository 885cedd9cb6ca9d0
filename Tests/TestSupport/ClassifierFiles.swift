package import Foundation

/// The classifier of this repository, and ONNX Runtime where `scripts/install-onnxruntime` puts it.
package enum ClassifierFiles {
    private static let repository = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    package static let model = repository.appending(path: "Sources/Classifier/Model")

    #if os(macOS)
        package static let library = repository.appending(path: ".build/onnxruntime/libonnxruntime.dylib").path
    #else
        package static let library = repository.appending(path: ".build/onnxruntime/libonnxruntime.so").path
    #endif
}
