import Diagnostics

extension Diagnostic {
    /// The diagnostic of an error of libjsonnet's.
    /// - Parameter file: that was evaluated, for errors without a place.
    static func jsonnet(
        _ error: JsonnetErrorText,
        imports: JsonnetImports,
        file: FileID,
        in sources: SourceMap
    ) -> Diagnostic {
        let innermost = error.frames.firstIndex { $0.span != nil }
        let span = innermost.flatMap { error.frames[$0].span } ?? .start(of: file)
        let callers = error.frames.callers(of: span)
        switch error.kind {
        case .unknown:
            return .jsonnetWorkerFailed("failed", lastWords: error.message, file: file)
        case .syntax:
            return .jsonnetSyntax(
                error.message,
                at: span,
                suggestion: suggestion(for: error.message, in: span, sources)
            )
        case .runtime:
            if let refusal = imports.refusal(in: error.message) {
                return .jsonnetImport(
                    refusal.key.path,
                    from: refusal.key.directory,
                    refusal.reason,
                    at: span,
                    frames: callers
                )
            }
            if error.message == "max stack frames exceeded" {
                let isImport = error.frames.prefix(3).allSatisfy { $0.name == "thunk <import>" }
                return .jsonnetStack(depth: JsonnetVM.maximumStack, isImport: isImport, at: span, frames: callers)
            }
            let isInLibrary = innermost.map { $0 > 0 } ?? false
            let suggestion = suggestion(for: error.message, in: span, sources)
            return .jsonnetRuntime(
                error.message.isEmpty ? "the program ends with an error that says nothing" : error.message,
                at: span,
                label: suggestion.map { "did you mean `\($0)`?" }
                    ?? (isInLibrary ? "in this use of a library" : "here"),
                frames: callers,
                notes: error.more.isEmpty ? [] : [error.more.prefix(8).joined(separator: "\n")],
                help: suggestion.map { "write `\($0)`" }
            )
        }
    }

    /// The name of the file that is nearest to one which libjsonnet does not know.
    private static func suggestion(for message: String, in span: Span, _ sources: SourceMap) -> String? {
        for start in ["Unknown variable: ", "field does not exist: "] where message.hasPrefix(start) {
            let name = String(message.dropFirst(start.count))
            let names = JsonnetSource(span.file, in: sources).names.subtracting([name]).sorted()
            return nearest(to: name, among: names)
        }
        return nil
    }
}

extension [JsonnetErrorText.Frame] {
    /// At most four places outside of the innermost, each once.
    fileprivate func callers(of primary: Span) -> [Label] {
        var labels: [Label] = []
        for frame in self {
            guard let span = frame.span, span != primary, !labels.contains(where: { $0.span == span }) else { continue }
            labels.append(
                Label(span, frame.name.hasPrefix("function") ? "called here, in \(frame.name)" : "needed here")
            )
            if labels.count == 4 { break }
        }
        return labels
    }
}
