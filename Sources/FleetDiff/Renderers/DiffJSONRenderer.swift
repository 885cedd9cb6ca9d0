import Diagnostics
import FoundationEssentials

/// A comparison as one JSON document; `docs/diff.md` describes it.
package struct DiffJSONRenderer {
    package init() {}

    package func render(_ report: DiffReport) throws -> String {
        let document = Document(
            base: Side(name: report.base.name, errors: JSONRenderer.list(report.base.errors, in: report.base.sources)),
            head: Side(name: report.head.name, errors: JSONRenderer.list(report.head.errors, in: report.head.sources)),
            isEmpty: report.diff?.isEmpty,
            diff: report.diff
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
    }

    private struct Document<Errors: Encodable>: Encodable {
        var version = 1
        var base: Side<Errors>
        var head: Side<Errors>
        var isEmpty: Bool?
        var diff: FleetDiff?
    }

    private struct Side<Errors: Encodable>: Encodable {
        var name: String
        /// As `spindle check --format json` has them.
        var errors: Errors
    }
}
