package import Diagnostics

extension Rule {
    package static let lfsPointer = Rule(
        "SP1049",
        title: "pointer of Git LFS",
        explanation: """
            Git LFS keeps the content of this file on a server; the repository, and a checkout without Git LFS, hold three lines
            that point there. Spindle fetches nothing. Specs are small texts whose changes people review: keep them out of LFS,
            with a line such as `specs/** !filter !diff !merge text` in `.gitattributes`, and commit them again
            (`git add --renormalize specs`).
            """
    )
}

extension Diagnostic {
    package static func lfsPointer(_ path: String) -> Diagnostic {
        Diagnostic(
            .lfsPointer,
            "`\(path)` is a pointer of Git LFS, not the file itself",
            at: nil,
            help: "keep specs out of LFS (`.gitattributes`); on disk, `git lfs pull` gets the file"
        )
    }
}

/// What Git LFS puts in the place of a file.
package enum LFSPointer {
    /// The first line of every pointer, whatever the version of its own tool.
    private static let start = Array("version https://git-lfs.github.com/spec/v1".utf8)

    package static func isPointer(_ bytes: [UInt8]) -> Bool { bytes.count < 1024 && bytes.starts(with: start) }
}
