import ArgumentParser

struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Test and explain the policies of an organization.",
        discussion: """
            Policies are the Jsonnet files in policies/. `spindle check` and `spindle compile` apply them to the resolved fleet.

            EXAMPLES
              spindle policy test                       run policies/tests/
              spindle policy explain                    list the policies
              spindle policy explain gpu-approval       why a policy exists and what to do
              spindle policy input --env production     the fleet as policies see it
            """,
        subcommands: [PolicyTestCommand.self, PolicyExplainCommand.self, PolicyInputCommand.self]
    )
}
