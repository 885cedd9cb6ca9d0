import Classifier
import Foundation

/// How long the classifier takes, on one thread, printed as JSON: milliseconds by the number of pieces, and microseconds for
/// cutting 4 KB of text into pieces. Run by `Benchmarks/classifier.py`, which compares it.
@main enum ClassifierBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else {
            print("usage: classifier-benchmark MODEL-FOLDER ONNXRUNTIME-LIBRARY")
            exit(2)
        }
        let classifier = try PromptClassifier(ModelFolder(path: arguments[1]), OnnxRuntime(places: [arguments[2]]))
        var report: [String: Double] = [:]
        for pieces in [16, 64, 256] {
            let input = [101] + [Int64](repeating: 2054, count: pieces - 2) + [102]
            report["\(pieces)"] = try median(of: 200) { _ = try classifier.classify(input: input) } * 1e3
        }
        let sentence = "The history of bridges, from Rome's aqueducts (c. 312 BC) to today's naïve cafés, isn't short. "
        let text = Array(String(repeating: sentence, count: 50).utf8.prefix(4096))
        report["4KB"] = median(of: 500) { _ = classifier.input(of: text) } * 1e6
        print(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
    }

    /// Seconds; a tenth as often before it counts.
    private static func median(of rounds: Int, _ body: () throws -> Void) rethrows -> Double {
        for _ in 0..<rounds / 10 { try body() }
        var times: [Double] = []
        for _ in 0..<rounds {
            let start = ContinuousClock.now
            try body()
            let taken = (ContinuousClock.now - start).components
            times.append(Double(taken.seconds) + Double(taken.attoseconds) * 1e-18)
        }
        return times.sorted()[rounds / 2]
    }
}
