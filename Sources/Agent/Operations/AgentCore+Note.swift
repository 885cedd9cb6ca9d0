import AgentConfig
import NIOCore
import OpenAIWire
import Routing

extension AgentCore {
    /// Counts a request that is over, and logs it.
    func note(_ record: ExchangeRecord, _ router: Router) {
        let end = record.end ?? .now()
        metrics.change { change in
            guard let model = record.model else {
                return change.add(to: .refusals, record.error ?? "none")
            }
            let tenant = record.tenant ?? ""
            change.add(to: .requests, model, tenant, "\(record.status)")
            if record.decision != nil {
                // A name that is no route is the client's own text.
                let route = router.config.routes.contains { $0.name == record.name } ? record.name : ""
                change.add(to: .decisions, route, model, record.reason)
            }
            change.observe((end - record.arrival).seconds, in: .requestSeconds, model)
            if let first = record.firstContent {
                change.observe((first - record.arrival).seconds, in: .firstByteSeconds, model)
            }
            if let settings = router.config.models.first(where: { $0.name == model }) {
                let gpuSeconds = record.replicaSeconds * Double(settings.gpus)
                change.add(gpuSeconds, to: .tenantGPUSeconds, model, tenant)
                if let price = settings.costPerHour {
                    change.add(record.replicaSeconds * price / 3600, to: .tenantCost, model, tenant)
                }
            }
            if record.hasWaited { change.observe(record.wait, in: .waitSeconds, model) }
            if let sent = record.sent {
                change.observe(max(0, (sent - record.arrival).seconds - record.wait), in: .overheadSeconds)
            }
            change.add(Double(record.tokens.prompt ?? record.promptTokens), to: .tokens, model, tenant, "prompt")
            if let tokens = record.tokens.completion ?? (record.events > 0 ? record.events : nil) {
                change.add(Double(tokens), to: .tokens, model, tenant, "completion")
            }
        }
        if case .models = record.endpoint, record.model == nil, record.status == 200 { return }
        decisions.add(NotedRequest(record: record, router: router, time: WallClock.now))
    }
}
