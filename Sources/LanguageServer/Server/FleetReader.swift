package import Compiler

/// What the server asks of the world outside of it: files and programs.
package protocol FleetReader {
    /// The absolute path of a file with every link in its folder followed.
    func canonical(_ path: String) -> String

    /// The folder of the fleet that a file belongs to, or `nil`.
    /// - Parameters:
    ///   - file: canonical.
    ///   - roots: canonical folders above which nobody looks.
    ///   - buffers: files that are open, by their canonical paths.
    func fleet(of file: String, within roots: [String], buffers: [String: [UInt8]]) -> String?

    /// Checks the fleet of a folder as `spindle check` does, with the open files as they are now.
    func check(_ folder: String, buffers: [String: [UInt8]]) -> CheckedFleet
}

/// What came of a check.
package enum CheckedFleet {
    /// - Parameter root: the folder that paths of the result are relative to.
    case checked(CompileResult, root: String)
    case unreadable(String)
}
