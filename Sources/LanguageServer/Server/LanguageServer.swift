import Compiler

/// The language server: messages in, messages out. It reads no stream and no clock; whoever drives it calls `catchUp()` once
/// nothing has come for a moment, so that what is checked is what is newest.
package struct LanguageServer {
    private enum State {
        case fresh
        case running(Session)
        case shutDown
        case ended(Int32)
    }

    private var state = State.fresh
    private var workspace: Workspace

    package init(_ fleets: any FleetReader) { workspace = Workspace(fleets) }

    /// The code to end the process with, once the client is gone: 0 when it said so in the right order, else 1.
    package var exitCode: Int32? {
        if case .ended(let code) = state { code } else { nil }
    }

    /// Whether files have changed since they were checked.
    package var isBehind: Bool { workspace.isBehind }

    /// Takes what has come from the client, in its order.
    package mutating func receive(_ frames: [Frame]) -> [Outgoing] {
        let batch = Batch(frames)
        var out: [Outgoing] = []
        for (index, message) in batch.messages.enumerated() where exitCode == nil {
            switch message {
            case .response: continue
            case .invalid(let failure, let id): out.append(Outgoing(.failure(id, failure)))
            case .notification(let method, let content): out += notify(method, content)
            case .request(let id, let method, let content):
                guard !batch.isCancelled(id, after: index) else {
                    out.append(Outgoing(.failure(id, Failure(.requestCancelled, "the request was cancelled"))))
                    continue
                }
                do throws(Failure) {
                    out += try answer(id, method, content) { batch.changes($0, after: index) }
                } catch {
                    out.append(Outgoing(.failure(id, error)))
                }
            }
        }
        if batch.isLost { end() }
        return out
    }

    /// Checks what has changed, and says what is wrong now.
    package mutating func catchUp() -> [Outgoing] {
        guard case .running(let session) = state else { return [] }
        return workspace.check(session)
    }

    /// The stream of the client is over.
    package mutating func end() {
        if exitCode == nil { exit() }
    }

    private mutating func exit() {
        if case .shutDown = state { state = .ended(0) } else { state = .ended(1) }
    }

    // MARK: Requests

    private mutating func answer(
        _ id: RequestID,
        _ method: String,
        _ content: Incoming.Content,
        isOutdated: (String) -> Bool
    ) throws(Failure) -> [Outgoing] {
        switch (state, method) {
        case (.fresh, "initialize"):
            let session = Session(try content.parameters(), canonical: workspace.fleets.canonical)
            state = .running(session)
            return [Outgoing(.result(id, InitializeResult(session)))]
        case (.fresh, _): throw Failure(.notInitialized, "`initialize` comes first")
        case (.running, "initialize"): throw Failure(.invalidRequest, "the session has begun already")
        case (.running, "shutdown"):
            state = .shutDown
            return [Outgoing(.result(id, nil))]
        case (.running(let session), _):
            return try answer(id, method, content, session, isOutdated)
        case (.shutDown, _), (.ended, _): throw Failure(.invalidRequest, "the session is over")
        }
    }

    private mutating func answer(
        _ id: RequestID,
        _ method: String,
        _ content: Incoming.Content,
        _ session: Session,
        _ isOutdated: (String) -> Bool
    ) throws(Failure) -> [Outgoing] {
        switch method {
        case "textDocument/completion":
            return [Outgoing(.result(id, workspace.completion(try content.parameters(), session)))]
        case "textDocument/hover":
            return [Outgoing(.result(id, workspace.hover(try content.parameters(), session)))]
        case "textDocument/formatting":
            return [Outgoing(.result(id, try workspace.formatting(try content.parameters(), session)))]
        case "textDocument/definition":
            let parameters: Parameters.AtPosition = try content.parameters()
            // Of a text that has changed again nobody needs to know; it is not checked for that.
            guard !isOutdated(parameters.textDocument.uri) else { return [Outgoing(.result(id, nil))] }
            let found = workspace.check(session)
            return found + [Outgoing(.result(id, workspace.definition(parameters, session)))]
        case "textDocument/codeAction":
            let parameters: Parameters.CodeAction = try content.parameters()
            guard !isOutdated(parameters.textDocument.uri) else { return [Outgoing(.result(id, nil))] }
            let found = workspace.check(session)
            return found + [Outgoing(.result(id, workspace.codeActions(parameters, session)))]
        default: throw Failure(.methodNotFound, "there is no method `\(method.prefix(100))`")
        }
    }

    // MARK: Notifications

    private mutating func notify(_ method: String, _ content: Incoming.Content) -> [Outgoing] {
        if method == "exit" {
            exit()
            return []
        }
        guard case .running(var session) = state else { return [] }
        do throws(Failure) {
            switch method {
            case "initialized": return session.canWatch ? [Self.watchRequest] : []
            case "textDocument/didOpen": workspace.open(try content.parameters(), session)
            case "textDocument/didChange": try workspace.change(try content.parameters(), session)
            case "textDocument/didSave": workspace.save(try content.parameters(), session)
            case "textDocument/didClose": return workspace.close(try content.parameters())
            case "workspace/didChangeWatchedFiles": workspace.changeOnDisk(session)
            case "workspace/didChangeWorkspaceFolders":
                let change: Parameters.WorkspaceFoldersChange = try content.parameters()
                session.changeRoots(change.event, canonical: workspace.fleets.canonical)
                state = .running(session)
                workspace.changeOnDisk(session)
            // One that nobody knows is not answered.
            default: break
            }
            return []
        } catch {
            let text = "\(method): \(error.message)"
            return [Outgoing(.notification(method: "window/logMessage", LogMessage(message: text)))]
        }
    }

    private static var watchRequest: Outgoing {
        Outgoing(.request(.text("watch"), method: "client/registerCapability", WatchRegistration()))
    }
}
