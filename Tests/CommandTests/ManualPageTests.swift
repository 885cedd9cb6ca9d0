import Foundation
import TestSupport
import Testing

/// `docs/man/spindle.1` says what `--help` says.
@Suite struct ManualPageTests {
    private func tool() throws -> ManualPage.Tool {
        let dump = try SpindleProcess.run("--experimental-dump-help", in: repositoryRoot)
        #expect(dump.status == 0, "\(dump.error)")
        return try JSONDecoder().decode(ManualPage.Tool.self, from: Data(dump.output.utf8))
    }

    @Test func pageIsTrue() throws {
        let version = try SpindleProcess.run("--version", in: repositoryRoot)
        let page = ManualPage(try tool(), version: version.output.trimmingCharacters(in: .whitespacesAndNewlines))
        expectGolden(page.text, at: "\(repositoryRoot)/docs/man/spindle.1")
    }

    /// What a terminal of 80 columns would break in two could not be copied.
    @Test func examplesFitATerminal() throws {
        var (commands, examples) = ([try tool().command], 0)
        while let command = commands.popLast() {
            commands += command.subcommands ?? []
            for line in (command.discussion ?? "").split(separator: "\n") where line.hasPrefix("  spindle ") {
                examples += 1
                #expect(line.count < 80, "\(line)")
            }
        }
        #expect(examples > 50)
    }

    @Test func textStaysText() {
        var page = Mdoc()
        page.paragraph("Ends here. `spindle check --env x` is 'next'.\n.not a request, nor is this \\n …")
        #expect(
            page.text == """
                Ends here.
                \\(oqspindle check \\-\\-env x\\(cq is \\(aqnext\\(aq.
                \\&.not a request, nor is this \\en \\[u2026]

                """
        )
    }
}
