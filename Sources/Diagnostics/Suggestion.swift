/// The word that a mistyped one was meant to be.
package struct Suggestion: Hashable, Sendable {
    package var word: String
    /// Whether nothing else can be meant, so that a tool may write the word without asking.
    package var isCertain: Bool
}

/// The candidate nearest to a mistyped word, for a did-you-mean.
///
/// The distance is Damerau's (optimal string alignment): insertion, deletion, replacement and the swap of neighbours
/// each cost one. A candidate counts only below a third of the word's length, rounded up, and below four, so that
/// nothing far-fetched is ever proposed.
package func suggestion(for word: String, among candidates: some Sequence<String>) -> Suggestion? {
    let typed = Array(word.lowercased().utf8)
    guard typed.count <= 64 else { return nil }
    let limit = min(3, (typed.count + 2) / 3)
    var best: (word: String, distance: Int)?
    var isUnique = true
    for candidate in candidates {
        let name = Array(candidate.lowercased().utf8)
        guard abs(name.count - typed.count) <= limit else { continue }
        let distance = editDistance(typed, name)
        guard distance <= limit, distance <= best?.distance ?? limit else { continue }
        guard let known = best, known.distance == distance else {
            (best, isUnique) = ((candidate, distance), true)
            continue
        }
        if candidate != known.word { isUnique = false }
        if candidate < known.word { best = (candidate, distance) }
    }
    return best.map { Suggestion(word: $0.word, isCertain: isUnique && isSlip(from: $0.word, to: word, $0.distance)) }
}

/// The word of the nearest candidate.
package func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    suggestion(for: word, among: candidates)?.word
}

/// Whether a word is another one, mistyped: written in another case or with other separators, with a slip or two in a long
/// word, or with letters missing, doubled or swapped in a short one. Another letter in a short word is another word as
/// often as not: `cpus` and `gpus`, `fp4` and `fp8`.
private func isSlip(from meant: String, to typed: String, _ distance: Int) -> Bool {
    let (a, b) = (meant.letters, typed.letters)
    if a == b { return true }
    switch distance {
    case 1: return b.count >= 6 || b.count >= 3 && (a.count != b.count || a.sorted() == b.sorted())
    case 2: return b.count >= 8
    default: return false
    }
}

extension String {
    /// In lower case, without what separates words.
    fileprivate var letters: [UInt8] {
        lowercased().utf8.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }
    }
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
