/// Diagnostics as a JUnit report, for services that show test results.
///
/// Every finding is a test case of its file, and a file without findings is one that passes. What fails the run is a failure;
/// other findings pass with their text as output.
package struct JUnitRenderer {
    private let failing: Severity

    /// - Parameter failing: the least severity that fails the run.
    package init(failing: Severity = .error) { self.failing = failing }

    package func render(_ diagnostics: [Diagnostic], in sources: SourceMap) -> String {
        let findings = Dictionary(grouping: diagnostics) { sources.path(of: $0) }
        let paths = Set(findings.keys).union(sources.files.map(\.path)).sorted()
        var terminal = TerminalRenderer(sources, color: false)
        let cases = paths.flatMap { path in
            findings[path].map { self.cases(of: $0, path, &terminal) }
                ?? ["    <testcase \(attributes(of: path, name: "no findings"))/>\n"]
        }
        let failures = diagnostics.count { $0.severity >= failing }
        let counts = #"tests="\#(cases.count)" failures="\#(failures)" errors="0" skipped="0" time="0""#
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="spindle" \(counts)>
              <testsuite name="spindle" \(counts)>
            \(cases.joined())  </testsuite>
            </testsuites>

            """
    }

    private func cases(of diagnostics: [Diagnostic], _ path: String, _ terminal: inout TerminalRenderer) -> [String] {
        // Services take cases of one name for one case.
        var names: [String: Int] = [:]
        return diagnostics.map { diagnostic in
            let message = TerminalText.visible(diagnostic.message)
            let name = "\(diagnostic.rule.id): \(message)"
            let count = names[name, default: 0] + 1
            names[name] = count
            let text = terminal.render(diagnostic).xml(keepsLines: true)
            let content =
                diagnostic.severity >= failing
                ? #"<failure message="\#(message.xml)" type="\#(diagnostic.rule.id)">\#(text)</failure>"#
                : "<system-out>\(text)</system-out>"
            let attributes = attributes(of: path, name: count == 1 ? name : "\(name) (\(count))")
            return "    <testcase \(attributes)>\n      \(content)\n    </testcase>\n"
        }
    }

    private func attributes(of path: String, name: String) -> String {
        #"classname="\#(path.xml)" name="\#(name.xml)" file="\#(path.xml)" time="0""#
    }
}

extension String {
    /// As text or the value of an attribute in XML 1.0; what may not stand there at all becomes the replacement character.
    fileprivate var xml: String { xml(keepsLines: false) }

    /// - Parameter keepsLines: for text; the reader of an attribute makes a blank of a line break.
    fileprivate func xml(keepsLines: Bool) -> String {
        var out = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0x26: out.append(contentsOf: "&amp;".unicodeScalars)
            case 0x3C: out.append(contentsOf: "&lt;".unicodeScalars)
            case 0x3E: out.append(contentsOf: "&gt;".unicodeScalars)
            case 0x22: out.append(contentsOf: "&quot;".unicodeScalars)
            case 0x0A where keepsLines: out.append(scalar)
            case 0x09, 0x0A, 0x0D: out.append(contentsOf: "&#\(scalar.value);".unicodeScalars)
            case 0x20...0xFFFD, 0x10000...: out.append(scalar)
            default: out.append("\u{FFFD}")
            }
        }
        return String(out)
    }
}
