import Diagnostics
import SpecSyntax
import Testing

/// Programs of Spindle's own over files of the user's: data from outside, imports written into the program or not.
@Suite(.timeLimit(.minutes(10))) struct JsonnetProgramTests {
    private struct Outcome {
        var json: String?
        var ids: [String]
        var place: String
        var sources: SourceMap
    }

    private static func run(
        _ program: String,
        _ files: [String: String] = [:],
        variables: [(name: String, text: [UInt8])] = [],
        isBundled: Bool
    ) -> Outcome {
        var sources = SourceMap()
        let blamed = sources.add(path: "blamed.jsonnet", bytes: [])
        var limits = SpecLimits()
        limits.jsonnetSeconds = 60
        let evaluator = JsonnetEvaluator(executable: JsonnetWorkerExecutable.path, limits: limits)
        var own = JsonnetProgram(own: Array(program.utf8), variables: variables)
        own.isBundled = isBundled
        do throws(JsonnetFailure) {
            let answer = try evaluator.evaluate(own, blaming: blamed, in: &sources) {
                path,
                directory throws(JsonnetImportError) in
                let isOwn = directory == JsonnetProgram.ownFolder
                let inside = try JsonnetImport.path(of: path, importedIn: isOwn ? "" : directory)
                guard let text = files[inside] else { throw .missing }
                return JsonnetImport(path: inside, bytes: Array(text.utf8))
            }
            return Outcome(json: answer.value.json, ids: [], place: "", sources: sources)
        } catch {
            let run = JsonnetRun(documents: [], diagnostics: error.diagnostics, sources: sources)
            return Outcome(json: nil, ids: run.ids, place: run.place(error.diagnostics.first), sources: sources)
        }
    }

    @Test func dataComesAsText() {
        let text = Array(#"{"a": "é\n\"", "b": [1, 2]}"#.utf8)
        for isBundled in [false, true] {
            let outcome = Self.run(
                "local data = std.parseJson(std.extVar('data')); [std.length(data.a), data.b, std.extVar('empty')]",
                variables: [("data", text), ("empty", [])],
                isBundled: isBundled
            )
            #expect(outcome.json == #"[3, [1, 2], ""]"#)
        }
        #expect(Self.run("std.extVar('data')", isBundled: false).ids == ["SP1031"])
    }

    /// Each is evaluated as it is, and as one program.
    @Test(arguments: [
        ("[import 'a', import 'a']", ["a": "{ x: 1 } // the end"], #"[{"x": 1}, {"x": 1}]"#),
        (
            "(import 'lib/a') + { y: $.x }", ["lib/a": "import '../b'", "b": "{ x: self.z, z: 2 }"],
            #"{"x": 2, "y": 2, "z": 2}"#
        ),
        ("local x = 1; [x, import 'a', (import 'b')(3)]", ["a": "local x = 2; x", "b": "function(x) x"], "[1, 2, 3]"),
        (#"importstr "a""#, ["a": "it's \"quoted\" \\n\r\n|||"], "\"it's \"quoted\" \\n\r\n|||\""),
        ("import 'a'", ["a": "{ x: 1, y:: (import 'b').z }", "b": "{ z: (import 'a').x }"], #"{"x": 1}"#),
        ("(import 'a').b.c", ["a": "{ b: import 'b', d: 4 }", "b": "{ c: (import 'a').d }"], "4"),
        ("import 'a'", ["a": "\u{FEFF}{ x: 1 }"], #"{"x": 1}"#),
        (
            "import 'a'", ["a": "# import 'b'\n{ x: \"import 'b'\", y: |||\n  import 'c'\n|||, z: @'''' }"],
            "{\"x\": \"import 'b'\", \"y\": \"import 'c'\n\", \"z\": \"'\"}"
        ),
        ("import 'a'", ["a": "local __spindle0 = 3; __spindle0"], "3"),
        ("[(import 'a') for x in [1]]", ["a": "local std = { length(x): 5 }; std.length([])"], "[5]"),
    ])
    func bundlingChangesNothing(program: String, files: [String: String], json: String) {
        #expect(Self.run(program, files, isBundled: false).json == json)
        #expect(Self.run(program, files, isBundled: true).json == json)
    }

    /// A file that is not closed must not swallow what stands behind it: it is an error, as it is by itself.
    @Test(arguments: [
        "{", "}", "1)", "(1", "1), (2", "{} }", "[1", "'x", "\"x", "@'x", "/* x", "|||\n  x\n", "|||", "1 +",
        "local x = 1;", "",
        "1; 2", "1, __spindle1 = (2", "]", "import", "import 3", "import 'a' 'b'", "importstr x", "function(",
    ])
    func whatIsWrongStaysWrong(file: String) {
        let files = ["a": file, "b": "'kept'"]
        for isBundled in [false, true] {
            let outcome = Self.run("[import 'a', import 'b']", files, isBundled: isBundled)
            #expect(outcome.json == nil, "\(outcome.json ?? "")")
            #expect(outcome.ids.first?.hasPrefix("SP103") == true)
        }
    }

    @Test func placesAreThoseOfTheFiles() {
        let files = ["a": "{ x: error 'no' }", "b": "import 'a'"]
        #expect(Self.run("import 'b'", files, isBundled: false).place == "a:1:6")
        let missing = Self.run("import 'b'", ["b": "[import 'c']"], isBundled: true)
        #expect(missing.ids == ["SP1033"])
        #expect(missing.place == "b:1:2")
    }
}
