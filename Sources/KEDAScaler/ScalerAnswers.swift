/// What is to be told of a model to KEDA.
package struct ModelDemand: Sendable, Equatable {
    /// Whether it is to have a replica at all.
    package var isActive: Bool
    /// Requests of all agents that wait or are in flight, within what its replicas may be.
    package var load: Double

    package init(isActive: Bool, load: Double) {
        self.isActive = isActive
        self.load = load
    }
}

/// Why a question of KEDA is not answered; KEDA leaves every count as it is then.
package enum ScalerRefusal: Error, Sendable, Equatable {
    /// No such model; the names that there are.
    case unknown(known: [String])
    /// This agent cannot tell at present, for this cause.
    case undecided(String)
}

/// Who answers KEDA's questions, at once and from memory.
package protocol ScalerAnswers: Sendable {
    /// Requests that one replica works on at a time.
    func concurrency(of model: String) throws(ScalerRefusal) -> Double

    func demand(for model: String) throws(ScalerRefusal) -> ModelDemand

    /// A turn each time that what would be answered may be another.
    func turns() -> AsyncStream<Void>

    /// KEDA has asked.
    func noteQuestion(about model: String)
}
