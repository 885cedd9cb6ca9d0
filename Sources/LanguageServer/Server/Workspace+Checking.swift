import Compiler
import Diagnostics
import SpecSyntax

extension Workspace {
    /// Checks whatever has changed.
    /// - Returns: what the client is told of it.
    mutating func check(_ session: Session) -> [Outgoing] {
        guard isBehind else { return [] }
        // A document may have become that of a fleet, which others then belong to.
        for document in documents.all where document.fleet == nil && checks[document.uri]?.isStale == true {
            find(document.uri, session)
        }
        var out: [Outgoing] = []
        for key in checks.keys.sorted() where checks[key]?.isStale == true {
            if let document = documents[key], document.fleet == nil {
                checks[key]?.take(Self.check(alone: document), root: "")
            } else if documents.all.contains(where: { $0.fleet == key }) || checks[key]?.published.isEmpty == false {
                guard documents[key] == nil else {
                    out += forget(key)
                    continue
                }
                switch fleets.check(key, buffers: documents.buffers) {
                case .checked(let result, let root): checks[key]?.take(result, root: root)
                case .unreadable(let message):
                    out += forget(key)
                    out.append(Outgoing(.notification(method: "window/logMessage", LogMessage(message: message))))
                    continue
                }
            } else {
                checks[key] = nil
                continue
            }
            out += publish(key, session)
        }
        return out
    }

    /// A document that lies in no folder of a fleet. Of one that is no spec there is nothing to say.
    private static func check(alone document: Document) -> CompileResult? {
        guard document.isSpec, document.isData else { return nil }
        let file = SpecInput(path: document.name, bytes: document.text.bytes)
        return FleetCompiler().compile(CompileRequest(folder: document.name, files: [file], emits: false))
    }

    /// What has changed in what the client should know.
    private mutating func publish(_ key: String, _ session: Session) -> [Outgoing] {
        guard let check = checks[key] else { return [] }
        let stand = documents.all.filter { ($0.fleet ?? $0.uri) == key }.map(\.uri)
        var now: [String: Wire.PublishDiagnostics] = [:]
        let findings = check.result.map { Findings($0, places(in: $0, of: key, session), standingIn: stand) }
        for (uri, diagnostics) in findings?.byURI ?? [:] {
            now[uri] = Wire.PublishDiagnostics(uri: uri, version: documents[uri]?.version, diagnostics: diagnostics)
        }
        // A file that is open hears also that nothing is wrong.
        for uri in Set(stand).union(check.published.keys) where now[uri] == nil {
            now[uri] = Wire.PublishDiagnostics(uri: uri, version: documents[uri]?.version, diagnostics: [])
        }
        checks[key]?.published = now.filter { !$0.value.diagnostics.isEmpty || stand.contains($0.key) }
        return now.values.filter { $0 != check.published[$0.uri] }.sorted { $0.uri < $1.uri }.map {
            Outgoing(.notification(method: "textDocument/publishDiagnostics", $0))
        }
    }

    /// Drops a check, and what the client was told of it.
    mutating func forget(_ key: String) -> [Outgoing] {
        guard let check = checks.removeValue(forKey: key) else { return [] }
        return check.published.values.filter { !$0.diagnostics.isEmpty }.sorted { $0.uri < $1.uri }.map {
            let none = Wire.PublishDiagnostics(uri: $0.uri, version: documents[$0.uri]?.version, diagnostics: [])
            return Outgoing(.notification(method: "textDocument/publishDiagnostics", none))
        }
    }

    /// Where what a result speaks of is for the client.
    func places(in result: CompileResult, of key: String, _ session: Session) -> Places {
        let root = checks[key]?.root ?? ""
        let prefix = root.isEmpty || root == "/" ? root : root + "/"
        return Places(result.sources, encoding: session.encoding) { [documents] path in
            // A document that stands alone is known by its whole path, or by its URI.
            documents[path] != nil ? path : documents.uri(of: path.hasPrefix("/") ? path : prefix + path)
        }
    }
}
