/// Why there is no classifier, in words for whoever set it up.
package enum ClassifierFailure: Error, Equatable, CustomStringConvertible {
    case noModel(tried: [String])
    /// None of the places has ONNX Runtime's library.
    case noLibrary(tried: [String], reason: String)
    case libraryTooOld(path: String, version: String)
    case unreadable(path: String, reason: String)
    /// A file of the model's folder is not what the folder says.
    case damaged(path: String, reason: String)
    case badSettings(path: String, reason: String)
    /// ONNX Runtime's own words.
    case refused(path: String, reason: String)
    /// A model has answered something that its folder does not promise.
    case badAnswer(output: String, reason: String)

    package var description: String {
        switch self {
        case .noModel(let tried): "there is no model in \(tried.joined(separator: " or "))"
        case .noLibrary(let tried, let reason):
            "ONNX Runtime is not installed (tried \(tried.joined(separator: ", "))): \(reason)"
        case .libraryTooOld(let path, let version):
            "\(path) is ONNX Runtime \(version); 1.17 or later is needed"
        case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
        case .damaged(let path, let reason): "\(path) is damaged: \(reason)"
        case .badSettings(let path, let reason): "\(path): \(reason)"
        case .refused(let path, let reason): "ONNX Runtime refuses \(path): \(reason)"
        case .badAnswer(let output, let reason): "the model's output `\(output)` \(reason)"
        }
    }
}
