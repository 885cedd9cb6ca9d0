/// The candidate nearest to a mistyped word, for a did-you-mean.
///
/// The distance is Damerau's (optimal string alignment): insertion, deletion, replacement and the swap of neighbours
/// each cost one. A candidate counts only below a third of the word's length, rounded up, and below four, so that
/// nothing far-fetched is ever proposed.
package func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    let typed = Array(word.lowercased().utf8)
    guard typed.count <= 64 else { return nil }
    let limit = min(3, (typed.count + 2) / 3)
    var best: (name: String, distance: Int)?
    for candidate in candidates {
        let name = Array(candidate.lowercased().utf8)
        guard abs(name.count - typed.count) <= limit else { continue }
        let distance = editDistance(typed, name)
        guard distance <= limit else { continue }
        if let known = best, (known.distance, known.name) <= (distance, candidate) { continue }
        best = (candidate, distance)
    }
    return best?.name
}

private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforePrevious = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    for i in 1...max(a.count, 1) where !a.isEmpty {
        var current = [i] + [Int](repeating: 0, count: b.count)
        for j in 1...max(b.count, 1) where !b.isEmpty {
            let cost = a[i - 1] == b[j - 1] ? 0 : 1
            current[j] = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + cost)
            if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                current[j] = min(current[j], beforePrevious[j - 2] + 1)
            }
        }
        (beforePrevious, previous) = (previous, current)
    }
    return previous[b.count]
}

extension Sequence<String> {
    /// The words as people list them: `a, b and c`, cut after a number of them.
    package func listed(_ last: String = "and", atMost limit: Int = 12) -> String {
        let words = Array(self)
        if words.count > limit {
            return words.prefix(limit).joined(separator: ", ") + " \(last) \(words.count - limit) more"
        }
        guard words.count > 1, let tail = words.last else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " \(last) " + tail
    }
}

extension Int {
    /// The number with its noun: `1 GPU`, `2 GPUs`.
    package func counting(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
