/// SGR colours, or nothing.
package struct TerminalStyle: Sendable {
    private let color: Bool

    package init(color: Bool) { self.color = color }

    func severity(_ severity: Severity, _ text: String) -> String {
        switch severity {
        case .error: wrap("1;31", text)
        case .warning: wrap("1;33", text)
        case .note: wrap("1;36", text)
        }
    }

    package func bold(_ text: String) -> String { wrap("1", text) }

    package func blue(_ text: String) -> String { wrap("1;34", text) }

    package func red(_ text: String) -> String { wrap("1;31", text) }

    package func green(_ text: String) -> String { wrap("32", text) }

    package func yellow(_ text: String) -> String { wrap("33", text) }

    package func dim(_ text: String) -> String { wrap("2", text) }

    private func wrap(_ code: String, _ text: String) -> String {
        color ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
