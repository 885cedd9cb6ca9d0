import Foundation
import TestSupport
import Testing

/// `spindle watch` while files change under it. Every wait has a deadline and ends as soon as what it waits for is there.
@Suite struct WatchCommandTests {
    private static let idle = "watching specs for changes …\n"

    @Test func findsAMistakeAndItsRepair() throws {
        try watch { fleet, spindle in
            try fleet.write("specs/fleet.yaml", replacing: "gpus: 1}", by: "gpu: 1}")
            let wrong = try spindle.waitFor(Self.idle)
            #expect(wrong.hasPrefix("specs/fleet.yaml changed\n"), "\(wrong)")
            #expect(wrong.contains("error[SP1020]: unknown key `gpu`"))
            #expect(wrong.contains("failed with"))
            #expect(!wrong.contains("\u{1B}"), "the screen is cleared on terminals only")
            try fleet.write("specs/fleet.yaml")
            #expect(try spindle.waitFor(Self.idle).contains("checked 1 model in 1 environment\n"))
            #expect(try spindle.interrupt() == 130)
        }
    }

    /// Editors write a new file and rename it over the old one.
    @Test func seesRenamesAndNewFolders() throws {
        try watch { fleet, spindle in
            try fleet.write("specs/.fleet.yaml.swp", replacing: "name: tiny", by: "name: little")
            try fleet.move("specs/.fleet.yaml.swp", to: "specs/fleet.yaml")
            #expect(try spindle.waitFor(Self.idle).contains("checked 1 model"))
            try fleet.makeFolder("specs/models/small")
            try fleet.write("specs/models/small/other.yaml", Self.model)
            #expect(try spindle.waitFor("checked 2 models").contains("specs/models/small/other.yaml changed\n"))
            try spindle.waitFor(Self.idle)
            // In a folder that is new since the start.
            try fleet.write("specs/models/small/other.yaml", Self.model.replacing("gpus: 1", with: "gpus: none"))
            #expect(try spindle.waitFor(Self.idle).contains("error[SP1021]"))
            try fleet.remove("specs/models")
            #expect(try spindle.waitFor(Self.idle).contains("checked 1 model"))
        }
    }

    @Test func waitsForSpecsThatAreGone() throws {
        try watch { fleet, spindle in
            try fleet.move("specs", to: "elsewhere")
            #expect(try spindle.waitFor(Self.idle).contains("error: cannot read `specs`: No such file or directory\n"))
            try fleet.move("elsewhere", to: "specs")
            #expect(try spindle.waitFor(Self.idle).contains("checked 1 model in 1 environment\n"))
            try fleet.write("specs/fleet.yaml", replacing: "gpus: 1}", by: "gpu: 1}")
            #expect(try spindle.waitFor(Self.idle).contains("error[SP1020]"))
        }
    }

    /// What programs import may lie beside the specs.
    @Test func followsImports() throws {
        try withTemporaryFolder { folder in
            let fleet = Fleet(folder: folder)
            try fleet.makeFolder(".git")
            try fleet.makeFolder("specs")
            try fleet.makeFolder("library")
            try fleet.write("library/sizes.libsonnet", "{ gpus: 1 }")
            let parts = CommandTests.fleet.split(separator: "---\n", omittingEmptySubsequences: false)
            try fleet.write("specs/fleet.yaml", parts[0] + "---\n" + parts[2])
            try fleet.write(
                "specs/model.jsonnet",
                """
                {
                  apiVersion: 'spindle/v1alpha1', kind: 'Model', metadata: { name: 'tiny' },
                  source: 'file:///models/tiny.gguf', architecture: 'gemma-3-270m',
                  placement: { pool: 'laptop' } + import '../library/sizes.libsonnet',
                  scale: { coldStart: '5s' }, quality: { low: 0.6, medium: 0.4, high: 0.2 },
                  process: { command: ['llama-server', '--model', '{source}', '--port', '{port}'] },
                }
                """
            )
            let spindle = try RunningSpindle(["watch"], in: folder)
            #expect(try spindle.waitFor(Self.idle).contains("checked 1 model"))
            try fleet.write("library/sizes.libsonnet", "{ gpus: 'one' }")
            let wrong = try spindle.waitFor(Self.idle)
            #expect(wrong.hasPrefix("library/sizes.libsonnet changed\n") && wrong.contains("error[SP1021]"), "\(wrong)")
            try fleet.write("library/sizes.libsonnet", "{ gpus: 1 }")
            #expect(try spindle.waitFor(Self.idle).contains("checked 1 model"))
        }
    }

