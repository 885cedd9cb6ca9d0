/// The bounds of what is read, so that no input makes the compiler crash, hang or eat a machine.
///
/// Each has a diagnostic of its own. The defaults hold a fleet of ten thousand models, one file each or all in one.
package struct SpecLimits: Sendable {
    /// Bytes of one file.
    package var fileBytes = 16 << 20
    /// Mappings and sequences inside one another.
    package var depth = 64
    /// Nodes that aliases add to one document; it is what a "billion laughs" document explodes into.
    package var aliasNodes = 100_000
    /// Documents of one file.
    package var documents = 20_000
    /// Findings of one file; a file with more has one mistake many times, or is an attack on who prints them.
    package var diagnostics = 1_000
    /// Files of one fleet.
    package var files = 50_000
    /// Files and folders of any kind that are looked at to find them. In a revision a small tree can hold itself often.
    package var entries = 500_000
    /// Bytes of a path, as on Linux.
    package var pathBytes = 4096
    /// Seconds of wall time for the evaluation of one Jsonnet file.
    package var jsonnetSeconds = 10.0
    /// Bytes of address space for the evaluation of one Jsonnet file.
    package var jsonnetBytes = 1 << 30
    /// Bytes of JSON that one Jsonnet file may produce.
    package var jsonnetOutputBytes = 16 << 20

    package init() {}
}
