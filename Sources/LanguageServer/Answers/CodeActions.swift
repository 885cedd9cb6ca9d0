import Compiler
import Diagnostics

/// The fixes of diagnostics as changes that an editor makes: each alone, and all safe ones of a file as `spindle check --fix`.
struct CodeActions {
    static let quickFix = "quickfix"
    static let fixAll = "source.fixAll.spindle"

    private let result: CompileResult
    private var places: Places
    private let path: String
    private let only: [String]?

    /// - Parameters:
    ///   - path: the file that is asked about, as the sources have it.
    ///   - only: kinds that are wanted, with all beneath them; `nil` is any.
    init(_ result: CompileResult, places: Places, path: String, only: [String]?) {
        (self.result, self.places, self.path, self.only) = (result, places, path, only)
    }

    mutating func actions(in range: Wire.Range) -> [Wire.CodeAction] {
        var actions: [Wire.CodeAction] = []
        if isWanted(Self.quickFix) {
            for diagnostic in result.diagnostics {
                guard let span = diagnostic.primary?.span, result.sources.path(of: span) == path,
                    places.range(of: span).meets(range)
                else { continue }
                actions += diagnostic.fixes.compactMap { action(for: $0, of: diagnostic) }
            }
        }
        if isWanted(Self.fixAll), let edits = safeEdits, !edits.isEmpty {
            actions.append(
                Wire.CodeAction(
                    title: "Make all safe fixes of this file",
                    kind: Self.fixAll,
                    edit: Wire.WorkspaceEdit(changes: edits)
                )
            )
        }
        return actions
    }

    private func isWanted(_ kind: String) -> Bool {
        only?.contains { kind == $0 || kind.hasPrefix($0 + ".") } ?? true
    }

    private mutating func action(for fix: Fix, of diagnostic: Diagnostic) -> Wire.CodeAction? {
        guard let replacements = fix.replacements(in: result.sources), !replacements.isEmpty else { return nil }
        return Wire.CodeAction(
            title: fix.title.prefix(1).uppercased() + fix.title.dropFirst(),
            kind: Self.quickFix,
            diagnostics: [Wire.Diagnostic(diagnostic, in: &places)],
            isPreferred: fix.applicability == .safe,
            edit: Wire.WorkspaceEdit(changes: edits(for: replacements))
        )
    }

    /// The safe fixes that change this file alone.
    private var safeEdits: [String: [Wire.TextEdit]]? {
        mutating get {
            guard let file = result.sources.files.first(where: { $0.path == path }) else { return nil }
            let plan = FixPlan(result.diagnostics, in: result.sources) { $0 == path }
            guard plan.count > 0 else { return nil }
            return edits(for: plan.replacements(at: file.path))
        }
    }

    private mutating func edits(for replacements: [Replacement]) -> [String: [Wire.TextEdit]] {
        replacements.reduce(into: [:]) { edits, replacement in
            let edit = Wire.TextEdit(range: places.range(of: replacement.span), newText: replacement.text)
            edits[places.uri(of: replacement.span), default: []].append(edit)
        }
    }
}
