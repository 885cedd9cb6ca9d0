import ArgumentParser
import Classifier

/// Where the classifier is, for commands that ask it.
struct ClassifierOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The folder of the classifier's model; by default what is installed.", valueName: "dir"),
        completion: .directory
    )
    var classifier: String?

    @Option(
        help: ArgumentHelp("ONNX Runtime's library; by default what is installed.", valueName: "file"),
        completion: .file()
    )
    var onnxruntime: String?

    /// Whether somebody has named it: then it must be there.
    var isNamed: Bool { classifier != nil || onnxruntime != nil }

    var places: ClassifierPlaces { ClassifierPlaces(model: classifier, library: onnxruntime) }
}
