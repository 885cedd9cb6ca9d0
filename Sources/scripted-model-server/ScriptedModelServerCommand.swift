import ArgumentParser
import Foundation
import ScriptedModelServer

@main
struct ScriptedModelServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scripted-model-server",
        abstract: "A model server without a model, which answers and fails as it is told.",
        discussion: """
            It serves /v1/chat/completions, /v1/completions, /v1/responses, /v1/messages, /v1/embeddings, /v1/models \
            and /health; /stats tells what became of the requests. The text of an answer is `t0 t1 t2 …`; with `seed` in \
            the request, `t0.SEED t1.SEED …`.

            A request has its own say in the header `x-script`, or in a field `x_script` of its body:
              tokens=8, first-token-ms=50, tokens-per-second=20, seed=7, fault=stall, after=3

            Faults: \(Fault.allCases.map(\.rawValue).joined(separator: ", ")).
            """
    )

    @Option(help: "The address to listen on.") var host = "127.0.0.1"
    @Option(help: "The port to listen on; 0 is one that is free.") var port = 8000
    @Option(help: ArgumentHelp("A model to list; may be given several times.", valueName: "name")) var model: [String] =
        []
    @Option(help: "Seconds in which everything is answered with 503.") var loadSeconds = 0.0
    @Option(name: .customLong("first-token-ms"), help: "Milliseconds before the first token.") var firstToken = 0.0
    @Option(help: "Tokens a second after that; 0 is as fast as they can be sent.") var tokensPerSecond = 0.0
    @Option(help: "Tokens of an answer, unless the request wants fewer.") var tokens = 16
    @Option(help: "Of the dice for faults.") var seed: UInt64 = 0
    @Option(
        help: ArgumentHelp("A fault and its probability; may be given several times.", valueName: "fault=probability")
    )
    var fault: [FaultRate] = []
    @Option(help: "Tokens before a fault in the middle of an answer; half of them unless given.") var faultAfter: Int?

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("a port is from 0 to 65535") }
        let amounts = [loadSeconds, firstToken, tokensPerSecond, Double(tokens), Double(faultAfter ?? 0)]
        guard amounts.allSatisfy({ (0...1e7).contains($0) }) else {
            throw ValidationError("amounts are from 0 to 10000000")
        }
    }

    func run() async throws {
        var options = ServerOptions()
        options.host = host
        options.port = port
        if !model.isEmpty { options.models = model }
        options.loadSeconds = loadSeconds
        options.script.firstTokenMilliseconds = firstToken
        options.script.tokensPerSecond = tokensPerSecond
        options.script.tokens = tokens
        options.script.after = faultAfter
        options.faults = fault.filter { $0.fault != .exitBeforeReady }
        options.seed = seed
        if let reason = options.reasonNotToStart(fault) {
            try await Task.sleep(for: .seconds(loadSeconds))
            FileHandle.standardError.write(Data("\(reason)\n".utf8))
            throw ExitCode(3)
        }
        try await ModelServer(options).run { [host] port in
            FileHandle.standardOutput.write(Data("listening on \(host):\(port)\n".utf8))
        }
    }
}

extension FaultRate: ExpressibleByArgument {
    package init?(argument: String) {
        let pair = argument.split(separator: "=", maxSplits: 1)
        guard pair.count == 2, let fault = Fault(rawValue: String(pair[0])), let probability = Double(pair[1]),
            (0...1).contains(probability)
        else { return nil }
        self.init(fault: fault, probability: probability)
    }
}
