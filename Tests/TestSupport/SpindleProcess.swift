import Foundation

/// Runs the built `spindle` executable, as a user would.
package struct SpindleProcess {
    package struct Outcome {
        package var status: Int32
        package var output: String
        package var error: String
    }

    package struct Timeout: Error {}

    /// The executable that was built together with the tests.
    package static let executable = built("spindle")

    /// An executable of the package that was built together with the tests.
    package static func built(_ name: String) -> String {
        let arguments = CommandLine.arguments
        let bundle = arguments.firstIndex(of: "--test-bundle-path").map { arguments[$0 + 1] } ?? arguments[0]
        var folder = URL(filePath: bundle).deletingLastPathComponent()
        while folder.path != "/" {
            let candidate = folder.appending(path: name).path
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
            folder = folder.deletingLastPathComponent()
        }
        return "\(repositoryRoot)/.build/debug/\(name)"
    }

    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - folder: the working folder.
    ///   - input: what it reads from standard input.
    ///   - seconds: after which it is killed.
    package static func run(
        _ arguments: String...,
        in folder: String,
        input: String = "",
        environment: [String: String] = [:],
        seconds: Double = 60
    ) throws -> Outcome {
        try run(arguments, in: folder, input: input, environment: environment, seconds: seconds)
    }

    package static func run(
        _ arguments: [String],
        in folder: String,
        input: String = "",
        environment: [String: String] = [:],
        seconds: Double = 60
    ) throws -> Outcome {
        let inherited = ProcessInfo.processInfo.environment
        return try run(
            executable,
            arguments,
            in: folder,
            input: input,
            environment: inherited.merging(environment) { $1 },
            seconds: seconds
        )
    }

    /// Runs another program to its end, with nothing in its environment but what is given.
    package static func run(
        _ executable: String,
        _ arguments: [String],
        in folder: String,
        input: String = "",
        environment: [String: String],
        seconds: Double = 60
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = environment
        let files = try ["input", "output", "error"].map { name in
            let path = FileManager.default.temporaryDirectory.appending(path: "spindle-\(name)-\(UUID().uuidString)")
            try Data(name == "input" ? Array(input.utf8) : []).write(to: path)
            return path
        }
        defer { for file in files { try? FileManager.default.removeItem(at: file) } }
        let input = try FileHandle(forReadingFrom: files[0])
        let output = try FileHandle(forWritingTo: files[1])
        let error = try FileHandle(forWritingTo: files[2])
        // Foundation keeps an ended process alive, and with it these; with more than 1,300 descriptors open, its `run`
        // reads past the end of the listing of `/proc/self/fd`.
        defer { for handle in [input, output, error] { try? handle.close() } }
        process.standardInput = input
        process.standardOutput = output
        process.standardError = error
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        if ended.wait(timeout: .now() + seconds) == .timedOut {
            process.terminate()
            throw Timeout()
        }
        return Outcome(
            status: process.terminationStatus,
            output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
            error: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self)
        )
    }
}
