import Diagnostics
package import Fleet
import FleetChecks
import SpecSyntax

/// What `spindle explain` prints: rules, keys of the spec, rows of the catalogue, each from the table that the compiler
/// itself uses.
package enum Explanation {
    case found(String)
    case unknown(help: String)

    /// What can be asked for, for shells to complete: lists, diagnostics, and the upper keys of the spec.
    package static let topics: [String] =
        ["rules", "architectures", "gpus"] + RuleCatalogue.all.map(\.id)
        + roots.flatMap { root, kind in
            let path = kind == .fleet ? root : "\(root).*"
            return [path] + Shape.object(kind.description).keys.map { "\(path).\($0)" }
        }

    /// Where a path in the spec starts.
    private static let roots: [(String, DocumentKind)] = [
        ("fleet", .fleet), ("models", .model), ("environments", .environment),
        ("profiles", .profile),
    ]

    package static func of(_ topic: String) -> Explanation {
        switch topic {
        case "rules": return .found(rules())
        case "architectures": return .found(architectures())
        case "gpus": return .found(gpus())
        default: break
        }
        if topic.uppercased().hasPrefix("SP"), topic.dropFirst(2).allSatisfy(\.isNumber) {
            return rule(topic.uppercased())
        }
        return key(topic)
    }

    private static func rule(_ id: String) -> Explanation {
        guard let rule = RuleCatalogue.all.first(where: { $0.id == id }) else {
            let suggestion = nearest(to: id, among: RuleCatalogue.all.map(\.id))
            return .unknown(
                help: suggestion.map { "did you mean \($0)?" } ?? "`spindle explain rules` lists every diagnostic"
            )
        }
        return .found("\(rule.id): \(rule.title) (\(rule.severity.rawValue))\n\n\(rule.explanation)\n")
    }

    private static func rules() -> String {
        RuleCatalogue.all.map { "\($0.id)  \($0.severity.rawValue.padded(to: 7))  \($0.title)\n" }.joined()
    }

    private static func architectures() -> String {
        let catalogue = Catalogue.bundled
        let width = catalogue.architectureNames.map(\.count).max() ?? 0
        return catalogue.architectureNames.compactMap { catalogue.architectures[$0] }.map { row in
            "\(row.name.padded(to: width))  \(summary(of: row))\n"
        }.joined()
    }

    private static func gpus() -> String {
        let catalogue = Catalogue.bundled
        let width = catalogue.gpuNames.map(\.count).max() ?? 0
        return catalogue.gpuNames.compactMap { catalogue.gpus[$0] }.map { row in
            "\(row.name.padded(to: width))  \(summary(of: row))\n"
        }.joined()
    }

    /// The figures of an architecture on one line.
    package static func summary(of row: Architecture) -> String {
        let size = ParameterCount(row.parameters).description
        let active = row.active == row.parameters ? "" : ", \(ParameterCount(row.active)) active"
        return "\(size)\(active), \(row.layers) layers, context \(TokenCount(row.maxContext))"
    }

    /// The figures of a GPU on one line.
    package static func summary(of row: GPU) -> String {
        let price = row.price.map { ", about \($0.plain) USD an hour" } ?? ""
        return "\(row.memory), \((row.bandwidth / 1e9).rounded().plain) GB/s\(price)"
    }

    /// A path such as `models.*.scale.min`; the name of a model may stand for the star.
    private static func key(_ topic: String) -> Explanation {
        let parts = topic.split(separator: ".").map(String.init)
        guard let first = parts.first, let (root, kind) = roots.first(where: { $0.0 == first }) else {
            let suggestion = parts.first.flatMap { nearest(to: $0, among: roots.map(\.0)) }
            return .unknown(
                help: suggestion.map { "did you mean `\($0)`?" }
                    ?? "a path starts with fleet, models.* or environments.*, such as `models.*.scale.idleTimeout`"
            )
        }
        var rest = parts.dropFirst()
        if kind != .fleet, !rest.isEmpty { rest = rest.dropFirst() }
        var path = kind == .fleet ? root : "\(root).*"
        var shape = Shape.object(kind.description)
        var field: FieldDescription?
        for part in rest {
            switch shape.member(part) {
            case .field(let found):
                field = found
                shape = found.shape
            case .element(let element): shape = element
            case nil:
                let known = shape.keys
                let suggestion = nearest(to: part, among: known)
                let listing =
                    known.isEmpty ? "`\(path)` has no keys" : "the keys of `\(path)` are \(known.listed(atMost: 40))"
                return .unknown(help: suggestion.map { "did you mean `\(path).\($0)`?" } ?? listing)
            }
            path += ".\(part)"
        }
        return .found(SpecReference.text(path: path, field: field, shape: shape))
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
