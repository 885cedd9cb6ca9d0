import Foundation
import Scaling

/// What was learned of gaps and cold starts, kept over restarts. To lose it is harmless.
struct LearnedFile {
    let path: String

    func read() -> LearnedState? {
        guard let data = FileManager.default.contents(atPath: path), data.count < 64 << 20 else { return nil }
        return try? JSONDecoder().decode(LearnedState.self, from: data)
    }

    func write(_ state: LearnedState) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try encoder.encode(state).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}
