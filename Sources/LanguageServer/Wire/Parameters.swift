/// What a client sends along with its requests and notifications, as far as it is looked at.
enum Parameters {
    struct Initialize: Decodable {
        var rootUri: String?
        var workspaceFolders: [Folder]?
        var capabilities: Capabilities?

        struct Folder: Decodable { var uri: String }

        struct Capabilities: Decodable {
            var general: General?
            var workspace: Workspace?
            var textDocument: TextDocument?
        }

        struct General: Decodable { var positionEncodings: [String]? }
        struct Workspace: Decodable { var didChangeWatchedFiles: Dynamic? }
        struct Dynamic: Decodable { var dynamicRegistration: Bool? }
        struct TextDocument: Decodable {
            var hover: Formats?
            var completion: Completion?
        }
        struct Formats: Decodable { var contentFormat: [String]? }
        struct Completion: Decodable {
            var completionItem: Item?

            struct Item: Decodable { var documentationFormat: [String]? }
        }
    }

    struct Document: Decodable { var uri: String }

    struct Open: Decodable {
        var textDocument: Item

        struct Item: Decodable {
            var uri: String
            var version: Int
            var text: String
        }
    }

    struct Change: Decodable {
        var textDocument: Versioned
        var contentChanges: [Edit]

        struct Versioned: Decodable {
            var uri: String
            var version: Int?
        }

        /// The whole text where there is no range.
        struct Edit: Decodable {
            var range: Wire.Range?
            var text: String
        }
    }

    /// Of `didSave`, `didClose` and formatting.
    struct OfDocument: Decodable { var textDocument: Document }

    /// Of completion, hover and definition.
    struct AtPosition: Decodable {
        var textDocument: Document
        var position: Wire.Position
    }

    struct CodeAction: Decodable {
        var textDocument: Document
        var range: Wire.Range
        var context: Context?

        struct Context: Decodable { var only: [String]? }
    }

    struct Cancel: Decodable { var id: RequestID }

    struct WorkspaceFoldersChange: Decodable {
        var event: Event

        struct Event: Decodable {
            var added: [Initialize.Folder]
            var removed: [Initialize.Folder]
        }
    }
}
