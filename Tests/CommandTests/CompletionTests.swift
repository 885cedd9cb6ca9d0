import Foundation
import TestSupport
import Testing

/// `spindle completion`: scripts that shells can read, and what bash makes of one.
@Suite struct CompletionTests {
    @Test(arguments: ["bash", "zsh", "fish"])
    func shellCanReadItsScript(shell: String) throws {
        try withTemporaryFolder { folder in
            let script = try SpindleProcess.run("completion", shell, in: folder)
            #expect(script.status == 0, "\(script.error)")
            #expect(script.output.contains("explain") && script.output.contains("SP3001"))
            try Data(script.output.utf8).write(to: URL(filePath: "\(folder)/script"))
            // Where the shell is not installed there is nobody to ask.
            guard let outcome = try Tool.run(shell, ["-n", "script"], in: folder) else { return }
            #expect(outcome.status == 0 && outcome.output.isEmpty, "\(outcome.output)")
        }
    }

    @Test(arguments: [
        ("spindle comp", ["compile", "completion"]), ("spindle check --deny ", ["warnings", "notes"]),
        ("spindle completion ", ["bash", "zsh", "fish"]), ("spindle explain SP700", (1...9).map { "SP700\($0)" }),
        ("spindle explain models.*.sc", ["models.*.scale"]),
        ("spindle plan --env ", ["laptop", "production", "staging"]),
        ("spindle plan specs --env st", ["staging"]), ("spindle check specs/fl", ["specs/fleet.yaml"]),
        ("spindle init Sourc", ["Sources"]),
    ])
    func bashCompletesValues(line: String, expected: [String]) throws {
        let outcome = try #require(
            try Tool.run(
                "bash",
                [
                    "-c",
                    """
                    source <(spindle completion bash)
                    COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDS=(spindle "${@:2}") COMP_CWORD=$(($# - 1))
                    _spindle spindle "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
                    printf '%s\\n' "${COMPREPLY[@]}"
                    """, "bash", line,
                ] + line.split(separator: " ", omittingEmptySubsequences: false).dropFirst().map(String.init),
                in: repositoryRoot
            )
        )
        #expect(outcome.output.split(separator: "\n").map(String.init) == expected)
    }

    @Test func otherShellsAreWrongUsage() throws {
        let outcome = try SpindleProcess.run("completion", "csh", in: repositoryRoot)
        #expect(outcome.status == 2)
        #expect(outcome.error.contains("bash"), "\(outcome.error)")
    }
}

/// Programs of the machine.
private enum Tool {
    /// Runs one with `spindle` on its path.
    /// - Returns: `nil` when there is no such program.
    static func run(_ name: String, _ arguments: [String], in folder: String) throws -> (status: Int32, output: String)?
    {
        let paths = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let places = paths.split(separator: ":").map { "\($0)/\(name)" }
        guard let path = places.first(where: FileManager.default.isExecutableFile) else { return nil }
        let spindle = URL(filePath: SpindleProcess.executable).deletingLastPathComponent().path
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = ["PATH": "\(spindle):\(paths)", "HOME": folder]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
