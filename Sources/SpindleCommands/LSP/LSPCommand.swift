import ArgumentParser
import LanguageServer

struct LSPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lsp",
        abstract: "Serve editors: the language server of the spec.",
        discussion: """
            Speaks the Language Server Protocol 3.17 on standard input and output, for an editor that starts it. Findings of the \
            whole fleet appear as they are typed, with what is not saved yet; the editor completes keys and names, explains them, \
            finds their declarations, makes fixes and formats. docs/editors.md has the settings of editors.

            The fleet of a file is that of the nearest folder above it with a document of kind Fleet in it.

            EXAMPLES
              spindle lsp
            """
    )

    @Flag(help: "The only way there is; some editors say it.")
    var stdio = false

    func run() throws {
        let console = Console.standard
        let inbox = Inbox()
        inbox.fill { console.input() }
        var server = LanguageServer(FleetsOnDisk())
        var pace = Pace()
        while server.exitCode == nil {
            let mail = inbox.take(until: server.isBehind ? pace.due : nil)
            for message in server.receive(mail.frames) { console.output(try message.framed) }
            if mail.isLast { server.end() }
            pace.note(isBehind: server.isBehind, hasMail: !mail.frames.isEmpty)
            if server.isBehind, pace.isDue {
                for message in server.catchUp() { console.output(try message.framed) }
                pace.note(isBehind: server.isBehind, hasMail: false)
            }
        }
        throw ExitCode(server.exitCode ?? 1)
    }
}

/// When to check what has changed: once nothing has come for a moment, but within a second.
private struct Pace {
    private let clock = ContinuousClock()
    private var first: ContinuousClock.Instant?
    private(set) var due = ContinuousClock.now
    private static let pause = Duration.milliseconds(80)
    private static let patience = Duration.seconds(1)

    var isDue: Bool { clock.now >= due }

    mutating func note(isBehind: Bool, hasMail: Bool) {
        guard isBehind else { return first = nil }
        guard first == nil || hasMail else { return }
        let start = first ?? clock.now
        first = start
        due = min(clock.now + Self.pause, start + Self.patience)
    }
}
