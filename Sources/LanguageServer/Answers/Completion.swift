import Compiler
import Diagnostics
import Fleet
import SpecSyntax

/// What may be written where the cursor is: keys that the mapping has not yet, values that the key takes, names of the fleet.
struct Completion {
    private let word: TypedWord
    private let place: SpecPlace
    private let names: FleetNames
    private let isJSON: Bool

    private enum Kind: Int {
        case property = 10
        case choice = 20
        case reference = 18
    }

    private struct Proposal {
        var kind: Kind
        var label: String
        /// What is written, where it is more than the label.
        var text: String?
        var detail: String?
        var documentation: String?
        var isRequired = false
    }

    /// - Returns: `nil` where the language has nothing to say.
    init?(at offset: Int, in bytes: [UInt8], isJSON: Bool, names: FleetNames) {
        guard let word = TypedWord(in: bytes, at: offset), let place = SpecPlace(word.cursor) else { return nil }
        (self.word, self.place, self.names, self.isJSON) = (word, place, names, isJSON)
    }

    /// More are of no use to anybody who looks at them.
    private static let mostItems = 1000

    /// - Parameters:
    ///   - markup: of documentation.
    ///   - range: the positions of bytes.
    func list(as markup: Wire.MarkupContent.Kind, range: (Range<Int>) -> Wire.Range) -> Wire.CompletionList {
        let typed = word.range.isEmpty ? "" : word.cursor.text.lowercased()
        var proposals = proposals
        let isCut = proposals.count > Self.mostItems
        if isCut {
            proposals = Array(proposals.filter { $0.label.lowercased().contains(typed) }.prefix(Self.mostItems))
        }
        return Wire.CompletionList(isIncomplete: isCut, items: items(proposals, as: markup, at: range(word.range)))
    }

    private func items(
        _ proposals: [Proposal],
        as markup: Wire.MarkupContent.Kind,
        at range: Wire.Range
    ) -> [Wire.CompletionItem] {
        proposals.enumerated().map { index, proposal in
            let order = String(index + 10_000).dropFirst()
            return Wire.CompletionItem(
                label: proposal.label,
                kind: proposal.kind.rawValue,
                detail: proposal.detail,
                documentation: proposal.documentation.map { Wire.MarkupContent(kind: markup, value: $0) },
                sortText: (proposal.isRequired ? "0" : "1") + order,
                filterText: proposal.label,
                textEdit: Wire.TextEdit(range: range, newText: proposal.text ?? proposal.label)
            )
        }
    }

    private var proposals: [Proposal] {
        switch word.cursor.role {
        case .value: values
        // A word alone in what is to be a mapping may as well be a value of its own.
        case .key: keys + (word.startsLine && word.cursor.siblings.isEmpty ? values : [])
        }
    }

    private var keys: [Proposal] {
        let taken = word.cursor.siblings
        let fields = place.shape.fields.filter { !taken.contains($0.key) }.map { field in
            Proposal(
                kind: .property,
                label: field.key,
                text: written(field.key, before: field.shape),
                detail: SpecReference.valueText(field),
                documentation: KeyText(field).markdown,
                isRequired: field.presence == .required
            )
        }
        guard let keys = place.shape.names else { return fields }
        let known = keys.known ?? names.names(of: keys.sort, in: environment)
        let element = place.shape.member("*")?.shape
        return fields
            + known.filter { !taken.contains($0) }.map { name in
                Proposal(
                    kind: .reference,
                    label: name,
                    text: element.map { written(name, before: $0) },
                    detail: keys.sort
                )
            }
    }

    private var values: [Proposal] {
        let sorts = isName(place.shape) ? place.field?.refersTo ?? [] : []
        let references = sorts.flatMap { sort in
            names.names(of: sort, in: environment).map {
                Proposal(kind: .reference, label: $0, text: value($0), detail: detail(of: $0, sort))
            }
        }
        // The names of the catalogue are words of the shape, too.
        let known = Set(references.map(\.label))
        return references
            + place.shape.words.filter { !known.contains($0) }.map {
                Proposal(kind: .choice, label: $0, text: value($0))
            }
    }

    private func isName(_ shape: Shape) -> Bool {
        switch shape {
        case .scalar: true
        case .either(let shapes): shapes.contains(where: isName)
        case .choice, .list, .map, .object: false
        }
    }

    private func detail(of name: String, _ sort: String) -> String? {
        switch sort {
        case "architecture": Catalogue.bundled.architectures[name].map { Explanation.summary(of: $0) }
        case "gpu": Catalogue.bundled.gpus[name].map { Explanation.summary(of: $0) }
        case "rule": RuleCatalogue.byID[name]?.title
        default: sort
        }
    }

    private var environment: String? { word.cursor.kind == .environment ? word.cursor.name : nil }

    /// A key as it is written, with its colon.
    private func written(_ key: String, before shape: Shape) -> String {
        let text = value(key)
        if word.hasColon { return text }
        return text + (shape.isBlock && !word.cursor.isInFlow ? ":" : ": ")
    }

    private func value(_ text: String) -> String { isJSON && !word.cursor.isQuoted ? "\"\(text)\"" : text }
}
