internal import CYaml

/// libyaml's tokens as values: how a text is written, where `YAMLReader` says what it means.
///
/// Comments are in none of them; they stand in the gaps between one token and the next.
package struct YAMLTokenStream: ~Copyable {
    package struct Token {
        package var kind: Kind
        /// In bytes; empty for tokens that no characters stand for.
        package var range: Range<Int>
        /// Unicode scalars in front of it on its line.
        package var column: Int
    }

    package enum Kind: Equatable {
        case streamStart, streamEnd
        case directive, documentStart, documentEnd
        case blockSequenceStart, blockMappingStart, blockEnd
        case flowSequenceStart, flowSequenceEnd, flowMappingStart, flowMappingEnd
        case blockEntry, flowEntry, key, value
        case alias, anchor, tag
        case scalar(String, ScalarStyle)
    }

    package enum ScalarStyle {
        case plain, singleQuoted, doubleQuoted, literal, folded
    }

    private let parser: YAMLParserHandle
    private let offsets: ByteOffsets

    /// - Parameter bytes: UTF-8 that `YAMLReader` read without a diagnostic, without a byte order mark.
    package init(_ bytes: [UInt8]) {
        parser = YAMLParserHandle(bytes)
        offsets = ByteOffsets(bytes, base: 0)
    }

    /// - Returns: `nil` where the text is no YAML.
    package func next() -> Token? {
        var token = yaml_token_t()
        guard yaml_parser_scan(parser.pointer, &token) == 1 else { return nil }
        defer { yaml_token_delete(&token) }
        guard let kind = Self.kind(of: token) else { return nil }
        return Token(
            kind: kind,
            range: offsets.byte(ofScalar: token.start_mark.index)..<offsets.byte(ofScalar: token.end_mark.index),
            column: token.start_mark.column
        )
    }

    private static func kind(of token: yaml_token_t) -> Kind? {
        switch token.type {
        case YAML_STREAM_START_TOKEN: .streamStart
        case YAML_STREAM_END_TOKEN: .streamEnd
        case YAML_VERSION_DIRECTIVE_TOKEN, YAML_TAG_DIRECTIVE_TOKEN: .directive
        case YAML_DOCUMENT_START_TOKEN: .documentStart
        case YAML_DOCUMENT_END_TOKEN: .documentEnd
        case YAML_BLOCK_SEQUENCE_START_TOKEN: .blockSequenceStart
        case YAML_BLOCK_MAPPING_START_TOKEN: .blockMappingStart
        case YAML_BLOCK_END_TOKEN: .blockEnd
        case YAML_FLOW_SEQUENCE_START_TOKEN: .flowSequenceStart
        case YAML_FLOW_SEQUENCE_END_TOKEN: .flowSequenceEnd
        case YAML_FLOW_MAPPING_START_TOKEN: .flowMappingStart
        case YAML_FLOW_MAPPING_END_TOKEN: .flowMappingEnd
        case YAML_BLOCK_ENTRY_TOKEN: .blockEntry
        case YAML_FLOW_ENTRY_TOKEN: .flowEntry
        case YAML_KEY_TOKEN: .key
        case YAML_VALUE_TOKEN: .value
        case YAML_ALIAS_TOKEN: .alias
        case YAML_ANCHOR_TOKEN: .anchor
        case YAML_TAG_TOKEN: .tag
        case YAML_SCALAR_TOKEN:
            .scalar(
                String(
                    decoding: UnsafeBufferPointer(start: token.data.scalar.value, count: token.data.scalar.length),
                    as: UTF8.self
                ),
                style(of: token.data.scalar.style)
            )
        default: nil
        }
    }

    private static func style(of style: yaml_scalar_style_t) -> ScalarStyle {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }
}
