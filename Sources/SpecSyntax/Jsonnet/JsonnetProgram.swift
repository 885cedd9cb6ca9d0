package import Diagnostics

/// A program and the data that it works on.
package struct JsonnetProgram: Sendable {
    /// What imports are relative to.
    package var path: String
    package var source: [UInt8]
    /// What `std.extVar` gives for a name: text, such as JSON for `std.parseJson`. UTF-8 without NUL bytes.
    package var variables: [(name: String, text: [UInt8])] = []
    /// Whether imported files are written into the program, which then takes a fraction of the time; see `JsonnetBundle`.
    /// An error in it has no place.
    package var isBundled = false

    init(path: String, source: [UInt8]) {
        self.path = path
        self.source = source
    }

    /// A program of Spindle's own. Errors in it are shown where a file of the user's called it.
    package init(own source: [UInt8], variables: [(name: String, text: [UInt8])]) {
        self.init(path: Self.ownPath("program.jsonnet"), source: source)
        self.variables = variables
    }

    /// The path of a file that Spindle brings along, for the answer to an import of it.
    package static func ownPath(_ name: String) -> String { "\(ownFolder)/\(name)" }

    /// Where files of Spindle's own lie; none of a repository does.
    package static let ownFolder = "<spindle>"
}

/// What a program of Spindle's own produced.
package struct JsonnetAnswer: Sendable {
    /// Its places mean nothing until `JsonnetEvaluator.locate` has given it others.
    package let value: Node
    let imports: JsonnetImports
}

/// Why there is no result.
package struct JsonnetFailure: Error {
    package var diagnostics: [Diagnostic]
}

extension JsonnetFrame {
    init(evaluating program: JsonnetProgram, _ limits: SpecLimits) {
        let bounds = [limits.jsonnetOutputBytes, limits.jsonnetBytes, Int(limits.jsonnetSeconds.rounded(.up))]
        self.init(
            .evaluate,
            Array(program.path.utf8),
            program.source,
            Array(bounds.map(String.init).joined(separator: " ").utf8)
        )
        for variable in program.variables { fields += [Array(variable.name.utf8), variable.text] }
    }
}
