import Compiler
import Fleet

/// What the last check of a fleet found, and what the client knows of it.
struct Check {
    /// Whether something has changed since.
    var isStale = true
    /// `nil` before the first, and of a document that is no spec.
    private(set) var result: CompileResult?
    /// What paths of the result are relative to.
    private(set) var root = ""
    /// The names of the last result that had all documents, for while one of them is no YAML.
    private(set) var names = FleetNames(FleetDocuments())
    /// What the client was told, by URI.
    var published: [String: Wire.PublishDiagnostics] = [:]

    mutating func take(_ result: CompileResult?, root: String) {
        isStale = false
        self.result = result
        self.root = root
        guard let documents = result?.documents, names.declarations.isEmpty || !documents.isPartial else { return }
        names = FleetNames(documents)
    }
}