    /// A save that changes nothing, and files that nobody reads, are not worth a line; nor is waiting worth any work.
    @Test func isQuietWhileNothingChanges() throws {
        try watch { fleet, spindle in
            let before = spindle.processorSeconds
            for number in 0..<50 {
                try fleet.write("specs/fleet.yaml")
                try fleet.write("specs/.fleet.yaml.swp", "\(number)")
            }
            try fleet.write("specs/notes.txt", "nothing of ours")
            try fleet.write("specs/fleet.yaml", replacing: "name: tiny", by: "name: little")
            let next = try spindle.waitFor(Self.idle)
            #expect(next == "specs/fleet.yaml changed\nchecked 1 model in 1 environment\n\(Self.idle)")
            #expect(spindle.unread == "\n" || spindle.unread.isEmpty)
            #expect(spindle.processorSeconds - before < 20, "it has waited, not looped")
        }
    }

    @Test func compilesWhatIsSound() throws {
        try watch("--compile") { fleet, spindle in
            let router = "generated/local/agent/router.json"
            #expect(fleet.read(router).contains("\"tiny\""))
            try fleet.write("specs/fleet.yaml", replacing: "name: tiny", by: "name: little")
            #expect(try spindle.waitFor(Self.idle).contains("compiled 1 model in 1 environment into "))
            #expect(fleet.read(router).contains("\"little\""))
            try fleet.write("specs/fleet.yaml", replacing: "gpus: 1}", by: "gpu: 1}")
            try spindle.waitFor(Self.idle)
            #expect(fleet.read(router).contains("\"little\""), "the last sound output stays")
        }
    }

    @Test(arguments: [["watch", "-"], ["watch", "nowhere"], ["watch", "--out", "x"]])
    func wrongUsageEndsAtOnce(arguments: [String]) throws {
        let outcome = try withTemporaryFolder { folder in
            arguments.count == 3
                ? try SpindleProcess.run(arguments[0], arguments[1], arguments[2], in: folder)
                : try SpindleProcess.run(arguments[0], arguments[1], in: folder)
        }
        #expect(outcome.status == 2)
        #expect(outcome.error.contains("rror: "), "\(outcome.error)")
    }

    // MARK: -

    private static let model = """
        apiVersion: spindle/v1alpha1
        kind: Model
        metadata: {name: other}
        source: file:///models/tiny.gguf
        architecture: gemma-3-270m
        placement: {pool: laptop, gpus: 1}
        scale: {coldStart: 5s}
        quality: {low: 0.6, medium: 0.4, high: 0.2}
        process: {command: [llama-server, --model, "{source}", --port, "{port}"]}

        """

    /// Runs `spindle watch` on a small fleet, once it has checked it.
    private func watch(_ flags: String..., body: (Fleet, RunningSpindle) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let fleet = Fleet(folder: folder)
            try fleet.makeFolder("specs")
            try fleet.write("specs/fleet.yaml")
            let spindle = try RunningSpindle(["watch"] + flags, in: folder)
            #expect(try spindle.waitFor(Self.idle).contains("1 model in 1 environment"))
            try body(fleet, spindle)
        }
    }

    private struct Fleet {
        let folder: String

        func write(_ path: String, replacing old: String = "", by new: String = "") throws {
            try write(path, old.isEmpty ? CommandTests.fleet : CommandTests.fleet.replacing(old, with: new))
        }

        func write(_ path: String, _ text: String) throws {
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(path)"))
        }

        func read(_ path: String) -> String {
            String(decoding: FileManager.default.contents(atPath: "\(folder)/\(path)") ?? Data(), as: UTF8.self)
        }

        func makeFolder(_ path: String) throws {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(path)", withIntermediateDirectories: true)
        }

        /// rename(2), which replaces what is there.
        func move(_ path: String, to target: String) throws {
            #expect(rename("\(folder)/\(path)", "\(folder)/\(target)") == 0)
        }

        func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: "\(folder)/\(path)") }
    }
}
