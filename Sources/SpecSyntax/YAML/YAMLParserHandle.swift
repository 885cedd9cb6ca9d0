internal import CYaml

/// Owns a `yaml_parser_t` and the bytes it reads.
final class YAMLParserHandle {
    let pointer: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    init(_ bytes: [UInt8]) {
        pointer = .allocate(capacity: 1)
        pointer.initialize(to: yaml_parser_t())
        input = .allocate(capacity: max(1, bytes.count))
        _ = input.initialize(from: bytes)
        // Fails only without memory for its own small buffers; parsing then reports it.
        yaml_parser_initialize(pointer)
        yaml_parser_set_encoding(pointer, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(pointer, input.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(pointer)
        pointer.deinitialize(count: 1)
        pointer.deallocate()
        input.deallocate()
    }

    var error: YAMLEventStream.SyntaxError {
        let parser = pointer.pointee
        // A reader error knows no mark, only how far it had come.
        let isReaderError = parser.error == YAML_READER_ERROR
        return YAMLEventStream.SyntaxError(
            problem: parser.problem.map { String(cString: $0) } ?? "the parser ran out of memory",
            context: parser.context.map { String(cString: $0) },
            offset: isReaderError ? parser.mark.index : parser.problem_mark.index,
            contextOffset: parser.context_mark.index
        )
    }
}
