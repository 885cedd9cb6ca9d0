import Compiler
import Diagnostics
import Fleet
import SpecSyntax

/// The scalars of a fleet and what else each may be.
struct SettingScalars {
    struct Scalar {
        /// Index of the file among the inputs.
        var file: Int
        /// Bytes of the file, quotes included.
        var range: Range<Int>
        var text: String
        var isQuoted: Bool
        /// Keys from the root of the document.
        var path: [String]
        /// Of the document, such as `Model`.
        var kind: String
        var isKey = false
    }

    private(set) var all: [Scalar] = []

    init(_ inputs: [SpecInput]) {
        for (index, input) in inputs.enumerated() {
            var sources = SourceMap()
            let file = sources.add(path: input.path, bytes: input.bytes)
            for document in YAMLReader.read(file, in: sources).documents {
                guard case .scalar(let kind, _)? = document["kind"]?.content else { continue }
                add(document, [], index, kind)
            }
        }
        // What an alias or a merge repeats is written once.
        var seen = Set<String>()
        all = all.filter { seen.insert("\($0.file):\($0.range)").inserted }
    }

    private mutating func add(_ node: Node, _ path: [String], _ file: Int, _ kind: String) {
        switch node.content {
        case .scalar(let text, let quoted):
            let range = Int(node.span.lower)..<Int(node.span.upper)
            all.append(Scalar(file: file, range: range, text: text, isQuoted: quoted, path: path, kind: kind))
        case .sequence(let items): for item in items { add(item, path + ["[]"], file, kind) }
        case .mapping(let entries):
            for entry in entries {
                let range = Int(entry.keySpan.lower)..<Int(entry.keySpan.upper)
                all.append(
                    Scalar(
                        file: file,
                        range: range,
                        text: entry.key,
                        isQuoted: false,
                        path: path + [entry.key],
                        kind: kind,
                        isKey: true
                    )
                )
                add(entry.value, path + [entry.key], file, kind)
            }
        }
    }

    /// Those that are values and may be changed; the first line of a document says what it is.
    var settings: [Scalar] { all.filter { !$0.isKey && !["apiVersion", "kind"].contains($0.path.first) } }

    /// Changes that a fleet may survive, the likelier first.
    func perturbations(of scalar: Scalar, in inputs: [SpecInput]) -> [Perturbation] {
        let alone = alternatives(for: scalar).map { [Perturbation.Edit(scalar: scalar, text: $0)] }
        return ([renaming(scalar), balancing(scalar)].compactMap(\.self) + alone).map { Perturbation($0, in: inputs) }
    }

    /// What refers to a name has to follow it.
    private func renaming(_ scalar: Scalar) -> [Perturbation.Edit]? {
        guard ["name", "team", "pool", "keys"].contains(scalar.path.last) || scalar.path.suffix(2) == ["deploy", "[]"]
        else { return nil }
        return all.filter { $0.text == scalar.text && !$0.isOfCatalogue }
            .map { Perturbation.Edit(scalar: $0, text: scalar.text + "x") }
    }

    /// Weights sum to 1, and tensor × pipeline parallel is the number of GPUs: another takes the difference.
    private func balancing(_ scalar: Scalar) -> [Perturbation.Edit]? {
        let siblings = all.filter {
            !$0.isKey && $0.file == scalar.file && $0.range != scalar.range
                && $0.path.dropLast() == scalar.path.dropLast()
                && abs($0.range.lowerBound - scalar.range.lowerBound) < 100
        }
        func edit(_ key: String?, _ change: (Double) -> Double) -> Perturbation.Edit? {
            let place = key == scalar.path.last ? scalar : siblings.first { $0.path.last == key }
            return place.flatMap { place in
                Double(place.text).map { .init(scalar: place, text: ((change($0) * 100).rounded() / 100).plain) }
            }
        }
        switch scalar.path.last {
        case _ where scalar.path.contains("weights"):
            return [edit(scalar.path.last) { $0 + 0.05 }, edit(siblings.first?.path.last) { $0 - 0.05 }]
                .compactMap(\.self)
        case "tensorParallel", "pipelineParallel":
            return [edit("tensorParallel") { $0 / 2 }, edit("pipelineParallel") { $0 * 2 }].compactMap(\.self)
        case "gpus", "nodes":
            return ["gpus", "nodes", "pipelineParallel"].compactMap { edit($0) { $0 * 2 } }
        default: return nil
        }
    }

