/// A file that is open in the editor.
struct Document {
    let uri: String
    var version: Int?
    var text: TextBuffer
    /// Canonical; `nil` when it is no file on this machine.
    let path: String?
    /// The folder of its fleet; `nil` when it stands alone.
    var fleet: String?

    /// How messages and the compiler call it: by its extension it is known what it is.
    var name: String { path ?? uri }

    var isJSON: Bool { name.hasSuffix(".json") }

    /// Whether it is made of the keys and values of the language, not a program that makes them.
    var isData: Bool { ![".jsonnet", ".libsonnet"].contains(where: name.hasSuffix) }

    /// Whether it says that it is a spec: of other files nobody wants to hear anything outside of a fleet.
    var isSpec: Bool { text.bytes.firstRange(of: Array("spindle/v1".utf8)) != nil }
}

/// The files that are open.
struct Documents {
    private var byURI: [String: Document] = [:]
    private var uris: [String: String] = [:]

    subscript(uri: String) -> Document? {
        get { byURI[uri] }
        set {
            if let path = byURI[uri]?.path { uris[path] = nil }
            byURI[uri] = newValue
            if let path = newValue?.path { uris[path] = uri }
        }
    }

    /// Sorted by URI.
    var all: [Document] { byURI.values.sorted { $0.uri < $1.uri } }

    /// What they say, by their paths.
    var buffers: [String: [UInt8]] {
        Dictionary(all.compactMap { document in document.path.map { ($0, document.text.bytes) } }) { $1 }
    }

    /// The URI of a path: for an open file that by which the client knows it.
    func uri(of path: String) -> String { uris[path] ?? FileURI.uri(of: path) }
}
