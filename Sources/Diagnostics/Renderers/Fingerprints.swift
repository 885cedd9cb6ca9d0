/// Names findings so that a service knows them again in the next run, although lines have moved in between.
///
/// A name is made of the rule, the file, the key and what stands at the place; of findings that share all of these, every one
/// but the first has its number behind it, so that names are unique.
struct Fingerprints {
    private var seen: [UInt64: Int] = [:]
    /// What is looked at of a marked text, which may be a whole file.
    private static let mostBytes = 256

    /// The name of the next finding, such as `a1b2c3d4e5f60718:1`.
    mutating func next(_ diagnostic: Diagnostic, in sources: SourceMap) -> String {
        var hash = FNV1a()
        hash.add(diagnostic.rule.id.utf8)
        hash.add(sources.path(of: diagnostic).utf8)
        hash.add((diagnostic.path ?? "").utf8)
        if let span = diagnostic.primary?.span {
            let end = min(Int(span.upper), Int(span.lower) + Self.mostBytes, sources[span.file].bytes.count)
            hash.add(sources.printable(min(Int(span.lower), end)..<end, of: span.file))
        } else {
            hash.add(diagnostic.message.utf8)
        }
        let count = seen[hash.value, default: 0] + 1
        seen[hash.value] = count
        let digits = String(hash.value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits + ":\(count)"
    }
}

/// The Fowler–Noll–Vo hash FNV-1a of 64 bits, which is the same in every run and on every machine.
private struct FNV1a {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Adds bytes and a separator, so that what stands in one part never counts as another's.
    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { add(byte) }
        add(0)
    }

    private mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
}
