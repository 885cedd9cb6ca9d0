import ArgumentParser

/// How the answer to a question is printed.
enum AnswerFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}
