package import Diagnostics

/// What to do about a text that is no value of its type.
package struct Advice: ExpressibleByStringInterpolation, Sendable {
    package var help: String
    /// Texts that would be values.
    package var proposals: [(text: String, applicability: Fix.Applicability)]

    package init(_ help: String, _ proposals: [(text: String, applicability: Fix.Applicability)] = []) {
        self.help = help
        self.proposals = proposals
    }

    package init(stringLiteral help: String) { self.init(help) }
}
