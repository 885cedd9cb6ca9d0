import Agent
import ArgumentParser
import Foundation

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the models of a running agent: what they do, why, and what it costs."
    )

    @OptionGroup var admin: AdminOptions

    @Option(help: "text or json.")
    var format = Format.text

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json
    }

    func run() async throws {
        let report = try await admin.ask { client throws(AgentFailure) in try await client.fleet() }
        switch format {
        case .text: print(StatusTable.text(of: report), terminator: "")
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            print(String(decoding: try encoder.encode(report), as: UTF8.self))
        }
    }
}

/// Where the agent's admin API is.
struct AdminOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The agent's admin address.", valueName: "host:port"))
    var admin: HostAndPort = HostAndPort(host: "127.0.0.1", port: 8081)

    /// Asks, and ends the process with a message if there is no answer.
    func ask<Answer>(_ question: (AdminClient) async throws(AgentFailure) -> Answer) async throws -> Answer {
        do throws(AgentFailure) {
            return try await question(AdminClient(host: admin.host, port: admin.port))
        } catch {
            StandardError.write("error: \(error)")
            throw ExitCode(1)
        }
    }
}

/// The fleet as a table.
enum StatusTable {
    static func text(of report: FleetReport) -> String {
        var rows = [
            ["MODEL", "STATE", "FOR", "REPLICAS", "IN FLIGHT", "QUEUED", "GPUS", "SLEEPS IN", "COLD START", "WHY"]
        ]
        for model in report.models {
            rows.append([
                model.name, model.isPinned ? "\(model.phase), pinned" : model.phase, duration(model.phaseSeconds),
                "\(model.replicas.count)/\(model.max)", "\(model.inFlight)", "\(model.queued)", "\(model.gpus)",
                model.idleIn.map { duration(max(0, $0)) } ?? "–", duration(model.coldStart), model.cause ?? "–",
            ])
        }
        let widths = (0..<rows[0].count).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            return cells.joined(separator: "  ").trimmingSuffix(while: { $0 == " " })
        }
        return lines.joined(separator: "\n")
            + "\n\(report.gpusInUse) of \(report.gpuBudget) GPUs in use; configuration \(report.digest) of "
            + "\(report.fleet)/\(report.environment)\n"
            + (report.classifier.map { "classifier: \($0)\n" } ?? "")
            + (report.decider.map { "another agent decides what runs: \($0)\n" } ?? "")
            + (report.refusal.map { "the configuration in the folder is refused: \($0)\n" } ?? "")
    }

    private static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite else { return "–" }
        let whole = Int(seconds.rounded())
        if seconds < 10 { return "\((seconds * 10).rounded() / 10)s" }
        return whole < 600 ? "\(whole)s" : whole < 36_000 ? "\(whole / 60)m" : "\(whole / 3600)h"
    }
}

extension String {
    fileprivate func trimmingSuffix(while isUnwanted: (Character) -> Bool) -> String {
        var text = self
        while let last = text.last, isUnwanted(last) { text.removeLast() }
        return text
    }
}
