/// The safe fixes of a list of diagnostics that can be made at once.
///
/// Of fixes that change the same place the first is made; the others are due once the result is checked anew.
package struct FixPlan: Sendable {
    /// By the path of the file, each in the order of the file.
    private var replacements: [String: [Replacement]] = [:]
    /// How many fixes are made.
    package private(set) var count = 0

    /// - Parameter mayChange: whether a file may be changed; a fix that changes another one is not made.
    package init(_ diagnostics: [Diagnostic], in sources: SourceMap, where mayChange: (String) -> Bool) {
        let fixes = diagnostics.compactMap { $0.safeFix(in: sources) }.sorted { a, b in
            (sources.path(of: a[0].span), a[0].span.lower) < (sources.path(of: b[0].span), b[0].span.lower)
        }
        // A file that is imported, too, is there twice, under one path.
        var ends: [String: UInt32] = [:]
        for fix in fixes {
            let places = fix.map { (path: sources.path(of: $0.span), replacement: $0) }
            guard places.allSatisfy({ mayChange($0.path) && ends[$0.path, default: 0] <= $0.replacement.span.lower })
            else { continue }
            for (path, replacement) in places {
                replacements[path, default: []].append(replacement)
                ends[path] = replacement.span.upper
            }
            count += 1
        }
    }

    /// What changes in a file, in its order.
    package func replacements(at path: String) -> [Replacement] { replacements[path] ?? [] }

    /// A file as it is once it is fixed.
    package func apply(to bytes: [UInt8], at path: String) -> [UInt8] {
        guard let replacements = replacements[path] else { return bytes }
        var fixed: [UInt8] = []
        var position = 0
        for replacement in replacements {
            fixed += bytes[position..<Int(replacement.span.lower)]
            fixed += replacement.text.utf8
            position = Int(replacement.span.upper)
        }
        return fixed + bytes[position...]
    }
}

extension Diagnostic {
    /// What its safe fix changes, in the order of the file; a diagnostic has one such fix at most.
    package func safeFix(in sources: SourceMap) -> [Replacement]? {
        guard let fix = fixes.first(where: { $0.applicability == .safe }), !fix.edits.isEmpty else { return nil }
        return fix.replacements(in: sources)?.sorted { ($0.span.file, $0.span.lower) < ($1.span.file, $1.span.lower) }
    }
}
