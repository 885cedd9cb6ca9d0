import AgentConfig
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import Scaling
import Synchronization

/// What people and machines that run the agent can ask of it, on a port of its own.
final class AdminAPI: Sendable {
    private let core: AgentCore
    private let reloader: Reloader
    /// Absent where there is but one agent.
    private let peers: PeerExchange?
    private let startedAt = Dispatcher.now

    init(_ core: AgentCore, _ reloader: Reloader, peers: PeerExchange?) {
        self.peers = peers
        self.core = core
        self.reloader = reloader
    }

    struct Response {
        var status = HTTPResponseStatus.ok
        var type = "application/json"
        var body: [UInt8] = []
        /// Of what a browser may keep, if it asks each time whether it still holds.
        var tag: String?

        static func problem(_ status: HTTPResponseStatus, _ message: String) -> Response {
            .json(["error": message], status)
        }

        static func json(_ value: some Encodable, _ status: HTTPResponseStatus = .ok) -> Response {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            encoder.nonConformingFloatEncodingStrategy = .convertToString(
                positiveInfinity: "inf",
                negativeInfinity: "-inf",
                nan: "nan"
            )
            return Response(status: status, body: (try? Array(encoder.encode(value))) ?? [])
        }
    }

    func respond(to head: HTTPRequestHead, body: ByteBuffer = ByteBuffer()) -> Response {
        let path = head.uri.prefix { $0 != "?" }.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
        // A page on the web can send requests to a port of this machine; it cannot choose these two.
        guard isHostKnown(head) else { return .problem(.misdirectedRequest, "ask for this server by its address") }
        let method = head.method == .HEAD ? .GET : head.method
        if method == .GET, path.count < 2, let file = WebPage.files[path.first ?? ""] {
            return answer(head, with: file)
        }
        switch (method, path) {
        case (.GET, ["healthz"]), (.GET, ["readyz"]):
            return core.probe(head.uri) == true
                ? Response(type: "text/plain", body: Array("ok\n".utf8)) : .problem(.serviceUnavailable, "draining")
        case (.GET, ["metrics"]): return Response(type: "text/plain; version=0.0.4", body: Array(metrics().utf8))
        case (.GET, ["api", "fleet"]): return .json(report())
        case (.GET, ["api", "history"]): return .json(history())
        case (.GET, ["api", "decisions"]): return decisions(head)
        case (.POST, ["api", "reload"]):
            guard head.headers.contains(name: "x-spindle-admin") else { return Self.unmarked }
            if let refusal = reloader.reload() { return .problem(.unprocessableEntity, refusal) }
            return .json(["digest": reloader.digest])
        case (.POST, ["peer"]): return exchange(head, body)
        case (.POST, let path) where path.count == 4 && path[0] == "api" && path[1] == "models":
            guard head.headers.contains(name: "x-spindle-admin") else { return Self.unmarked }
            return order(path[3], path[2])
        default:
            return .problem(
                .notFound,
                "there is /, /healthz, /readyz, /metrics, GET /api/fleet, GET /api/history, GET /api/decisions, POST "
                    + "/api/reload and POST /api/models/{name}/{wake|sleep|pin|unpin}"
            )
        }
    }

    /// Whether a request is another agent's report, which alone has a body.
    static func isReport(_ head: HTTPRequestHead) -> Bool { head.method == .POST && head.uri == "/peer" }

    private func exchange(_ head: HTTPRequestHead, _ body: ByteBuffer) -> Response {
        guard head.headers.contains(name: "x-spindle-admin") else { return Self.unmarked }
        guard let peers else { return .problem(.notFound, "this agent has no others beside it") }
        guard let report = try? JSONDecoder().decode(AgentReport.self, from: Data(buffer: body)) else {
            return .problem(.badRequest, "this is not the report of an agent of the same version")
        }
        return .json(peers.exchange(report))
    }

    private static let unmarked = Response.problem(
        .forbidden,
        "send the header X-Spindle-Admin: 1 with what changes something"
    )

    private func isHostKnown(_ head: HTTPRequestHead) -> Bool {
        guard let host = head.headers.first(name: "host") else { return true }
        let name = host.hasPrefix("[") ? host.dropFirst().prefix { $0 != "]" } : host.prefix { $0 != ":" }
        let isAddress = name.allSatisfy { $0.isNumber || $0 == "." } || name.contains(":")
        return isAddress || name == "localhost"
    }

    private func answer(_ head: HTTPRequestHead, with file: WebPage.File) -> Response {
        let known = head.headers[canonicalForm: "if-none-match"]
        return known.contains(file.tag[...])
            ? Response(status: .notModified, type: file.type, tag: file.tag)
            : Response(type: file.type, body: file.bytes, tag: file.tag)
    }

    /// With `?after=` and a number only those that came after it.
    private func decisions(_ head: HTTPRequestHead) -> Response {
        guard let query = head.uri.firstIndex(of: "?").map({ head.uri[$0...].dropFirst() }), !query.isEmpty else {
            return .json(core.decisions.recent())
        }
        guard query.hasPrefix("after="), let number = Int(query.dropFirst("after=".count)) else {
            return .problem(.badRequest, "`\(query)` is not `after=` and the number of a decision")
        }
        return .json(core.decisions.recent(after: number))
    }

