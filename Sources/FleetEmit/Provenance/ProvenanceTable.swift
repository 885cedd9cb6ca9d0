import Fleet
package import SpecSyntax
import Synchronization

/// Which values a document of the output holds, and where each comes from. It lies beside the emitter of the document;
/// a test asks it for every line of many outputs, and another changes settings to see whether it tells the truth.
///
/// There is no rule for everything else: a value that no rule speaks of is a fault of the table.
package struct ProvenanceTable: Sendable, ExpressibleByArrayLiteral {
    private var rules: [ProvenanceRule]

    package init(arrayLiteral rules: ProvenanceRule...) { self.rules = rules }

    static func + (a: ProvenanceTable, b: ProvenanceTable) -> ProvenanceTable {
        var table = a
        table.rules += b.rules
        return table
    }

    /// - Parameter path: keys and `[index]`es from the root of the document.
    /// - Returns: what the first rule that speaks of the value says.
    package func provenance(of path: [String], in document: Node) -> Provenance? {
        provenance(of: ProvenanceMatch(path: path, document: document))
    }

    fileprivate func provenance(of match: ProvenanceMatch) -> Provenance? {
        for rule in rules {
            if let provenance = rule.provenance(of: match) { return provenance }
        }
        return nil
    }
}

/// What one rule of a table speaks of: a value, all values of one form, or the part of the document beneath some value.
package struct ProvenanceRule: Sendable {
    private enum Body: Sendable {
        case value(@Sendable (ProvenanceMatch) -> Provenance?)
        case table(@Sendable (ProvenanceMatch) -> ProvenanceTable?)
        case whole(Provenance)
    }

    /// Components, `*` for any key and `[*]` for any element.
    private let patterns: [[String]]
    private let body: Body
    /// Why the part is there, where specs decide that.
    private let presence: Provenance?

    private init(_ patterns: [String], _ body: Body, presence: Provenance? = nil) {
        self.patterns = patterns.map { SettingPath($0).components }
        self.body = body
        self.presence = presence
    }

    /// Values that are the same for every fleet.
    package static func fixed(_ paths: String..., because reason: String) -> ProvenanceRule {
        ProvenanceRule(paths, .value { _ in Provenance([], reason) })
    }

    static func value(_ path: String, _ settings: [SettingPath], _ reason: String) -> ProvenanceRule {
        ProvenanceRule([path], .value { _ in Provenance(settings, reason) })
    }

    static func value(_ path: String, _ setting: SettingPath, _ reason: String) -> ProvenanceRule {
        value(path, [setting], reason)
    }

    package static func each(
        _ path: String,
        _ provenance: @escaping @Sendable (ProvenanceMatch) -> Provenance?
    ) -> ProvenanceRule {
        ProvenanceRule([path], .value(provenance))
    }

    /// A value and everything beneath it, which all come from the same.
    static func whole(_ path: String, _ settings: [SettingPath] = [], because reason: String) -> ProvenanceRule {
        ProvenanceRule([path], .whole(Provenance(settings, reason)))
    }

    /// A part of the document that has a table of its own, whose paths start beneath it; the empty one is its root.
    /// - Parameter presence: why the part is there, where specs decide that.
    static func part(_ path: String, because presence: Provenance? = nil, _ table: ProvenanceTable) -> ProvenanceRule {
        ProvenanceRule([path], .table { _ in table }, presence: presence)
    }

    /// All parts of one form.
    static func parts(
        _ path: String,
        because presence: Provenance? = nil,
        _ table: @escaping @Sendable (ProvenanceMatch) -> ProvenanceTable?
    ) -> ProvenanceRule {
        // Every line of a part asks for the table of the part.
        let known = Mutex<[[String]: ProvenanceTable?]>([:])
        return ProvenanceRule(
            [path],
            .table { match in
                if let table = known.withLock({ $0[match.captures] }) { return table }
                let made = table(match)
                known.withLock { $0[match.captures] = made }
                return made
            },
            presence: presence
        )
    }

    fileprivate func provenance(of match: ProvenanceMatch) -> Provenance? {
        for pattern in patterns {
            switch body {
            case .value(let provenance):
                guard let found = match.advanced(by: pattern), found.rest.isEmpty else { continue }
                return provenance(found)
            case .whole(let provenance):
                guard match.advanced(by: pattern) != nil else { continue }
                return provenance
            case .table(let table):
                guard let found = match.advanced(by: pattern) else { continue }
                guard var provenance = table(found)?.provenance(of: found) else { return nil }
                if let presence { provenance.presence.append(presence) }
                return provenance
            }
        }
        return nil
    }
}

/// A value of a document on its way through the tables.
package struct ProvenanceMatch: Sendable {
    private let path: [String]
    private let document: Node
    private var consumed = 0
    /// What stood for the stars of the last pattern.
    private(set) var captures: [String] = []

    fileprivate init(path: [String], document: Node) {
        self.path = path
        self.document = document
    }

    fileprivate var rest: ArraySlice<String> { path[consumed...] }

    fileprivate func advanced(by pattern: [String]) -> ProvenanceMatch? {
        guard rest.count >= pattern.count else { return nil }
        var match = self
        match.captures = []
        for (component, expected) in zip(rest, pattern) {
            switch expected {
            case "*": match.captures.append(component)
            case "[*]" where component.hasPrefix("["): match.captures.append(component)
            case component: continue
            default: return nil
            }
        }
        match.consumed += pattern.count
        return match
    }

    /// What stood for the first star.
    package var key: String { captures.first ?? "" }

    /// The number of the element that stood for the first star, or for another.
    func index(_ capture: Int = 0) -> Int {
        captures.indices.contains(capture) ? Int(captures[capture].dropFirst().dropLast()) ?? 0 : 0
    }

    /// The text of the value.
    var text: String? { Self.text(document.descendant(path[..<consumed])) }

    /// The text behind a key of the value, which is a mapping.
    func child(_ key: String) -> String? { Self.text(document.descendant(path[..<consumed] + [key])) }

    private static func text(_ node: Node?) -> String? {
        if case .scalar(let text, _)? = node?.content { text } else { nil }
    }
}

extension Node {
    /// The value behind keys and `[index]`es.
    package func descendant(_ path: some Sequence<String>) -> Node? {
        path.reduce(self) { node, component in
            guard case .sequence(let items)? = node?.content else { return node?[component] }
            return Int(component.dropFirst().dropLast()).flatMap { items.indices.contains($0) ? items[$0] : nil }
        }
    }
}
