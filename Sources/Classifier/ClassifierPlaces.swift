import Foundation

/// Where a classifier is looked for: folders of a model, and ONNX Runtime's library; the first that is there is taken.
package struct ClassifierPlaces: Sendable, Equatable {
    package var models: [String]
    /// Paths, or names that the system's loader looks for.
    package var libraries: [String]
    /// Whether somebody has named the folder, over whatever a configuration says.
    private var isModelNamed = false

    package init(models: [String] = [], libraries: [String] = []) {
        self.models = models
        self.libraries = libraries
    }

    /// These places for a configuration.
    /// - Parameter folder: the one that it names.
    package func preferring(_ folder: String?) -> ClassifierPlaces {
        guard let folder, !isModelNamed else { return self }
        var places = self
        places.models = [folder]
        return places
    }

    #if os(macOS)
        private static let names = ["libonnxruntime.dylib"]
    #else
        private static let names = ["libonnxruntime.so", "libonnxruntime.so.1"]
    #endif

    /// Those that somebody has named; else where `make install` puts them beside this program, or where the system has the
    /// library.
    package init(model: String?, library: String?) {
        isModelNamed = model != nil
        let prefix = Bundle.main.executableURL?.resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().path
        models = model.map { [$0] } ?? prefix.map { ["\($0)/share/spindle/classifier"] } ?? []
        libraries =
            library.map { [$0] }
            ?? (prefix.map { prefix in Self.names.map { "\(prefix)/lib/spindle/\($0)" } } ?? []) + Self.names
    }
}

extension PromptClassifier {
    /// What was loaded, in words.
    package var words: String { "\(path), by ONNX Runtime \(runtime)" }

    /// Loads what is there.
    package convenience init(_ places: ClassifierPlaces) throws(ClassifierFailure) {
        guard let path = places.models.first(where: ModelFolder.isThere) else {
            throw .noModel(tried: places.models)
        }
        let folder = try ModelFolder(path: path)
        try self.init(folder, OnnxRuntime(places: places.libraries))
    }
}
