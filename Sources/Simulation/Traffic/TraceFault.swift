/// A trace that cannot be read.
package struct TraceFault: Error, Equatable, CustomStringConvertible {
    /// Counted from 1; `nil` for what concerns all of it.
    package var line: Int?
    package var reason: String

    init(_ reason: String, line: Int? = nil) {
        self.reason = reason
        self.line = line
    }

    package var description: String { line.map { "line \($0): \(reason)" } ?? reason }
}
