import Testing

/// What no file of `Sources` holds, so that bad input cannot crash the compiler and C stays in its corner.
@Suite struct SourceRulesTests {
    /// The files in which C libraries are met; all others see values only.
    static func meetsC(_ path: String) -> Bool {
        let yaml = ["YAMLParserHandle", "YAMLEventStream", "YAMLTokenStream"]
        return yaml.contains { path == "SpecSyntax/YAML/\($0).swift" } || path.hasPrefix("SpecSyntax/Jsonnet/")
            || path.hasPrefix("GitTree/LibGit2/") || path.hasPrefix("ProcessDriver/System/") || path == onnxRuntime
    }

    /// Its handles may be shared by threads, which only its documentation can say.
    static let onnxRuntime = "Classifier/Inference/OnnxRuntime.swift"

    /// The files that hand buffers to the system's calls, and the writer of YAML, which looks at every byte of the output.
    static let handlesBuffers = [
        "Compiler/Disk/Disk.swift", "Compiler/Disk/Watching/Inotify.swift", "SpindleCommands/Output/Console.swift",
        "FleetEmit/YAML/QuotedScalar.swift",
    ]

    @Test(arguments: ["try!", "as!", "@unchecked Sendable", "nonisolated(unsafe)", "unsafeBitCast", "fatalError("])
    func nowhere(word: String) {
        for file in SourceTree.sources.files where word != "@unchecked Sendable" || file.path != Self.onnxRuntime {
            for line in file.code { #expect(!line.text.contains(word), "Sources/\(file.path):\(line.number)") }
        }
    }

    @Test func pointersStayWhereCIsMet() {
        for file in SourceTree.sources.files
        where !Self.meetsC(file.path) && !Self.handlesBuffers.contains(file.path) {
            for line in file.code { #expect(!line.text.contains("Unsafe"), "Sources/\(file.path):\(line.number)") }
        }
    }

    @Test(arguments: ["CYaml", "CJsonnet", "CGit2", "CProcess", "COnnxRuntime"])
    func librariesOfCStayWhereTheyAreMet(module: String) {
        for file in SourceTree.sources.files where file.imports.contains(module[...]) {
            #expect(Self.meetsC(file.path), "Sources/\(file.path) imports \(module)")
        }
    }

    @Test func filesAreShort() {
        // What protoc writes is as long as it is.
        for file in SourceTree.sources.files where !file.path.hasPrefix("KEDAScaler/Wire/") {
            #expect(file.lines.count <= 450, "Sources/\(file.path) has \(file.lines.count) lines")
        }
    }
}
