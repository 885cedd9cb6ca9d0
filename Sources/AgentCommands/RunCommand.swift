import Agent
import ArgumentParser
import Classifier
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Serve an environment until told to stop.",
        discussion: """
            SIGTERM and SIGINT end it: no new requests, those in flight finish, then the models stop. SIGHUP reads the \
            configuration again, as a change of its files does; one that cannot be used is refused and the last one stays.
            """
    )

    @Argument(help: "The folder with router.json and scaling.json, such as generated/laptop/agent.")
    var folder: String

    @Option(help: ArgumentHelp("Where clients come in.", valueName: "host:port"))
    var listen: HostAndPort = HostAndPort(host: "127.0.0.1", port: 8080)

    @Option(help: ArgumentHelp("Where the admin API, the page and the metrics are.", valueName: "host:port"))
    var admin: HostAndPort = HostAndPort(host: "127.0.0.1", port: 8081)

    @Option(help: ArgumentHelp("The API keys that let clients in; `spindle-agent key` makes them.", valueName: "file"))
    var keys: String?

    @Flag(help: "Let everybody in without a key, from other machines too.")
    var open = false

    @Option(
        help: ArgumentHelp(
            "Where records and logs of running models are kept, and what was learned; by default in ~/.local/state/spindle.",
            valueName: "dir"
        )
    )
    var state: String?

    @Option(help: ArgumentHelp("Add a line of JSON for each decision; prompts are not in it.", valueName: "file"))
    var decisions: String?

    @Flag(
        help: "Write prompts into the file of decisions, as they are judged: whoever reads it reads what users asked."
    )
    var logPrompts = false

    @Option(
        help: ArgumentHelp(
            "The model that judges what keywords leave open; by default ../share/spindle/classifier beside this program.",
            valueName: "dir"
        )
    )
    var classifier: String?

    @Option(
        help: ArgumentHelp(
            "ONNX Runtime's library, which the classifier needs; by default in ../lib/spindle beside this program, or "
                + "where the system has it.",
            valueName: "file"
        )
    )
    var onnxruntime: String?

    @OptionGroup(title: "In a cluster")
    var cluster: ClusterOptions

    @Flag(help: "Leave the models running when the agent ends; the next agent takes them over.")
    var leaveModels = false

    @Option(help: ArgumentHelp("Threads of the proxy; by default one for each processor.", valueName: "n"))
    var threads: Int?

    @Option(help: ArgumentHelp("How much is told.", valueName: "level"))
    var logLevel = LogLevel.info

    func validate() throws {
        if let threads, threads < 1 { throw ValidationError("`--threads` is at least 1") }
        if logPrompts, decisions == nil { throw ValidationError("`--log-prompts` needs `--decisions`") }
        if open, keys != nil { throw ValidationError("`--open` and `--keys` exclude each other") }
    }

    func run() async throws {
        DescriptorLimit.raise()
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        var logger = Logger(label: "spindle-agent")
        logger.logLevel = logLevel.level
        var settings = AgentSettings(folder: folder, stateFolder: stateFolder)
        (settings.host, settings.port) = (listen.host, listen.port)
        (settings.adminHost, settings.adminPort) = (admin.host, admin.port)
        settings.keys = keys
        settings.isOpen = open
        settings.decisionLog = decisions
        settings.options.logsPrompts = logPrompts
        settings.leavesModels = leaveModels
        settings.threads = threads
        settings.classifier = ClassifierPlaces(model: classifier, library: onnxruntime)
        settings.cluster = cluster.settings
        let agent: Agent
        do throws(AgentFailure) {
            agent = try await Agent(settings, logger: logger)
        } catch {
            StandardError.write("error: \(error)")
            throw ExitCode(1)
        }
        print("clients: http://\(agent.address)/v1   admin: http://\(agent.adminAddress)")
        fflush(nil)
        let group = ServiceGroup(
            services: [agent],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        try await group.run()
    }

    /// Of this user and this environment, so that two environments do not meet.
    private var stateFolder: String {
        if let state { return state }
        let environment = ProcessInfo.processInfo.environment
        let base = environment["XDG_STATE_HOME"] ?? "\(environment["HOME"] ?? "/var/lib")/.local/state"
        let path = URL(fileURLWithPath: folder).standardizedFileURL.path
        let name = path.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." ? String($0) : "_" }.joined()
        return "\(base)/spindle/\(name.suffix(120))"
    }
}

/// `host:port`, `:port`, `[::1]:port` or a host alone.
struct HostAndPort: ExpressibleByArgument, CustomStringConvertible {
    var host: String
    var port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"), let port = Int(argument[argument.index(after: colon)...]),
            (0...65535).contains(port)
        else { return nil }
        let name = argument[..<colon].trimmingPrefix("[")
        host = name.hasSuffix("]") ? String(name.dropLast()) : String(name)
        if host.isEmpty { host = "127.0.0.1" }
        self.port = port
    }

    var description: String { "\(host):\(port)" }
    var defaultValueDescription: String { description }
}

enum LogLevel: String, CaseIterable, ExpressibleByArgument {
    case debug, info, warning, error

    var level: Logger.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }
}
