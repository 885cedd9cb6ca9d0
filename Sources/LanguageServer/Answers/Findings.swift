import Compiler
import Diagnostics

/// The diagnostics of a run as the protocol has them, by the URIs of their files.
struct Findings {
    private(set) var byURI: [String: [Wire.Diagnostic]] = [:]

    /// - Parameter stand: the files that show what is about no file.
    init(_ result: CompileResult, _ places: Places, standingIn stand: [String]) {
        var places = places
        for diagnostic in result.diagnostics {
            let found = Wire.Diagnostic(diagnostic, in: &places)
            let path = result.sources.path(of: diagnostic)
            let isAboutFile = diagnostic.primary != nil || Self.isFile(path)
            for uri in isAboutFile ? [places.uris(path)] : stand { byURI[uri, default: []].append(found) }
        }
    }

    private static func isFile(_ path: String) -> Bool {
        (SpecFolder.extensions + ["libsonnet"]).contains { path.hasSuffix("." + $0) }
    }
}

extension Wire.Diagnostic {
    init(_ diagnostic: Diagnostic, in places: inout Places) {
        let label = diagnostic.primary.map(\.text) ?? ""
        var paragraphs = diagnostic.paragraphs
        if !label.isEmpty { paragraphs.insert(label, at: 1) }
        self.init(
            range: diagnostic.primary.map { places.range(of: $0.span) } ?? .top,
            severity: diagnostic.severity.level,
            code: diagnostic.rule.id,
            message: paragraphs.joined(separator: "\n"),
            relatedInformation: diagnostic.secondary.isEmpty
                ? nil
                : diagnostic.secondary.map { label in
                    Related(location: places.location(of: label.span), message: label.text)
                }
        )
    }
}

extension Severity {
    fileprivate var level: Int {
        switch self {
        case .error: 1
        case .warning: 2
        case .note: 3
        }
    }
}
