import Compiler
import Diagnostics
import Fleet
import SpecSyntax

/// Where what a word names is declared; of the name of a model itself, where environments say what differs for it.
struct Definition {
    private let cursor: SpecCursor
    private let names: FleetNames

    init(_ cursor: SpecCursor, names: FleetNames) {
        (self.cursor, self.names) = (cursor, names)
    }

    var spans: [Span] {
        guard let place = SpecPlace(cursor) else { return [] }
        if cursor.kind == .model, cursor.path == ["metadata", "name"] {
            return names.overlays.filter { $0.name == cursor.text }.compactMap(\.span)
        }
        let sorts: [String]
        switch cursor.role {
        case .value: sorts = place.field?.refersTo ?? []
        // What a key of a mapping by names stands for; the mapping itself may be where it is declared.
        case .key: sorts = place.shape.names.map { [$0.sort] } ?? []
        }
        let environment = cursor.kind == .environment ? cursor.name : nil
        return names.find(cursor.text, sorts, in: environment).compactMap(\.span)
    }
}
