import Diagnostics
import Fleet
import SpecSyntax

/// The violations that a test expects beside those that the policy finds.
struct ViolationComparison {
    /// One line each, in the order of `lines`.
    private(set) var expected: [String] = []
    private(set) var found: [String] = []
    /// Both: expected only with `- ` in front, found only with `+ `, both with two blanks.
    private(set) var lines: [String] = []
    private(set) var agrees = true

    init(expected: [ExpectedViolation], found: [Violation], of policy: Policy) {
        var left = found
        var rows: [(path: String, mark: String, text: String)] = []
        for wanted in expected {
            let path = SettingPath(wanted.path)
            self.expected.append(wanted.line)
            guard let index = left.firstIndex(where: { wanted.describes($0, of: policy) }) else {
                rows.append((path.description, "- ", wanted.line))
                continue
            }
            rows.append((path.description, "  ", wanted.line))
            left.remove(at: index)
        }
        rows += left.map { ($0.path.description, "+ ", $0.line) }
        self.found = found.map(\.line)
        agrees = rows.allSatisfy { $0.mark == "  " }
        lines = rows.sorted { ($0.path, $0.mark, $0.text) < ($1.path, $1.mark, $1.text) }.map { $0.mark + $0.text }
    }
}

extension ExpectedViolation {
    fileprivate func describes(_ violation: Violation, of policy: Policy) -> Bool {
        SettingPath(path) == violation.path && (message ?? violation.message) == violation.message
            && (help ?? violation.help) == violation.help
            && (severity.map { $0.severity == violation.severity ?? policy.severity } ?? true)
    }

    fileprivate var line: String {
        Violation.line(SettingPath(path), message, help: help, severity: severity?.severity)
    }
}

extension Violation {
    fileprivate var line: String { Self.line(path, message, help: nil, severity: nil) }

    fileprivate static func line(_ path: SettingPath, _ message: String?, help: String?, severity: Severity?) -> String
    {
        var line = severity.map { "\($0.rawValue) at \(path)" } ?? path.description
        if let message { line += ": \(message)" }
        if let help { line += " (help: \(help))" }
        return line
    }
}
