import Compiler
import Diagnostics
import SpecSyntax
import Testing

/// The limits on what is read, made small.
@Suite struct LimitTests {
    @Test func fileTooLarge() {
        var limits = SpecLimits()
        limits.fileBytes = 20
        #expect(ids(of: "kind: Model # 19 by", limits) == ["SP1024"])
        #expect(ids(of: "kind: Model # 21 byte", limits) == ["SP1010"])
    }

    @Test func tooManyDocuments() {
        var limits = SpecLimits()
        limits.documents = 2
        #expect(ids(of: "--- 1\n--- 2\n", limits) == ["SP1021"])
        #expect(ids(of: "--- 1\n--- 2\n--- 3\n", limits) == ["SP1013", "SP1021"])
    }

    @Test func nestedTooDeep() {
        var limits = SpecLimits()
        limits.depth = 2
        #expect(ids(of: "a: [[1]]", limits).contains("SP1011"))
        #expect(!ids(of: "a: [1]", limits).contains("SP1011"))
    }

    @Test func aliasesExpandTooFar() {
        var limits = SpecLimits()
        limits.aliasNodes = 4
        // An alias of a list counts the list and its elements: here three values each.
        #expect(!ids(of: "{a: &a [1, 2], b: *a}", limits).contains("SP1012"))
        #expect(ids(of: "{a: &a [1, 2], b: *a, c: *a}", limits).contains("SP1012"))
    }

    /// A document each: what one adds up to does not count against the next.
    @Test func aliasesCountByDocument() {
        var limits = SpecLimits()
        limits.aliasNodes = 4
        #expect(!ids(of: "{a: &a [1, 2], b: *a}\n---\n{a: &a [1, 2], b: *a}", limits).contains("SP1012"))
    }

    @Test func tooManyFindings() {
        var limits = SpecLimits()
        limits.diagnostics = 3
        let keys = (1...4).map { "x\($0): 1\n" }
        let document = "apiVersion: spindle/v1alpha1\nkind: Model\nmetadata: {name: m}\n"
        #expect(ids(of: document + keys.prefix(3).joined(), limits) == ["SP1020"])
        #expect(ids(of: document + keys.joined(), limits) == ["SP1013", "SP1020"])
    }

    @Test(arguments: [(253, false), (254, true)])
    func nameTooLong(length: Int, isError: Bool) {
        let name = String(repeating: "a", count: length)
        let document = "apiVersion: spindle/v1alpha1\nkind: Environment\nmetadata: {name: \(name)}\nlocal: {}\n"
        #expect(ids(of: document, SpecLimits()).contains("SP1023") == isError)
    }

    @Test(arguments: [(317, false), (318, true)])
    func keyTooLong(length: Int, isError: Bool) {
        let key = String(repeating: "a", count: length)
        let document = "apiVersion: spindle/v1alpha1\nkind: Model\nmetadata: {name: m, labels: {\(key): x}}\n"
        #expect(ids(of: document, SpecLimits()).contains("SP1023") == isError)
    }

    /// Each phrase is compared with all before it: nobody may make that take minutes.
    @Test(.timeLimit(.minutes(5))) func manyLongKeywords() {
        let rules = (0..<1_100).map { rule in
            let words = (0..<200).map { "w\(($0 * 7 + rule) % 50)" }.joined(separator: " ")
            return "    - {match: [\"\(words) \(rule)\"], complexity: high}\n"
        }
        let text = """
            apiVersion: spindle/v1alpha1
            kind: Fleet
            metadata: {name: f}
            routing:
              keywords:
            \(rules.joined())---
            apiVersion: spindle/v1alpha1
            kind: Environment
            metadata: {name: e}
            local: {}

            """
        #expect(!ids(of: text, SpecLimits()).contains("SP1001"))
    }

    /// The ids that are found in a file, beside what a fleet lacks.
    private func ids(of text: String, _ limits: SpecLimits) -> [String] {
        let input = SpecInput(path: "x.yaml", bytes: Array(text.utf8))
        let result = FleetCompiler(limits: limits).compile(
            CompileRequest(folder: "specs", files: [input], emits: false)
        )
        return Set(result.diagnostics.map(\.rule.id)).subtracting(["SP1035"]).sorted()
    }
}
