import Compiler
import Diagnostics
import Fleet
import FleetPlan
import Simulation
import SpecSyntax

/// Changes of a fleet as a patch to its specs, which is proved by compiling it.
struct SpecPatch {
    /// A unified difference.
    private(set) var text = ""

    /// - Parameter result: what the specs compile to as they are, with their documents.
    init(
        _ changes: [FleetChange],
        of specs: FleetSpecs,
        _ result: CompileResult,
        options: FleetOptions
    ) throws(CommandFailure) {
        let plan = try result.onlyPlan()
        let wanted = changes.reduce(SimulatedFleet(plan, fleet: "")) { $1.applied(to: $0) }
        // In place first; where that would change other models too, in the model's own document.
        for isOwn in [false, true] {
            let edits = changes.compactMap { Edit($0, plan, result, isOwn: isOwn) }
            guard edits.count == changes.count else { continue }
            var patched = specs
            for index in patched.contents.files.indices {
                let file = patched.contents.files[index]
                patched.contents.files[index].bytes = Edit.apply(edits, to: file, in: result.sources)
            }
            let proof = patched.compile(options, emits: false)
            guard !proof.hasErrors, let found = try? proof.onlyPlan() else { continue }
            let fleet = SimulatedFleet(found, fleet: "")
            guard fleet.scaling == wanted.scaling, fleet.router == wanted.router else { continue }
            for (old, new) in zip(specs.contents.files, patched.contents.files) where old.bytes != new.bytes {
                text += UnifiedDiff(path: old.path, from: old.bytes, to: new.bytes).render(color: false)
            }
            return
        }
        let list = changes.map { "\([$0.model, $0.setting].compactMap(\.self).joined(separator: ": ")) → \($0.text)" }
        throw CommandFailure(
            "there are better settings, but the specs cannot be patched: \(list.joined(separator: "; "))",
            help: "settings of programs and of several layers are to be changed by hand"
        )
    }

    /// Bytes that take the place of others.
    private struct Edit {
        var span: Span
        var text: String

        /// - Parameter isOwn: whether it may be written into the document of the model itself only.
        init?(_ change: FleetChange, _ plan: EnvironmentPlan, _ result: CompileResult, isOwn: Bool) {
            let model = plan.models.first { $0.name == change.model }
            let written: Span? =
                switch change {
                case .idle: model?.model.scale.idleTimeout.span
                case .max: model?.model.scale.max.span
                case .weights: plan.environment.routing.weights.span.span
                }
            let document = result.documents.models.first { $0.name.value == change.model }
            if let written, !isOwn || document.map({ Self.encloses($0.span, written) }) == true || change.model == nil {
                self.init(span: written, text: change.text)
                return
            }
            guard let document, let key = change.setting.split(separator: ".").last else { return nil }
            guard let scale = document.body.scale?.span else {
                let end = Span(
                    file: document.span.file,
                    lower: Int(document.span.upper),
                    upper: Int(document.span.upper)
                )
                self.init(span: end, text: "\nscale: {\(key): \(change.text)}")
                return
            }
            let bytes = result.sources[scale.file].bytes
            let start = Int(scale.lower)
            if bytes[start] == UInt8(ascii: "{") {
                let inside = Span(file: scale.file, lower: start + 1, upper: start + 1)
                self.init(span: inside, text: "\(key): \(change.text), ")
            } else {
                let line = bytes[..<start].lastIndex(of: 10).map { $0 + 1 } ?? 0
                let indent = String(repeating: " ", count: start - line)
                self.init(span: scale.start, text: "\(key): \(change.text)\n\(indent)")
            }
        }

        private init(span: Span, text: String) { (self.span, self.text) = (span, text) }

        private static func encloses(_ outer: Span, _ inner: Span) -> Bool {
            outer.file == inner.file && outer.lower <= inner.lower && inner.upper <= outer.upper
        }

        static func apply(_ edits: [Edit], to file: SpecInput, in sources: SourceMap) -> [UInt8] {
            var bytes = file.bytes
            // From the end, so that places before stay what they are.
            for edit in edits.sorted(by: { $0.span.lower > $1.span.lower })
            where sources.path(of: edit.span) == file.path {
                bytes.replaceSubrange(Int(edit.span.lower)..<Int(edit.span.upper), with: Array(edit.text.utf8))
            }
            return bytes
        }
    }
}
