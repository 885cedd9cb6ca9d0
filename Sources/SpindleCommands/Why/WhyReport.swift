import Compiler
import Diagnostics
import Fleet
import FoundationEssentials

/// An answer of `spindle why` for programs.
///
/// Shape: `{"version": 1, "file", "state", "lines": [{"line", "text", "kind", "path"?, "reason", "settings": [{"path",
/// "topic"?, "default"?, "layers": [{"layer", "inForce", "file", "line", "column"}]}], "presence": [{"reason", "settings"}]}],
/// "matches"}`. `state` is `current`, `missing`, `stale`, `edited` or `foreign`; `kind` is `value`, `end`, `comment` or
/// `constant`; `matches` is false when the line on disk is not what the specs compile to, and the answer is about theirs.
/// Layers are in their order, the lowest first.
struct WhyReport: Encodable {
    let version = 1
    let file: String
    let state: String
    let matches: Bool
    let lines: [Line]

    struct Line: Encodable {
        var line: Int
        var text: String
        var kind: String
        var path: String?
        var reason: String
        var settings: [Setting]
        var presence: [Presence]
    }

    struct Setting: Encodable {
        var path: String
        var topic: String?
        var `default`: String?
        var layers: [Layer]
    }

    struct Layer: Encodable {
        var layer: String
        var inForce: Bool
        var file: String
        var line: Int
        var column: Int
    }

    struct Presence: Encodable {
        var reason: String
        var settings: [Setting]
    }

    init(_ answer: WhyAnswer) {
        var index = LineIndex(answer.compiled.sources)
        file = answer.compiled.name
        state = answer.state.rawValue
        switch answer.subject {
        case .file:
            matches = answer.state == .current
            lines = answer.compiled.lines.compactMap(\.self).map { Line($0, $0.number, answer.compiled, &index) }
        case .line(let number, let line):
            matches = true
            lines = [Line(line, number, answer.compiled, &index)]
        case .unlike(let number, let line):
            matches = false
            lines = line.map { [Line($0, number, answer.compiled, &index)] } ?? []
        }
    }

    /// With a line break at its end.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}

extension WhyReport.Line {
    fileprivate init(_ line: FileOrigins.Line, _ number: Int, _ file: FileOrigins, _ index: inout LineIndex) {
        let explained = file.explained(line)
        self.line = number
        text = file.text(ofLine: line.number)
        switch line.subject {
        case .value(let value, let begins): (kind, path) = (begins ? "value" : "end", SettingPath(value).description)
        case .comment: (kind, path) = ("comment", nil)
        case .constant: (kind, path) = ("constant", nil)
        }
        reason = explained.reason
        settings = explained.chains.map { WhyReport.Setting($0, &index) }
        presence = explained.presence.map { part in
            WhyReport.Presence(reason: part.reason, settings: part.chains.map { WhyReport.Setting($0, &index) })
        }
    }
}

extension WhyReport.Setting {
    fileprivate init(_ chain: SettingChain, _ index: inout LineIndex) {
        path = chain.path.description
        topic = chain.path.topic
        `default` = chain.decisive == nil ? chain.preset?.text : nil
        layers = chain.origins.map { origin in
            let position = index.position(of: origin.span.lower, in: origin.span.file)
            return WhyReport.Layer(
                layer: origin.layer.description,
                inForce: origin.isInForce,
                file: index.sources.path(of: origin.span),
                line: position.line,
                column: position.column
            )
        }
    }
}
