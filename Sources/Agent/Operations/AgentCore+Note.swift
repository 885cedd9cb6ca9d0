import AgentConfig
import NIOCore
import OpenAIWire
import Routing

extension AgentCore {
    /// Counts a request that is over, and logs it.
    func note(_ record: ExchangeRecord, _ router: Router) {
        if let model = record.model {
            let settings = router.config.models.first { $0.name == model }
            metrics.count(record.kind(model, router)) { $0.add(record, settings) }
        } else {
            metrics.count(.refusals, record.error ?? "none")
        }
        if case .models = record.endpoint, record.model == nil, record.status == 200 { return }
        decisions.add(NotedRequest(record: record, router: router, time: WallClock.now))
    }
}

extension ExchangeRecord {
    fileprivate func kind(_ model: String, _ router: Router) -> RequestKind {
        // A name that is no route is the client's own text.
        let route = decision == nil ? nil : router.config.routes.contains { $0.name == name } ? name : ""
        return RequestKind(
            model: model,
            tenant: tenant ?? "",
            status: status,
            decision: route.map { RequestKind.Decision(route: $0, reason: reason) }
        )
    }
}

extension RequestTally {
    fileprivate mutating func add(_ record: ExchangeRecord, _ settings: RouterConfig.Model?) {
        requests += 1
        requestSeconds.add(((record.end ?? .now()) - record.arrival).seconds)
        if let first = record.firstContent { firstByteSeconds.add((first - record.arrival).seconds) }
        if record.hasWaited { waitSeconds.add(record.wait) }
        if let sent = record.sent { overheadSeconds.add(max(0, (sent - record.arrival).seconds - record.wait)) }
        if let settings {
            gpuSeconds = (gpuSeconds ?? 0) + record.replicaSeconds * Double(settings.gpus)
            if let price = settings.costPerHour { cost = (cost ?? 0) + record.replicaSeconds * price / 3600 }
        }
        promptTokens += record.tokens.prompt ?? record.promptTokens
        if let tokens = record.tokens.completion ?? (record.events > 0 ? record.events : nil) {
            completionTokens = (completionTokens ?? 0) + tokens
        }
    }
}
