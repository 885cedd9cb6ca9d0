/// The open files, the fleets that they belong to, and what was found in them.
struct Workspace {
    let fleets: any FleetReader
    private(set) var documents = Documents()
    /// By their folders; a document of no fleet is checked alone, under its URI.
    var checks: [String: Check] = [:]

    init(_ fleets: any FleetReader) { self.fleets = fleets }

    var isBehind: Bool { checks.values.contains { $0.isStale } }

    // MARK: Changes

    mutating func open(_ parameters: Parameters.Open, _ session: Session) {
        let item = parameters.textDocument
        let path = FileURI.path(of: item.uri).map(fleets.canonical)
        documents[item.uri] = Document(
            uri: item.uri,
            version: item.version,
            text: TextBuffer(item.text),
            path: path,
            fleet: nil
        )
        find(item.uri, session)
    }

    mutating func change(_ parameters: Parameters.Change, _ session: Session) throws(Failure) {
        let uri = parameters.textDocument.uri
        guard var document = documents[uri] else { throw Failure(.invalidParams, "`\(uri)` is not open") }
        document.version = parameters.textDocument.version
        for edit in parameters.contentChanges {
            if let range = edit.range {
                document.text.replace(document.text.offsets(of: range, in: session.encoding), with: edit.text)
            } else {
                document.text = TextBuffer(edit.text)
            }
        }
        documents[uri] = document
        markStale(document)
    }

    /// A save can make a fleet of what was none, and changes what is read from disk.
    mutating func save(_ parameters: Parameters.OfDocument, _ session: Session) {
        guard documents[parameters.textDocument.uri] != nil else { return }
        changeOnDisk(session)
    }

    /// - Returns: that nothing is wrong with it any more, where it stood alone.
    mutating func close(_ parameters: Parameters.OfDocument) -> [Outgoing] {
        let uri = parameters.textDocument.uri
        guard let document = documents[uri] else { return [] }
        documents[uri] = nil
        guard document.fleet == nil else {
            markStale(document)
            return []
        }
        return forget(uri)
    }

    mutating func changeOnDisk(_ session: Session) {
        for document in documents.all { find(document.uri, session) }
        for key in checks.keys { checks[key]?.isStale = true }
    }

    /// Finds out anew which fleet a document belongs to.
    mutating func find(_ uri: String, _ session: Session) {
        guard let document = documents[uri] else { return }
        let fleet = document.path.flatMap {
            fleets.fleet(of: $0, within: session.roots, buffers: documents.buffers)
        }
        documents[uri]?.fleet = fleet
        markStale(document)
        checks[fleet ?? uri, default: Check()].isStale = true
    }

    private mutating func markStale(_ document: Document) {
        checks[document.fleet ?? document.uri]?.isStale = true
    }
}
