package import Diagnostics

/// What renderers print: a comparison, and what is wrong with either side.
package struct DiffReport: Sendable {
    /// `nil` where a side cannot be understood well enough.
    package var diff: FleetDiff?
    package var base: Side
    package var head: Side

    package struct Side: Sendable {
        package var name: String
        /// The errors of its specs, in the order in which they are printed.
        package var errors: [Diagnostic]
        package var sources: SourceMap

        package init(name: String, errors: [Diagnostic] = [], sources: SourceMap = SourceMap()) {
            self.name = name
            self.errors = errors
            self.sources = sources
        }
    }

    package init(diff: FleetDiff?, base: Side, head: Side) {
        self.diff = diff
        self.base = base
        self.head = head
    }

    package var hasErrors: Bool { !base.errors.isEmpty || !head.errors.isEmpty }
}
