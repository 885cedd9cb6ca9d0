/// The manual page, made from what the command line says of itself (`--experimental-dump-help`).
struct ManualPage {
    struct Tool: Decodable {
        var command: Command
    }

    struct Command: Decodable {
        var commandName: String
        var superCommands: [String]?
        var abstract: String?
        var discussion: String?
        var subcommands: [Command]?
        var arguments: [Argument]?
    }

    struct Argument: Decodable {
        var kind: Kind
        var names: [Name]?
        var valueName: String?
        var isOptional: Bool
        var isRepeating: Bool
        var shouldDisplay: Bool
        var defaultValue: String?
        var allValues: [String]?
        var abstract: String?

        enum Kind: String, Decodable { case positional, option, flag }

        struct Name: Decodable {
            var name: String
        }
    }

    private(set) var text: String

    /// What a manual page has to have; the day of the version, as it must not change by itself.
    private static let date = "November 24, 2026"

    init(_ tool: Tool, version: String) {
        let spindle = tool.command
        let commands = spindle.subcommands?.flatMap(\.leaves).filter { $0.commandName != "help" } ?? []
        var page = Mdoc()
        page.request("\\\" Made from `spindle --help`; `make golden` makes it anew.")
        page.request("Dd \(Self.date)")
        page.request("Dt SPINDLE 1")
        page.request("Os Spindle \(version)")
        page.section("NAME")
        page.request("Nm spindle")
        page.request("Nd \(spindle.abstract?.asTitle ?? "")")
        page.section("SYNOPSIS")
        for command in commands {
            page.request("Nm spindle")
            for name in command.path { page.request("Cm \(name)") }
            for argument in command.shown { page.request(argument.synopsis) }
        }
        let about = Discussion(spindle.discussion ?? "")
        page.section("DESCRIPTION")
        page.add(about.opening)
        page.section("COMMANDS")
        for command in commands { page.add(command) }
        page.section("ENVIRONMENT")
        page.list([("It Ev NO_COLOR", "If it is set and not empty, there is no colour on terminals either.")])
        page.section("FILES")
        page.list([
            ("It Pa specs/", "The fleet, where no path is given."),
            ("It Pa policies/", "What every fleet must keep."),
            ("It Pa generated/", "The output, beside the specs."),
            (
                "It Pa generated/spindle.lock.json",
                "Every generated file with its digest. Nothing else is ever replaced or removed."
            ),
        ])
        page.section("EXIT STATUS")
        page.list(
            about.part("EXIT CODES").joined(separator: "   ").parted(by: "   ").map { code in
                (tag: "It \(code.prefix { $0 != " " })", text: String(code.drop { $0 != " " }.dropFirst()).sentence)
            }
        )
        page.section("EXAMPLES")
        page.literal(about.part("EXAMPLES"))
        text = page.text
    }
}

/// What a command says of itself beyond one line: paragraphs, and parts under a heading in capitals.
private struct Discussion {
    var opening: [[String]] = []
    private var parts: [String: [String]] = [:]

    init(_ text: String) {
        var heading: String?
        for block in text.parted(by: "\n\n") {
            var lines = block.split(separator: "\n").map(String.init)
            if let first = lines.first, first == first.uppercased(), first.contains(where: \.isLetter) {
                heading = first
                lines.removeFirst()
            } else {
                heading = nil
            }
            if let heading {
                parts[heading] = lines.map { String($0.drop { $0 == " " }) }
            } else {
                opening.append(lines)
            }
        }
    }

    func part(_ heading: String) -> [String] { parts[heading] ?? [] }
}

extension ManualPage.Command {
    /// The commands that do something: itself, or those beneath it.
    fileprivate var leaves: [Self] {
        guard let subcommands, !subcommands.isEmpty else { return [self] }
        return subcommands.flatMap(\.leaves)
    }

    fileprivate var path: [String] { (superCommands ?? []).dropFirst() + [commandName] }

    /// Every command has these two.
    fileprivate var shown: [ManualPage.Argument] {
        arguments?.filter { $0.shouldDisplay && !["help", "version"].contains($0.valueName) } ?? []
    }
}

extension ManualPage.Argument {
    private var name: String {
        switch kind {
        case .positional: "Ar \(valueName ?? "value")"
        case .flag: "Fl -\(names?.last?.name ?? "")"
        case .option: "Fl -\(names?.last?.name ?? "") Ar \(valueName ?? "value")"
        }
    }

