import ArgumentParser
import Compiler
import Fleet

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of the spec language, for editors.",
        discussion: """
            An editor with the YAML language server completes and checks a spec whose first line says where its schema is:

              # yaml-language-server: $schema=../schema/model.json

            EXAMPLES
              spindle schema > schema/spec.json            documents of any kind
              spindle schema Model > schema/model.json     documents of one kind
            """
    )

    @Argument(
        help: ArgumentHelp("Fleet, Model or Environment; without it documents of any kind.", valueName: "kind"),
        completion: .list(DocumentKind.allCases.map(\.rawValue))
    )
    var kind: String?

    func run() throws {
        guard let kind else { return Console.standard.output(SpecSchema.json(of: nil)) }
        guard let found = DocumentKind.allCases.first(where: { $0.rawValue.lowercased() == kind.lowercased() }) else {
            throw ValidationError("there is no kind `\(kind)`; the kinds are Fleet, Model and Environment")
        }
        Console.standard.output(SpecSchema.json(of: found))
    }
}
