package import Diagnostics
import Fleet
package import SpecSyntax

/// Formats a YAML file of specs: canonical order of keys and canonical spacing; every comment, every anchor and what the
/// specs mean stay.
package enum SpecFormatter {
    package enum Outcome: Sendable {
        /// The file in its canonical form, the same bytes when it had it.
        case formatted([UInt8])
        /// No document of it is a spec; what the compiler says to that.
        case foreign([Diagnostic])
        /// It cannot be read.
        case invalid([Diagnostic])
    }

    /// Formats until nothing changes any more, so that formatting twice is formatting once: moving a comment or a key can
    /// give a line that is too long another place.
    /// - Throws: when the result would not mean what the file means, lacks a comment, or never settles.
    package static func format(
        _ file: FileID,
        in sources: SourceMap,
        limits: SpecLimits = SpecLimits()
    ) throws(FormatFault) -> Outcome {
        var bytes = sources[file].bytes
        for pass in 0..<mostPasses {
            var step = SourceMap()
            let id = step.add(path: sources[file].path, bytes: bytes)
            let outcome =
                pass == 0
                ? try formatOnce(file, in: sources, limits: limits) : try formatOnce(id, in: step, limits: limits)
            guard case .formatted(let next) = outcome else { return outcome }
            if next == bytes { return .formatted(next) }
            bytes = next
        }
        throw FormatFault(reason: "its form does not settle after \(mostPasses) passes")
    }

    private static let mostPasses = 8

    private static func formatOnce(
        _ file: FileID,
        in sources: SourceMap,
        limits: SpecLimits = SpecLimits()
    ) throws(FormatFault) -> Outcome {
        let read = YAMLReader.read(file, in: sources, limits: limits)
        guard read.diagnostics.isEmpty else { return .invalid(read.diagnostics) }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let bytes = sources[file].bytes
        let text = LineBreaks.normalized(bytes.starts(with: mark) ? bytes[mark.count...] : bytes[...])
        var (documents, comments) = try TreeParser.parse(text)
        guard documents.contains(where: \.isSpec) else {
            return .foreign(read.documents.flatMap { DecodedDocument($0).diagnostics })
        }
        for index in documents.indices where documents[index].isSpec { KeyOrder.sort(&documents[index]) }
        guard let written = TreeWriter.write(documents, limit: limits.fileBytes) else {
            return .invalid([.tooLargeOnceFormatted(file, limit: limits.fileBytes)])
        }
        let formatted = Array(written.utf8)
        try FormatProof(documents: read.documents, comments: comments).check(formatted, limits: limits)
        return .formatted(formatted)
    }
}

extension Diagnostic {
    fileprivate static func tooLargeOnceFormatted(_ file: FileID, limit: Int) -> Diagnostic {
        Diagnostic(
            .fileTooLarge,
            "once it is formatted the file has more than \(limit) bytes, which is the limit of a spec file",
            at: Label(Span(file: file, lower: 0, upper: 0)),
            help: "split it into several files, for example one a model"
        )
    }
}

/// The formatter does not understand what it reads, or was about to change what it means: a fault of Spindle's.
package struct FormatFault: Error {
    package var reason: String
}
