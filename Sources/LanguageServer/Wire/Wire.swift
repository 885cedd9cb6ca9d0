/// The values of the Language Server Protocol 3.17, as far as they are spoken here
/// (microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification).
package enum Wire {
    /// Line and column from zero; what a column counts is agreed on when a session starts.
    package struct Position: Codable, Hashable, Sendable {
        package var line: Int
        package var character: Int

        package init(line: Int, character: Int) {
            self.line = line
            self.character = character
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            line = Int(try container.decode(UInt32.self, forKey: .line))
            character = Int(try container.decode(UInt32.self, forKey: .character))
        }
    }

    package struct Range: Codable, Hashable, Sendable {
        package var start: Position
        /// Not included.
        package var end: Position

        package init(start: Position, end: Position) {
            self.start = start
            self.end = end
        }

        static let top = Range(start: Position(line: 0, character: 0), end: Position(line: 0, character: 0))

        /// Whether they overlap or touch.
        func meets(_ other: Range) -> Bool { !(end < other.start) && !(other.end < start) }
    }

    package struct Location: Codable, Hashable, Sendable {
        package var uri: String
        package var range: Range
    }

    package struct TextEdit: Codable, Hashable, Sendable {
        package var range: Range
        package var newText: String
    }

    package struct MarkupContent: Codable, Hashable, Sendable {
        package var kind: Kind
        package var value: String

        package enum Kind: String, Codable, Sendable {
            case plaintext, markdown
        }
    }
}

extension Wire.Position: Comparable {
    package static func < (a: Self, b: Self) -> Bool { (a.line, a.character) < (b.line, b.character) }
}

// MARK: What the server says

extension Wire {
    package struct PublishDiagnostics: Codable, Hashable, Sendable {
        package var uri: String
        /// Of the text that they were found in; `nil` for a file that is not open.
        package var version: Int?
        package var diagnostics: [Diagnostic]
    }

    package struct Diagnostic: Codable, Hashable, Sendable {
        package var range: Range
        /// 1 is an error, 2 a warning, 3 an information.
        package var severity: Int
        /// The id of the rule, such as `SP3001`.
        package var code: String
        package var source = "spindle"
        package var message: String
        package var relatedInformation: [Related]?

        package struct Related: Codable, Hashable, Sendable {
            package var location: Location
            package var message: String
        }
    }

    package struct Hover: Codable, Sendable {
        package var contents: MarkupContent
        package var range: Range
    }

    package struct CompletionList: Codable, Sendable {
        package var isIncomplete = false
        package var items: [CompletionItem]
    }

    package struct CompletionItem: Codable, Sendable {
        package var label: String
        package var kind: Int
        package var detail: String?
        package var documentation: MarkupContent?
        /// Keys come in the order of the language, what is required first.
        package var sortText: String
        /// What is typed is compared with it: quotes around the word included, where there are some.
        package var filterText: String
        package var textEdit: TextEdit
    }

    package struct CodeAction: Codable, Sendable {
        package var title: String
        package var kind: String
        package var diagnostics: [Diagnostic]?
        package var isPreferred: Bool?
        package var edit: WorkspaceEdit
    }

    package struct WorkspaceEdit: Codable, Sendable {
        package var changes: [String: [TextEdit]]
    }
}