    /// Other texts for a scalar.
    private func alternatives(for scalar: Scalar) -> [String] {
        let text = scalar.text
        var words = scalar.shape.map(Self.choices) ?? []
        if words.contains("true or false") { return [text == "true" ? "false" : "true"] }
        if text == "never" { words.append("45m") }
        switch scalar.path.last {
        case "architecture": words += Self.architectures(like: text)
        case "gpu": words += Self.gpus(like: text)
        default: break
        }
        let digits = text.prefix { $0.isNumber }
        let rest = text.dropFirst(digits.count)
        if let number = Int(digits), Self.units.contains(where: { rest == $0 }) || "- ".contains(rest.prefix(1)) {
            return words
                + [number * 2, number + 1, number - 1, number / 2, number + 8].filter { $0 >= 0 }.map { "\($0)\(rest)" }
        }
        if let number = Double(text) {
            return [number - 0.05, number + 0.05, number * 2].map { (($0 * 1000).rounded() / 1000).plain }
        }
        // A list has nothing twice.
        var seen = Set([text] + (scalar.path.last == "[]" ? neighbours(of: scalar) : []))
        if models.contains(text) || routes.contains(text) { words += models + routes }
        if text == "all" { words += zip(models, models.dropFirst()).map { "[\($0), \($1)]" } }
        let others = all.filter { !$0.isKey && $0.path.suffix(2) == scalar.path.suffix(2) }.map(\.text)
        return (words + Self.changed(text) + others).filter { seen.insert($0).inserted }
    }

    private static let units = ["", "B", "k", "m", "s", "h", "d", "MiB", "GiB", "TiB"]

    private var models: [String] {
        all.filter { !$0.isKey && $0.kind == "Model" && $0.path == ["metadata", "name"] }.map(\.text)
    }

    private var routes: [String] {
        all.filter { !$0.isKey && $0.path.suffix(3) == ["routes", "[]", "name"] }.map(\.text)
    }

    /// Other elements of the list that a scalar stands in.
    private func neighbours(of scalar: Scalar) -> [String] {
        all.filter { $0.file == scalar.file && $0.path == scalar.path }.map(\.text)
    }

    /// The words that a value may be.
    private static func choices(_ shape: Shape) -> [String] {
        switch shape {
        case .choice(let words): words
        case .scalar(let scalar): scalar.kind == .boolean ? [scalar.name] : []
        case .either(let shapes): shapes.flatMap(choices)
        case .list, .map, .object: []
        }
    }

    private static func architectures(like name: String) -> [String] {
        let known = Catalogue.bundled.architectures
        guard let size = known[name]?.parameters else { return [] }
        return known.values.filter { $0.name != name }.sorted { abs($0.parameters - size) < abs($1.parameters - size) }
            .map(\.name)
    }

    private static func gpus(like name: String) -> [String] {
        let known = Catalogue.bundled.gpus
        guard let memory = known[name]?.memory.bytes else { return [] }
        return known.values.filter { $0.name != name }.sorted {
            (abs($0.memory.bytes - memory), $0.name) < (abs($1.memory.bytes - memory), $1.name)
        }.map(\.name)
    }

    private static func changed(_ text: String) -> [String] {
        let (stem, dot, ending) =
            text.lastIndex(of: ".").map { (text[..<$0], ".", text[text.index(after: $0)...]) } ?? ("", "", "")
        let folder = text.lastIndex(of: "/").map { String(text[..<$0]) } ?? ""
        return [
            text + "x", String(text.dropLast()) + (text.last == "1" ? "2" : "1"), "\(stem)x\(dot)\(ending)", folder,
        ].filter { !$0.isEmpty }
    }
}

extension SettingScalars.Scalar {
    /// What the language says that the value looks like.
    var shape: Shape? {
        guard let kind = DocumentKind(rawValue: kind) else { return nil }
        return path.reduce(Shape.object(kind.description)) { shape, component in
            component == "[]" ? shape?.element : shape?.member(component)?.shape
        }
    }

    /// Whether the text is a word of Spindle's own, which may happen to be a name as well.
    var isOfCatalogue: Bool {
        ["architecture", "gpu", "via"].contains(path.last) || path.suffix(2) == ["engine", "name"]
            || isKey && path.count == 1
    }
}
