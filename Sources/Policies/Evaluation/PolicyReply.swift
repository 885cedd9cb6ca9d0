import SpecSyntax

/// What `driver.libsonnet` says of one call.
struct PolicyReply {
    /// The type of what the file holds, when that is no object; as `std.type` names it.
    var wrongPolicy: String?
    /// What the policy says of itself: its fields that are no functions.
    var fields: [Node.Entry]
    /// Why `violations` could not be called.
    var wrongRule: WrongRule?
    /// The type of what a call gave, when that is no list.
    var wrongResult: String?
    /// What a call gave, up to a limit.
    var violations: Node?
    /// How many violations there are.
    var count: Int

    enum WrongRule {
        case missing
        case type(String)
        case parameters(Int)
    }

    init(_ node: Node) {
        let type = node["type"]?.text
        wrongPolicy = type == "policy" ? nil : type ?? "nothing"
        let entries: [Node.Entry] = if case .mapping(let entries) = node["fields"]?.content { entries } else { [] }
        fields = entries.filter { $0.key != PolicyDeclaration.rule }
        let rule = node["rule"]
        wrongRule =
            switch rule?["type"]?.text {
            case nil, "rule": nil
            case "null": .missing
            case "function": .parameters(rule?["parameters"]?.text.flatMap { Int($0) } ?? 0)
            case let type?: .type(type)
            }
        let result = node["result"]
        wrongResult = result?["type"]?.text.flatMap { $0 == "array" ? nil : $0 }
        violations = result?["violations"]
        count = result?["count"]?.text.flatMap { Int($0) } ?? 0
    }
}

extension Node {
    fileprivate var text: String? { if case .scalar(let text, _) = content { text } else { nil } }
}