    private func order(_ verb: String, _ name: String) -> Response {
        guard let id = core.dispatcher.read({ $0.scaler.id(of: name) }) else {
            return .problem(.notFound, "there is no model `\(name)`")
        }
        guard core.dispatcher.read(\.scaler.decides) else {
            let other = peers?.read { $0.decider(at: Dispatcher.now) }
            let who = other.map { "`\($0)` does: ask that agent" } ?? "no agent does at present"
            return .problem(.conflict, "this agent does not decide what runs; \(who)")
        }
        let event: FleetEvent
        switch verb {
        case "wake": event = .wake(id)
        case "sleep": event = .sleep(id)
        case "pin": event = .pin(id)
        case "unpin": event = .unpin(id)
        default: return .problem(.notFound, "a model can be told to wake, sleep, pin or unpin")
        }
        core.dispatcher.update { $0.note(event, at: $1) }
        return .json(report().models.first { $0.name == name })
    }

    private func report() -> FleetReport {
        let (files, digest) = (reloader.files, reloader.digest)
        var report = core.dispatcher.read { [startedAt] state in
            let now = Dispatcher.now
            return FleetReport(state, files, digest: digest, at: now, uptime: now - startedAt, time: WallClock.now)
        }
        report.refusal = reloader.refusal
        if files.router.classifier.kind != .none { report.classifier = core.classifier.words(for: files.router) }
        report.decider = peers?.read { $0.decider(at: Dispatcher.now) }
        report.isDraining = core.isDraining.load(ordering: .relaxed)
        report.decisions = core.decisions.count
        return report
    }

    private func history() -> HistoryReport {
        core.dispatcher.read { state in
            let now = Dispatcher.now
            let models = state.scaler.status(at: now).map(\.name)
            return HistoryReport(state.history, of: models, at: now, time: WallClock.now)
        }
    }

    private func metrics() -> String {
        let report = report()
        var gauges: [(Metrics.Key, Double)] = [
            (.init(metric: .gpusInUse, labels: []), Double(report.gpusInUse)),
            (.init(metric: .gpuBudget, labels: []), Double(report.gpuBudget)),
            (.init(metric: .deciding, labels: []), core.dispatcher.read(\.scaler.decides) ? 1 : 0),
            (.init(metric: .lostLines, labels: []), Double(core.decisions.lost)),
            (.init(metric: .config, labels: [report.fleet, report.environment, report.digest]), 1),
        ]
        let planned = Dictionary(
            reloader.files.scaling.models.map { ($0.name, $0.coldStart.seconds) }
        ) { first, _ in first }
        for model in report.models {
            func add(_ metric: AgentMetric, _ value: Double?, _ more: String...) {
                if let value { gauges.append((.init(metric: metric, labels: [model.name] + more), value)) }
            }
            add(.inFlight, Double(model.inFlight))
            add(.queued, Double(model.queued))
            for phase in ["starting", "ready", "unhealthy", "draining", "dormant"] {
                add(.replicas, Double(model.replicas.count { $0.phase == phase }), phase)
            }
            add(.gpuSeconds, model.gpuSeconds)
            add(.cost, model.cost)
            add(.idleTimeout, model.idleTimeout.flatMap { $0.isFinite ? $0 : nil })
            add(.coldStartEstimate, model.coldStart)
            add(.coldStartPlanned, planned[model.name])
        }
        return core.metrics.text(gauges: gauges)
    }
}

/// A client of the admin API.
final class AdminConnection: RequestHandler {
    private let api: AdminAPI

    init(_ api: AdminAPI) { self.api = api }

    func handle(_ request: ClientRequest, _ answer: ClientAnswer) {
        write(api.respond(to: request.head, body: request.body), answer)
    }

    func wantsBody(of head: HTTPRequestHead) -> Bool { AdminAPI.isReport(head) }

    func refuse(_ head: HTTPRequestHead, _ refusal: BodyRefusal, _ answer: ClientAnswer) {
        write(.problem(.payloadTooLarge, "no body is needed here"), answer)
    }

    private func write(_ response: AdminAPI.Response, _ answer: ClientAnswer) {
        var headers: HTTPHeaders = [
            "Content-Type": response.type, "Cache-Control": response.tag == nil ? "no-store" : "no-cache",
            "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
            "Cross-Origin-Resource-Policy": "same-origin", "Content-Security-Policy": WebPage.policy,
        ]
        if let tag = response.tag { headers.add(name: "ETag", value: tag) }
        if response.status != .notModified { headers.add(name: "Content-Length", value: "\(response.body.count)") }
        answer.write(response.status, headers)
        answer.write(ByteBuffer(bytes: response.body))
        answer.end()
    }

    func clientLeft() {}

    func clientCanRead(_ isReady: Bool) {}
}
