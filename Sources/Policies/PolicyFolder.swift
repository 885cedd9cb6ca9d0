package import Diagnostics

/// What a folder of policies holds, as it was read.
package struct PolicyFolder: Sendable {
    /// Relative to the repository, with `/`.
    package var path: String
    /// Those with an extension of specs, each by its path relative to the repository.
    package var files: [SourceFile]

    package init(path: String, files: [SourceFile]) {
        self.path = path
        self.files = files.sorted { $0.path < $1.path }
    }

    /// The folder in it that holds tests.
    static let tests = "tests"
    /// The file in it with severities and exemptions.
    static let settings = "settings.yaml"

    var policies: [SourceFile] { files.filter { !isTest($0) && $0.path.hasSuffix(".jsonnet") } }

    var testFiles: [SourceFile] { files.filter(isTest) }

    var settingsFile: SourceFile? { files.first { name(of: $0) == Self.settings } }

    /// YAML files that look like settings and are not read. Data for policies lies in a folder of its own.
    var strangers: [SourceFile] {
        files.filter { file in
            let name = name(of: file)
            return name != Self.settings && !name.contains("/") && (name.hasSuffix(".yaml") || name.hasSuffix(".yml"))
        }
    }

    private func isTest(_ file: SourceFile) -> Bool { name(of: file).hasPrefix("\(Self.tests)/") }

    /// Relative to the folder.
    private func name(of file: SourceFile) -> Substring {
        path == "." ? file.path[...] : file.path.dropFirst(path.count + 1)
    }
}
