import Compiler
import Diagnostics

/// Where the files of a run are for the client: their URIs and the positions in them.
struct Places {
    private let sources: SourceMap
    /// The URI of a path of the sources.
    let uris: (String) -> String
    private let encoding: PositionEncoding
    private var texts: [FileID: TextBuffer] = [:]

    init(_ sources: SourceMap, encoding: PositionEncoding, uris: @escaping (String) -> String) {
        self.sources = sources
        self.encoding = encoding
        self.uris = uris
    }

    mutating func location(of span: Span) -> Wire.Location {
        Wire.Location(uri: uri(of: span), range: range(of: span))
    }

    func uri(of span: Span) -> String { uris(sources.path(of: span)) }

    mutating func range(of span: Span) -> Wire.Range {
        let text = texts[span.file] ?? TextBuffer(sources[span.file].bytes)
        texts[span.file] = text
        return text.range(of: Int(span.lower)..<Int(span.upper), in: encoding)
    }
}
