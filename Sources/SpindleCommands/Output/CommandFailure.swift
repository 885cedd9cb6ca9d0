/// What keeps a command from its work, in words.
struct CommandFailure: Error {
    var message: String
    var help: String?

    init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }

    /// Says it, as an error.
    func print() {
        Console.standard.error("error: \(message)")
        if let help { Console.standard.error("  = help: \(help)") }
    }
}
