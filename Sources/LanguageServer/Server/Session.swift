import Compiler

/// What a client said of itself when the session began.
struct Session {
    var encoding = PositionEncoding.utf16
    var hover = Wire.MarkupContent.Kind.plaintext
    var documentation = Wire.MarkupContent.Kind.plaintext
    /// Whether it watches files when it is asked to.
    var canWatch = false
    /// Canonical folders that are open.
    var roots: [String] = []

    init(_ parameters: Parameters.Initialize, canonical: (String) -> String) {
        let capabilities = parameters.capabilities
        let encodings = capabilities?.general?.positionEncodings ?? []
        if encodings.contains(PositionEncoding.utf8.rawValue) { encoding = .utf8 }
        hover = Self.markup(capabilities?.textDocument?.hover?.contentFormat)
        documentation = Self.markup(capabilities?.textDocument?.completion?.completionItem?.documentationFormat)
        canWatch = capabilities?.workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false
        let folders = parameters.workspaceFolders?.map(\.uri) ?? parameters.rootUri.map { [$0] } ?? []
        roots = folders.compactMap(FileURI.path).map(canonical)
    }

    mutating func changeRoots(_ event: Parameters.WorkspaceFoldersChange.Event, canonical: (String) -> String) {
        let removed = event.removed.map(\.uri).compactMap(FileURI.path).map(canonical)
        roots = roots.filter { !removed.contains($0) } + event.added.map(\.uri).compactMap(FileURI.path).map(canonical)
    }

    private static func markup(_ formats: [String]?) -> Wire.MarkupContent.Kind {
        formats?.contains(Wire.MarkupContent.Kind.markdown.rawValue) ?? false ? .markdown : .plaintext
    }
}

/// The answer to `initialize`.
struct InitializeResult: Encodable {
    var capabilities: Capabilities
    var serverInfo = Info()

    init(_ session: Session) { capabilities = Capabilities(positionEncoding: session.encoding) }

    struct Info: Encodable {
        var name = "spindle"
        var version = Compiler.version
    }

    struct Capabilities: Encodable {
        var positionEncoding: PositionEncoding
        var textDocumentSync = Sync()
        var completionProvider = Completion()
        var hoverProvider = true
        var definitionProvider = true
        var codeActionProvider = Actions()
        var documentFormattingProvider = true
        var workspace = Workspace()
    }

    struct Sync: Encodable {
        var openClose = true
        /// Changes come as ranges.
        var change = 2
        var save = true
    }

    struct Completion: Encodable { var triggerCharacters = [" ", "{", "["] }
    struct Actions: Encodable { var codeActionKinds = [CodeActions.quickFix, CodeActions.fixAll] }
    struct Workspace: Encodable { var workspaceFolders = Folders() }
    struct Folders: Encodable {
        var supported = true
        var changeNotifications = true
    }
}

/// Asks the client to say when files change that no editor has open.
struct WatchRegistration: Encodable {
    var registrations = [Registration()]

    struct Registration: Encodable {
        var id = "specs"
        var method = "workspace/didChangeWatchedFiles"
        var registerOptions = Options()
    }

    struct Options: Encodable { var watchers = [Watcher()] }
    struct Watcher: Encodable { var globPattern = "**/*.{yaml,yml,json,jsonnet,libsonnet}" }
}

/// A line for the log of the client.
struct LogMessage: Encodable {
    /// 1 is an error.
    var type = 1
    var message: String
}
