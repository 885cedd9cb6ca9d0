import Compiler
import Diagnostics
import Fleet

extension Workspace {
    func completion(_ parameters: Parameters.AtPosition, _ session: Session) -> Wire.CompletionList? {
        guard let (document, offset) = place(parameters, session) else { return nil }
        let names = check(of: document)?.names ?? FleetNames(FleetDocuments())
        return Completion(at: offset, in: document.text.bytes, isJSON: document.isJSON, names: names)?.list(
            as: session.documentation
        ) { document.text.range(of: $0, in: session.encoding) }
    }

    func hover(_ parameters: Parameters.AtPosition, _ session: Session) -> Wire.Hover? {
        guard let (document, offset) = place(parameters, session),
            let cursor = SpecCursor(in: document.text.bytes, at: offset)
        else { return nil }
        let text = HoverText(cursor, in: check(of: document)?.result)?.markdown
        let rules = rules(at: offset, of: document, session).map { "**\($0.id)**: \($0.title)\n\n\($0.explanation)" }
        let parts = (text.map { [$0] } ?? []) + rules
        guard !parts.isEmpty else { return nil }
        return Wire.Hover(
            contents: Wire.MarkupContent(kind: session.hover, value: parts.joined(separator: "\n\n---\n\n")),
            range: document.text.range(of: cursor.range, in: session.encoding)
        )
    }

    /// The rules that a place breaks, each once.
    private func rules(at offset: Int, of document: Document, _ session: Session) -> [Rule] {
        guard let check = check(of: document), !check.isStale, let result = check.result else { return [] }
        let places = places(in: result, of: document.fleet ?? document.uri, session)
        let found = result.diagnostics.filter { diagnostic in
            guard let span = diagnostic.primary?.span else { return false }
            return span.lower <= offset && offset <= span.upper && places.uri(of: span) == document.uri
        }
        return Set(found.map(\.rule)).sorted { $0.id < $1.id }
    }

    func definition(_ parameters: Parameters.AtPosition, _ session: Session) -> [Wire.Location]? {
        guard let (document, offset) = place(parameters, session), let check = check(of: document),
            let cursor = SpecCursor(in: document.text.bytes, at: offset), let result = check.result
        else { return nil }
        var places = places(in: result, of: document.fleet ?? document.uri, session)
        let spans = Definition(cursor, names: FleetNames(result.documents)).spans
        return spans.isEmpty ? nil : spans.map { places.location(of: $0) }
    }

    func codeActions(_ parameters: Parameters.CodeAction, _ session: Session) -> [Wire.CodeAction]? {
        guard let document = documents[parameters.textDocument.uri], let check = check(of: document),
            let result = check.result
        else { return nil }
        let places = places(in: result, of: document.fleet ?? document.uri, session)
        guard let path = result.sources.files.first(where: { places.uris($0.path) == document.uri })?.path else {
            return []
        }
        var actions = CodeActions(result, places: places, path: path, only: parameters.context?.only)
        return actions.actions(in: parameters.range)
    }

    func formatting(_ parameters: Parameters.OfDocument, _ session: Session) throws(Failure) -> [Wire.TextEdit]? {
        guard let document = documents[parameters.textDocument.uri],
            let formatted = try Formatting.formatted(document.text.bytes, path: document.name)
        else { return nil }
        return document.text.edit(to: formatted, in: session.encoding).map { [$0] } ?? []
    }

    /// A document of data, and the byte that a position in it means.
    private func place(_ parameters: Parameters.AtPosition, _ session: Session) -> (Document, Int)? {
        guard let document = documents[parameters.textDocument.uri], document.isData else { return nil }
        return (document, document.text.offset(of: parameters.position, in: session.encoding))
    }

    private func check(of document: Document) -> Check? { checks[document.fleet ?? document.uri] }
}
