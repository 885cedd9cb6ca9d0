import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Classifier

/// The model of this repository, held against ONNX Runtime's own Python binding by `scripts/train-classifier/reference.py`.
@Suite struct InferenceTests {
    private struct Answer: Decodable {
        var prompt: String
        var input: [Int64]
        var complexity: [Double]
        var domain: [Double]
    }

    private static func answers() throws -> [Answer] {
        try JSONDecoder().decode([Answer].self, from: Data(Fixtures.text("answers.json").utf8))
    }

    static func classifier() throws -> PromptClassifier {
        try PromptClassifier(
            ModelFolder(path: ClassifierFiles.model.path),
            OnnxRuntime(places: [ClassifierFiles.library])
        )
    }

    /// Between the layers numbers are rounded to eight bits, and a processor that adds in another order may come to the next step:
    /// two were seen to differ by more than 0.001 of a share in 2 of 22 prompts, and by 0.003 at most.
    @Test func probabilitiesAreThoseOfTheReference() throws {
        let classifier = try Self.classifier()
        let answers = try Self.answers()
        #expect(answers.count > 20)
        var (near, all) = (0, 0)
        for answer in answers {
            let prompt = Array(answer.prompt.utf8)
            #expect(classifier.input(of: prompt) == answer.input, "\(answer.prompt)")
            let found = try classifier.classify(prompt).answers
            for (question, expected) in [("complexity", answer.complexity), ("domain", answer.domain)] {
                let shares = found[question] ?? []
                #expect(shares.count == expected.count)
                let apart = zip(shares, expected).map { abs($0 - $1) }.max() ?? 1
                #expect(apart < 0.02, "\(answer.prompt): \(shares)")
                if apart < 1e-3 { near += 1 }
                all += 1
                #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
            }
        }
        #expect(near * 4 > all * 3)
    }

    @Test func theLabelsAreThoseOfTheRouter() throws {
        let classifier = try Self.classifier()
        #expect(classifier.labels(of: "complexity") == ["low", "medium", "high"])
        #expect(
            classifier.labels(of: "domain")
                == ["code", "maths", "reasoning", "knowledge", "writing", "translation", "chat", "other"]
        )
        #expect(classifier.labels(of: "tone") == nil)
    }

    @Test func threadsShareIt() throws {
        let classifier = try Self.classifier()
        let prompts = try Self.answers().map { Array($0.prompt.utf8) }
        let alone = try prompts.map { try classifier.classify($0).answers }
        let apart = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 200) { index in
            let found = try? classifier.classify(prompts[index % prompts.count]).answers
            if found != alone[index % prompts.count] { apart.add(1, ordering: .relaxed) }
        }
        #expect(apart.load(ordering: .relaxed) == 0)
    }

    // MARK: What is missing, and what is wrong

    @Test(arguments: [[], ["/no/such.so"], [#filePath], ["libm.so.6"]])
    func librariesThatAreNone(places: [String]) {
        do throws(ClassifierFailure) {
            _ = try OnnxRuntime(places: places)
            Issue.record("it was opened")
        } catch {
            guard case .noLibrary(let tried, let reason) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(tried == places)
            #expect(!reason.isEmpty)
        }
    }

    @Test func theFirstLibraryThatIsThereIsTaken() throws {
        #expect(try OnnxRuntime(places: ["/no/such.so", ClassifierFiles.library]).version.hasPrefix("1."))
    }

    /// Copies the folder, changes the copy, and says why it is refused.
    private func refusal(_ change: (URL) throws -> Void) throws -> String? {
        let copy = FileManager.default.temporaryDirectory.appending(path: "classifier-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: copy) }
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        for name in ["classifier.json", "model.onnx", "vocab.txt"] {
            try FileManager.default.copyItem(
                at: ClassifierFiles.model.appending(path: name),
                to: copy.appending(path: name)
            )
        }
        try change(copy)
        do throws(ClassifierFailure) {
            _ = try PromptClassifier(ModelFolder(path: copy.path), OnnxRuntime(places: [ClassifierFiles.library]))
            return nil
        } catch {
            return "\(error)".replacing(copy.path, with: "…")
        }
    }

    private func edit(_ folder: URL, _ old: String, _ new: String) throws {
        let file = folder.appending(path: "classifier.json")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.contains(old))
        try Data(text.replacing(old, with: new).utf8).write(to: file)
    }

    @Test func aFolderThatIsWhole() throws { #expect(try refusal { _ in } == nil) }

    @Test(arguments: ["classifier.json", "model.onnx", "vocab.txt"]) func aFileThatIsMissing(name: String) throws {
        let refusal = try refusal { try FileManager.default.removeItem(at: $0.appending(path: name)) }
        #expect(refusal == "…/\(name) cannot be read: there is no such file")
    }

    @Test(arguments: ["model.onnx", "vocab.txt"]) func aFileThatIsDamaged(name: String) throws {
        let refusal = try refusal { folder in
            let file = folder.appending(path: name)
            var bytes = try Data(contentsOf: file)
            bytes[bytes.count / 2] ^= 1
            try bytes.write(to: file)
        }
        #expect(refusal?.hasPrefix("…/\(name) is damaged: its SHA-256 is ") == true, "\(refusal ?? "–")")
    }

    @Test(
        arguments: [
            ("\"version\": 1", "\"version\": 2", "version 2 is not known; this agent reads version 1"),
            ("\"maxTokens\": 256", "\"maxTokens\": 2", "maxTokens 2 is not within 3 and 8192"),
            ("\"maxTokens\": 256", "\"maxTokens\": \"many\"", "`maxTokens` is not what it should be"),
            (
                "\"headTokens\": 128", "\"headTokens\": 255",
                "headTokens 255 is not within 0 and maxTokens less two, 254"
            ),
            ("\"headTokens\"", "\"heads\"", "`headTokens` is missing"),
            ("\"vocab.txt\"", "\"x\"", "no sha256 of vocab.txt"),
            ("\"low\"", "\"high\"", "outputs.complexity has a label twice"),
            ("{", "[", "it is no JSON of a classifier"),
            ("\"low\",", "", "the model's output `complexity` has 3 numbers for 2 labels"),
            ("\"name\": \"domain\"", "\"name\": \"topic\"", "ONNX Runtime refuses …/model.onnx: "),
        ]
    )
    func settingsThatAreWrong(old: String, new: String, words: String) throws {
        let refusal = try refusal { try edit($0, old, new) }
        #expect(refusal?.contains(words) == true, "\(refusal ?? "–")")
    }

    @Test func aModelThatIsNone() throws {
        let refusal = try refusal { folder in
            let bytes = Data("this is no model".utf8)
            let old = try String(contentsOf: folder.appending(path: "classifier.json"), encoding: .utf8)
            let digest = old.firstMatch(of: /"model.onnx": "([0-9a-f]{64})"/).map { String($0.1) } ?? ""
            try bytes.write(to: folder.appending(path: "model.onnx"))
            try edit(folder, digest, "205ffa0aaca692b7de90802bdd8f5ef0acd2645a13675e1ab36941f76290771f")
        }
        #expect(refusal?.hasPrefix("ONNX Runtime refuses …/model.onnx: ") == true, "\(refusal ?? "–")")
    }
}
