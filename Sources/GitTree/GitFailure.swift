package import Diagnostics

/// Why git cannot give what it was asked for.
package struct GitFailure: Error {
    /// What says so.
    package var diagnostic: Diagnostic

    package init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }
}
