import ArgumentParser

struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Print what a shell needs to complete commands of Spindle.",
        discussion: """
            `make install` puts it where shells look for it.

            EXAMPLES
              source <(spindle completion bash)                   for this shell
              spindle completion bash > ~/.local/share/bash-completion/completions/spindle
              spindle completion zsh > ~/.zsh/completions/_spindle    in a folder of $fpath
              spindle completion fish > ~/.config/fish/completions/spindle.fish
            """
    )

    @Argument(help: "The shell: bash, zsh or fish.")
    var shell: Shell

    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash
        case zsh
        case fish

        var completed: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    func run() {
        Console.standard.output(SpindleCommand.completionScript(for: shell.completed) + "\n")
    }
}
