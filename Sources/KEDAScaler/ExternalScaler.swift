internal import GRPCCore
internal import SwiftProtobuf

/// KEDA's external scaler: translates its questions (https://keda.sh/docs/2.20/concepts/external-scalers/).
///
/// KEDA calls `GetMetricSpec`, `GetMetrics` and `IsActive` at each poll, one after the other and without a deadline, and
/// holds pushes back meanwhile; so none of them ever waits.
struct ExternalScaler: Externalscaler_ExternalScaler.SimpleServiceProtocol {
    let answers: any ScalerAnswers
    let closing: Closing
    /// Between two `true` on a stream: one that comes before KEDA is ready is lost.
    let pushInterval: Duration

    /// Of the one metric; KEDA puts `s<number of the trigger>-` before it for the HPA.
    static let metric = "demand"

    func isActive(
        request: Externalscaler_ScaledObjectRef,
        context: ServerContext
    ) async throws -> Externalscaler_IsActiveResponse {
        let demand = try demand(of: request)
        return .with { $0.result = demand.isActive }
    }

    func getMetricSpec(
        request: Externalscaler_ScaledObjectRef,
        context: ServerContext
    ) async throws -> Externalscaler_GetMetricSpecResponse {
        let model = try model(of: request)
        let concurrency = try answered { () throws(ScalerRefusal) in try answers.concurrency(of: model) }
        return .with { response in
            response.metricSpecs = [
                .with { spec in
                    spec.metricName = Self.metric
                    spec.targetSize = Int64(concurrency.rounded(.up))
                    spec.targetSizeFloat = concurrency
                }
            ]
        }
    }

    func getMetrics(
        request: Externalscaler_GetMetricsRequest,
        context: ServerContext
    ) async throws -> Externalscaler_GetMetricsResponse {
        guard request.metricName == Self.metric else {
            throw RPCError(
                code: .notFound,
                message: "there is no metric `\(request.metricName)`; the one that there is, is `\(Self.metric)`"
            )
        }
        let demand = try demand(of: request.scaledObjectRef)
        return .with { response in
            response.metricValues = [
                .with { value in
                    value.metricName = Self.metric
                    value.metricValue = Int64(demand.load.rounded(.up))
                    value.metricValueFloat = demand.load
                }
            ]
        }
    }

    /// Tells the state at once, again at every change, and `true` again and again.
    ///
    /// It ends without an error when the agent does: an orderly end lets KEDA come back after two seconds, and another one
    /// only after a backoff of up to a minute.
    func streamIsActive(
        request: Externalscaler_ScaledObjectRef,
        response: RPCWriter<Externalscaler_IsActiveResponse>,
        context: ServerContext
    ) async throws {
        let model = try model(of: request)
        _ = try answered { () throws(ScalerRefusal) in try answers.concurrency(of: model) }
        var last: Bool?
        for await isReminder in StreamTurns(answers.turns(), every: pushInterval, until: closing) {
            // What cannot be told at present is told later: KEDA goes by its polls until then.
            guard let isActive = try? answers.demand(for: model).isActive else { continue }
            guard isActive != last || isReminder && isActive else { continue }
            last = isActive
            try await response.write(.with { $0.result = isActive })
        }
    }

    // MARK: Questions

    private func demand(of object: Externalscaler_ScaledObjectRef) throws(RPCError) -> ModelDemand {
        let model = try model(of: object)
        return try answered { () throws(ScalerRefusal) in try answers.demand(for: model) }
    }

    private func model(of object: Externalscaler_ScaledObjectRef) throws(RPCError) -> String {
        guard let model = object.scalerMetadata["model"], !model.isEmpty else {
            throw RPCError(
                code: .invalidArgument,
                message: "the trigger of ScaledObject \(object.namespace)/\(object.name) has no metadata `model`"
            )
        }
        answers.noteQuestion(about: model)
        return model
    }

    private func answered<Answer>(_ body: () throws(ScalerRefusal) -> Answer) throws(RPCError) -> Answer {
        do throws(ScalerRefusal) {
            return try body()
        } catch {
            switch error {
            case .unknown(let known):
                let names = known.prefix(20).joined(separator: ", ") + (known.count > 20 ? ", …" : "")
                throw RPCError(code: .notFound, message: "there is no such model; there is \(names)")
            case .undecided(let cause): throw RPCError(code: .unavailable, message: cause)
            }
        }
    }
}
