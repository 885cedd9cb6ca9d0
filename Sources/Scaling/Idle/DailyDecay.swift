/// What is left of the weight of older days: every day counts 10 % less than the one after it, so that half of the weight is
/// of the last week, with its nights and its weekend.
struct DailyDecay: Sendable, Equatable {
    /// What is left after a day.
    static let share = 0.9
    static let day = 86400.0

    /// When the last day was taken off; `nil` before anything came.
    var agedAt: Double?

    /// - Returns: what to multiply everything with that has been learned until now; `nil` while no day has gone by.
    mutating func rest(at now: Double) -> Double? {
        guard let since = agedAt else {
            agedAt = now
            return nil
        }
        let days = ((now - since) / Self.day).rounded(.down)
        guard days >= 1 else { return nil }
        agedAt = since + days * Self.day
        // After a thousand days nothing is left that anybody could measure.
        return (0..<Int(min(days, 1000))).reduce(1.0) { rest, _ in rest * Self.share }
    }

    /// Continues on another clock.
    mutating func shiftClock(by seconds: Double) { agedAt = agedAt.map { $0 + seconds } }
}
