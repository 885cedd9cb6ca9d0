import Diagnostics

/// What a program produced: JSON, read into trees whose places are in the Jsonnet source.
struct JsonnetResult {
    let imports: JsonnetImports
    /// The file that the places are to be in.
    let file: FileID
    let limits: SpecLimits

    /// One document, or as many as the array has that the program produces, each with its places.
    /// - Parameter programs: the imported files' tokens.
    func documents(
        in json: [UInt8],
        of sources: SourceMap,
        programs: inout JsonnetPrograms
    ) throws(JsonnetFailure) -> [Node] {
        let located = located(try value(in: json, of: sources), in: sources, programs: &programs)
        guard case .sequence(let documents) = located.content else { return [located] }
        guard documents.count <= limits.documents else {
            throw JsonnetFailure(diagnostics: [.tooManyDocuments(limit: limits.documents, at: located.span)])
        }
        return documents
    }

    /// The value without its places.
    func value(in json: [UInt8], of sources: SourceMap) throws(JsonnetFailure) -> Node {
        // JSON is YAML. Nobody sees this file: every place in it is replaced by one in the program.
        var scratch = SourceMap()
        let text = scratch.add(path: sources[file].path, bytes: json)
        var jsonLimits = limits
        jsonLimits.fileBytes = max(limits.fileBytes, limits.jsonnetOutputBytes)
        let read = YAMLReader.read(text, in: scratch, limits: jsonLimits)
        guard read.diagnostics.isEmpty, let value = read.documents.first else {
            let first = start(of: JsonnetSource(file, in: sources))
            throw JsonnetFailure(diagnostics: read.diagnostics.map { $0.moved(to: first) })
        }
        return value
    }

    func located(_ value: Node, in sources: SourceMap, programs: inout JsonnetPrograms) -> Node {
        var libraries: [JsonnetImports.Key: JsonnetSource] = [:]
        for (key, id) in imports.found { libraries[key] = programs.library(id, in: sources) }
        var locator = JsonnetLocator { libraries[JsonnetImports.Key(directory: $1, path: $0)] }
        let program = JsonnetSource(file, in: sources)
        return locator.locate(value, in: program, otherwise: start(of: program))
    }

    private func start(of program: JsonnetSource) -> Span {
        program.tokens.isEmpty ? Span.start(of: file) : program.span(of: 0)
    }
}

extension Diagnostic {
    /// The same finding at the only place that is left of it.
    fileprivate func moved(to span: Span) -> Diagnostic {
        var result = self
        result.primary = Label(span, "in what this program produces")
        result.secondary = []
        return result
    }
}
