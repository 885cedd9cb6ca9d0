internal import CYaml

/// libyaml's events as values. The only code that sees libyaml: owned handles, freed in `deinit`.
///
/// Offsets count Unicode scalars from the first byte that was passed in, as libyaml's marks do.
struct YAMLEventStream: ~Copyable {
    enum Event {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias(anchor: String)
        case scalar(String, quoted: Bool, tag: String?, anchor: String?)
        case sequenceStart(tag: String?, anchor: String?)
        case sequenceEnd
        case mappingStart(tag: String?, anchor: String?)
        case mappingEnd
    }

    struct Marked {
        var event: Event
        var start: Int
        var end: Int
    }

    /// libyaml's words for what it could not read, and where.
    struct SyntaxError: Error {
        var problem: String
        var context: String?
        var offset: Int
        var contextOffset: Int
    }

    private let parser: YAMLParserHandle

    init(_ bytes: [UInt8]) {
        parser = YAMLParserHandle(bytes)
    }

    func next() throws(SyntaxError) -> Marked {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser.pointer, &event) == 1 else { throw parser.error }
        defer { yaml_event_delete(&event) }
        return Marked(
            event: Self.convert(event),
            start: event.start_mark.index,
            end: event.end_mark.index
        )
    }

    private static func convert(_ event: yaml_event_t) -> Event {
        switch event.type {
        case YAML_STREAM_START_EVENT: return .streamStart
        case YAML_STREAM_END_EVENT: return .streamEnd
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return .alias(anchor: text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let value = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            return .scalar(
                value,
                quoted: scalar.style != YAML_PLAIN_SCALAR_STYLE,
                tag: text(scalar.tag),
                anchor: text(scalar.anchor)
            )
        case YAML_SEQUENCE_START_EVENT:
            return .sequenceStart(
                tag: text(event.data.sequence_start.tag),
                anchor: text(event.data.sequence_start.anchor)
            )
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            return .mappingStart(tag: text(event.data.mapping_start.tag), anchor: text(event.data.mapping_start.anchor))
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        default: return .streamEnd
        }
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }
}
