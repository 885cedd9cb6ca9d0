import Compiler
import Diagnostics
import SpecSyntax

/// The scalars of a fleet and what else each may be.
struct SettingScalars {
    struct Scalar {
        /// Index of the file among the inputs.
        var file: Int
        /// Bytes of the file, quotes included.
        var range: Range<Int>
        var text: String
        var isQuoted: Bool
        /// Keys from the root of the document.
        var path: [String]
        var isKey = false
    }

    private(set) var all: [Scalar] = []

    init(_ inputs: [SpecInput]) {
        for (index, input) in inputs.enumerated() {
            var sources = SourceMap()
            let file = sources.add(path: input.path, bytes: input.bytes)
            for document in YAMLReader.read(file, in: sources).documents { add(document, [], index) }
        }
        // What an alias or a merge repeats is written once.
        var seen = Set<String>()
        all = all.filter { seen.insert("\($0.file):\($0.range)").inserted }
    }

    private mutating func add(_ node: Node, _ path: [String], _ file: Int) {
        switch node.content {
        case .scalar(let text, let quoted):
            let range = Int(node.span.lower)..<Int(node.span.upper)
            all.append(Scalar(file: file, range: range, text: text, isQuoted: quoted, path: path))
        case .sequence(let items): for item in items { add(item, path + ["[]"], file) }
        case .mapping(let entries):
            for entry in entries {
                let range = Int(entry.keySpan.lower)..<Int(entry.keySpan.upper)
                all.append(
                    Scalar(
                        file: file,
                        range: range,
                        text: entry.key,
                        isQuoted: false,
                        path: path + [entry.key],
                        isKey: true
                    )
                )
                add(entry.value, path + [entry.key], file)
            }
        }
    }

    /// Those that are values and may be changed; the first line of a document says what it is.
    var settings: [Scalar] { all.filter { !$0.isKey && !["apiVersion", "kind"].contains($0.path.first) } }

    /// Every place that has this text, as a value or as a key.
    func places(of text: String) -> [Scalar] { all.filter { $0.text == text } }

    /// Other texts for a scalar, more of them than are valid, the likelier first.
    func alternatives(for scalar: Scalar) -> [String] {
        let text = scalar.text
        if text == "true" || text == "false" { return [text == "true" ? "false" : "true"] }
        let digits = text.prefix { $0.isNumber }
        let rest = String(text.dropFirst(digits.count))
        if let number = Int(digits), !scalar.isQuoted || ["B", "k", "m", "h", "s", "GiB", "d"].contains(rest), rest.count <= 3,
            !rest.hasPrefix("."), !rest.hasPrefix("-")
        {
            return [number * 2, number + 1, number - 1, number / 2, number + 8, number * 4].filter { $0 >= 0 }
                .map { "\($0)\(rest)" }
        }
        if let number = Double(text) {
            return [number - 0.05, number + 0.05, number * 2, number / 2].map { "\(($0 * 1000).rounded() / 1000)" }
        }
        if text.contains("@") || text.contains("://") { return Self.withAnotherEnd(text) }
        var words = Self.words.first { $0.contains(text) } ?? []
        // Names of the same kind, and what other places of the same key say.
        words += all.filter { !$0.isKey && $0.path.last == scalar.path.last && $0.path.count == scalar.path.count }.map(\.text)
        words += all.filter { !$0.isKey && $0.path.suffix(2) == ["metadata", "name"] }.map(\.text)
        words += all.filter { $0.isKey && $0.path.count == 2 && ["teams", "pools", "tenants"].contains($0.path[0]) }.map(\.text)
        var seen: Set = [text]
        return words.filter { seen.insert($0).inserted } + Self.withAnotherEnd(text)
    }

    /// Words of fixed lists.
    private static let words = [
        ["bf16", "fp16", "fp8", "int8", "int4"], ["low", "medium", "high"], ["argocd", "flux", "none"], ["keda", "agent"],
        ["claim", "ephemeral", "existingClaim", "hostPath"], ["ReadWriteMany", "ReadWriteOnce", "ReadOnlyMany"],
        ["Always", "IfNotPresent", "Never"], ["open", "none"], ["none", "distilbert"], ["fixed", "adaptive"],
        ["code", "maths", "reasoning", "knowledge", "other"], ["chat", "completions", "tools", "vision", "json", "reasoning"],
        ["NoSchedule", "NoExecute", "PreferNoSchedule"], ["Exists", "Equal"], ["nvidia", "amd"],
        ["H100-80GB", "A100-80GB", "H200-141GB", "B200-180GB"], ["vllm", "sglang", "tgi", "tensorrt-llm", "llama.cpp"],
        ["deepseek-r1", "qwen3-235b-a22b", "llama-3.1-8b", "gemma-3-27b", "llama-3.1-70b", "llama-3.2-90b-vision"],
    ]

    private static func withAnotherEnd(_ text: String) -> [String] {
        let last = text.last ?? "a"
        return [
            text + "x", String(text.dropLast()) + (last == "1" ? "2" : "1"), text.replacing("/", with: "/x", maxReplacements: 1),
            text + "/x", String(text.dropLast(4)) + "x" + text.suffix(4), String(text.dropLast(6)) + "7" + text.suffix(5),
        ]
    }
}