    fileprivate var synopsis: String {
        switch (isOptional, isRepeating) {
        case (true, false): "Op \(name)"
        case (true, true): "Oo \(name) Oc Ns ..."
        case (false, false): name
        case (false, true): "\(name) ..."
        }
    }

    fileprivate var item: (tag: String, text: String) {
        var text = abstract ?? ""
        // Where they are told apart, they have been named.
        if let values = allValues, !values.allSatisfy(text.contains) {
            text += " One of \(values.joined(separator: ", "))."
        }
        if let defaultValue { text += " The default is \(defaultValue == "." ? "the current folder" : defaultValue)." }
        return ("It \(name)", text)
    }
}

/// Source of a manual page in the language mdoc(7).
struct Mdoc {
    private(set) var text = ""
    private static let mostColumns = 78

    mutating func request(_ line: String) { text += ".\(line)\n" }

    mutating func section(_ title: String) { request("Sh \(title)") }

    /// Running text, a line for each sentence or more.
    mutating func paragraph(_ words: String) {
        for sentence in words.replacing("\n", with: " \n").split(separator: "\n").flatMap({ $0.sentences }) {
            var line = ""
            for word in sentence.split(separator: " ") {
                if line.count + word.count >= Self.mostColumns {
                    text += line.protected + "\n"
                    line = ""
                }
                line += (line.isEmpty ? "" : " ") + word
            }
            text += line.protected + "\n"
        }
    }

    mutating func literal(_ lines: [String]) {
        request("Bd -literal -offset indent")
        for line in lines { text += line.protected + "\n" }
        request("Ed")
    }

    mutating func list(_ items: [(tag: String, text: String)]) {
        request("Bl -tag -width Ds")
        for item in items {
            request(item.tag)
            paragraph(item.text)
        }
        request("El")
    }

    /// Paragraphs; indented ones are set as they are.
    fileprivate mutating func add(_ blocks: [[String]]) {
        for (index, lines) in blocks.enumerated() {
            if lines.allSatisfy({ $0.hasPrefix("  ") }) {
                literal(lines.map { String($0.dropFirst(2)) })
            } else {
                if index > 0 { request("Pp") }
                paragraph(lines.joined(separator: " "))
            }
        }
    }

    fileprivate mutating func add(_ command: ManualPage.Command) {
        let discussion = Discussion(command.discussion ?? "")
        request("Ss spindle \(command.path.joined(separator: " "))")
        paragraph(command.abstract ?? "")
        if !discussion.opening.isEmpty { request("Pp") }
        add(discussion.opening)
        if !command.shown.isEmpty { list(command.shown.map(\.item)) }
        let examples = discussion.part("EXAMPLES")
        guard !examples.isEmpty else { return }
        request("Pp")
        text += "Examples:\n"
        literal(examples)
    }
}

extension StringProtocol {
    fileprivate func parted(by separator: String) -> [String] {
        String(self).split(separator: separator).map(String.init)
    }

    /// A sentence begins after a full stop and a blank, unless what follows it is in lower case.
    fileprivate var sentences: [String] {
        var found = [""]
        for word in split(separator: " ") {
            let endsOne = found.last?.hasSuffix(".") ?? false
            if endsOne, !(word.first?.isLowercase ?? false) {
                found.append(String(word))
            } else {
                let last = found.removeLast()
                found.append(last.isEmpty ? String(word) : "\(last) \(word)")
            }
        }
        return found.filter { !$0.isEmpty }
    }

    /// Text that roff prints as it is.
    fileprivate var protected: String {
        var out = ""
        var isQuoted = false
        for scalar in String(self).unicodeScalars {
            switch scalar {
            case "\\": out += "\\e"
            case "-": out += "\\-"
            case "'": out += "\\(aq"
            case "^": out += "\\(ha"
            case "~": out += "\\(ti"
            case "`":
                out += isQuoted ? "\\(cq" : "\\(oq"
                isQuoted.toggle()
            case let other where other.isASCII: out.unicodeScalars.append(other)
            case let other: out += "\\[u\(String(other.value, radix: 16, uppercase: true).leftPadded(to: 4))]"
            }
        }
        // A line that starts with a point would be a request.
        return out.hasPrefix(".") ? "\\&\(out)" : out
    }
}

extension String {
    /// `Compiles fleets.` as the one line of a title.
    fileprivate var asTitle: String { prefix(1).lowercased() + dropFirst().filter { $0 != "." } }

    fileprivate var sentence: String { prefix(1).uppercased() + dropFirst() + "." }

    fileprivate func leftPadded(to width: Int) -> String { String(repeating: "0", count: max(0, width - count)) + self }
}
