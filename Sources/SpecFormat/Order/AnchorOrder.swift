/// Whether entries of a mapping may change places: every alias must still find the anchor that it finds now, which is the
/// last of its name above it.
enum AnchorOrder {
    /// - Parameter order: positions of the entries in their new order.
    static func allows(_ order: [Int], of entries: [Entry]) -> Bool {
        guard order != Array(entries.indices) else { return true }
        let names = entries.map { entry in
            var names = Names()
            names.add(entry)
            return names
        }
        let defined = names.reduce(into: Set<String>()) { $0.formUnion($1.defined) }
        if defined.isEmpty { return true }
        return sequences(of: defined, names, in: Array(entries.indices)) == sequences(of: defined, names, in: order)
    }

    /// For each name the entries that speak of it.
    private static func sequences(of defined: Set<String>, _ names: [Names], in order: [Int]) -> [String: [Int]] {
        var sequences: [String: [Int]] = [:]
        for index in order {
            for name in names[index].all where defined.contains(name) { sequences[name, default: []].append(index) }
        }
        return sequences
    }

    private struct Names {
        var defined = Set<String>()
        var all = Set<String>()

        mutating func add(_ entry: Entry) {
            if let key = entry.key { add(key) }
            add(entry.value)
        }

        private mutating func add(_ node: SyntaxNode) {
            for property in node.properties where property.hasPrefix("&") {
                defined.insert(String(property.dropFirst()))
                all.insert(String(property.dropFirst()))
            }
            switch node.content {
            case .alias(let alias): all.insert(String(alias.dropFirst()))
            case .collection(let collection): for entry in collection.entries { add(entry) }
            case .empty, .scalar: break
            }
        }
    }
}
