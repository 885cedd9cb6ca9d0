import Compiler
import Diagnostics
import Fleet
import SpecSyntax

/// An answer of `spindle why` for people: the line, the places of the specs that set it, and the reason.
struct WhyText {
    private let answer: WhyAnswer
    private var renderer: TerminalRenderer
    private var lines: LineIndex

    init(_ answer: WhyAnswer, color: Bool) {
        self.answer = answer
        renderer = TerminalRenderer(answer.written.sources, color: color)
        lines = LineIndex(answer.written.sources)
    }

    mutating func render() -> String {
        switch answer.subject {
        case .file: file()
        case .line(let number, let line): text(of: line, at: number)
        case .unlike(let number, let line): line.map { text(of: $0, at: number) } ?? ""
        }
    }

    // MARK: One line

    /// More places than these are named, not shown.
    private static let mostPlaces = 8

    /// - Parameter number: the line on disk.
    private mutating func text(of line: FileOrigins.Line, at number: Int) -> String {
        let explained = answer.compiled.explained(line)
        let shown = answer.isCurrent ? line.span : answer.written.span(ofLine: number)
        var places = [MarkedPlace(Label(shown), isMain: true)]
        var seen = Set<Span>()
        var others: [String] = []
        for chain in explained.chains {
            for origin in chain.origins where seen.insert(origin.span).inserted {
                if places.count <= Self.mostPlaces {
                    let words = chain.words(origin) + (origin.isInForce ? "" : ", replaced by a layer above")
                    places.append(MarkedPlace(Label(origin.shown, words), isMain: origin.isInForce))
                } else if origin.isInForce {
                    others.append("`\(chain.path.short)` (\(place(of: origin)))")
                }
            }
        }
        return renderer.render(
            "\(subject(of: line)): \(explained.reason)",
            places,
            remarks: remarks(on: line, explained, others)
        )
    }

    private mutating func remarks(
        on line: FileOrigins.Line,
        _ explained: Explained,
        _ others: [String]
    ) -> [(kind: String, text: String)] {
        var remarks = defaults(of: explained.chains).map { (kind: "default", text: $0) }
        if !others.isEmpty { remarks.append(("also", others.listed(atMost: 12))) }
        switch line.subject {
        case .value: remarks += explained.presence.dropLast().map { ("there", presence($0)) }
        case .comment, .constant: remarks += explained.presence.map { ("file", presence($0)) }
        }
        if answer.compiled.isConstant { remarks.append(("note", "it comes with Spindle \(Compiler.version)")) }
        if let topic = explained.chains.lazy.compactMap(\.path.topic).first {
            remarks.append(("help", "`spindle explain '\(topic)'` says more"))
        }
        return remarks
    }

    private func subject(of line: FileOrigins.Line) -> String {
        switch line.subject {
        case .value(let path, _) where path.isEmpty: "the file"
        case .value(let path, begins: true): "`\(SettingPath(path))`"
        case .value(let path, begins: false): "the end of `\(SettingPath(path))`"
        case .comment: "line \(line.number)"
        case .constant: "line \(line.number)"
        }
    }

    /// What holds where nothing is set, each once.
    private func defaults(of chains: [SettingChain]) -> [String] {
        var seen = Set<String>()
        return chains.filter { $0.decisive == nil }.map { chain in
            chain.preset.map { "`\($0.path.short)` is not set: \($0.text)" } ?? "`\(chain.path.short)` is not set"
        }.filter { seen.insert($0).inserted }
    }

    private mutating func presence(_ explained: Explained) -> String {
        var settings: [String] = []
        for chain in explained.chains {
            let origin = chain.decisive.map { place(of: $0) }
            settings.append(
                "`\(chain.path.short)` \(origin ?? chain.preset.map { "is not set: \($0.text)" } ?? "is not set")"
            )
        }
        return explained.reason + (settings.isEmpty ? "" : " (\(settings.joined(separator: "; ")))")
    }

    private mutating func place(of origin: SettingOrigin) -> String {
        let span = origin.shown
        return "\(lines.sources.path(of: span)):\(lines.position(of: span.lower, in: span.file).line)"
    }

    // MARK: All lines

    /// Every line with the setting that says it most directly.
    private mutating func file() -> String {
        let origins = answer.compiled
        var table = TextTable([.text("FROM"), .text("SETTING"), .number("LINE"), .text("TEXT")])
        for (index, line) in origins.lines.enumerated() {
            let text = TerminalText.visible(origins.text(ofLine: index + 1))
            guard let line else {
                table.add(["?", "", String(index + 1), text])
                continue
            }
            let chains = origins.explained(line).chains
            let first = chains.first { $0.decisive != nil } ?? chains.first
            let more = chains.count > 1 ? " +\(chains.count - 1)" : ""
            table.add([
                first?.decisive.map { place(of: $0) } ?? (first == nil ? "-" : "default"),
                first.map { "\($0.path.short)\(more)" } ?? "", String(index + 1), text,
            ])
        }
        return "\(presence(origins.existence))\n\n\(table.render())"
    }
}

extension SettingChain {
    /// The setting and where it is; what its path says already is left out.
    fileprivate func words(_ origin: SettingOrigin) -> String {
        // A document or the settings of a model as a whole have no name but their place.
        if path.short == path || path.components.count == 4 && path.components[2] == "models" {
            return "\(origin.layer)"
        }
        var layer = origin.layer
        if path.short.components.starts(with: layer.path.components) { layer.path = SettingPath() }
        return "`\(path.short)` in \(layer)"
    }
}

extension SettingOrigin {
    /// The value, or the key of one that goes over many lines.
    fileprivate var shown: Span {
        if case .scalar = value.content { span } else { keySpan }
    }
}
