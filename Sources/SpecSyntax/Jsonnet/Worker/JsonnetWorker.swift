/// The child process that evaluates Jsonnet programs: `spindle __jsonnet-worker`.
///
/// libjsonnet has no limit on time or memory and ends the process when memory runs out, so it works in a process that
/// may die. The child opens no file: its parent answers every import. `JsonnetFrame` documents what the two say.
package enum JsonnetWorker {
    /// The argument with which the executable is started as the worker.
    package static let argument = "__jsonnet-worker"

    /// Serves evaluations until the input ends.
    /// - Returns: the exit status of the process: 0, or 2 when the parent breaks the protocol.
    package static func run() -> Int32 {
        ProcessLimits.enterWorker()
        JsonnetVM.tuneAllocation()
        let parent = WorkerStream()
        while let frame = parent.read() {
            let limits = frame.text(2).split(separator: " ").compactMap { Int($0) }
            guard frame.kind == .evaluate, limits.count == 3 else { return 2 }
            ProcessLimits.apply(memoryBytes: limits[1], seconds: limits[2])
            guard evaluate(frame, outputLimit: limits[0], for: parent) else { return 0 }
        }
        return 0
    }

    /// - Parameter request: of kind `evaluate`.
    /// - Returns: false when nobody waits for the outcome any more.
    private static func evaluate(
        _ request: JsonnetFrame,
        outputLimit: Int,
        for parent: WorkerStream
    ) -> Bool {
        let vm = JsonnetVM { directory, path in
            // `/`, or `/specs/models/`: see below.
            let directory = directory.split(separator: "/").joined(separator: "/")
            guard
                parent.write(JsonnetFrame(.importing, Array(directory.utf8), Array(path.utf8))),
                let answer = parent.read()
            else { return .refused(reason: "the parent process is gone") }
            guard answer.kind == .found else { return .refused(reason: answer.text(0)) }
            return .found(name: "/" + answer.text(0), content: answer.bytes(1))
        }
        for index in stride(from: 3, to: request.fields.count, by: 2) {
            vm.setExternal(request.text(index), to: request.bytes(index + 1))
        }
        // Names inside libjsonnet start with `/`, so that no file of a repository passes for its `std.jsonnet`.
        let outcome =
            switch vm.evaluate(request.bytes(1), named: "/" + request.text(0), outputLimit: outputLimit) {
            case .json(let bytes): JsonnetFrame(.result, bytes)
            case .tooLarge(let count): JsonnetFrame(.tooLarge, Array(String(count).utf8))
            case .errorText(let text): JsonnetFrame(.errorText, shortened(text))
            }
        // Before all that the program made is taken apart, which takes a tenth of the time.
        return withExtendedLifetime(vm) { parent.write(outcome) }
    }

    /// A program can make an error text of any length; its start and the innermost calls at its end are enough.
    private static func shortened(_ text: [UInt8]) -> [UInt8] {
        text.count > 1 << 20 ? text.prefix(1 << 16) + Array("\n".utf8) + text.suffix(1 << 19) : text
    }
}
