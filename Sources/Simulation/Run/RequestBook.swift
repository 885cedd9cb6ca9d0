import Routing

/// What becomes of each request.
struct RequestBook {
    enum State: UInt8 {
        case coming, waiting, running
        case served
        /// As many waited as may.
        case tooMany
        /// It waited for as long as it may, or nothing could serve it.
        case unavailable
        /// Its replica was stopped while it answered.
        case cut
    }

    var states: [State]
    /// Index of the model that was asked last, in the router's configuration; -1 before one is chosen.
    var models: [Int16]
    /// Of those that were turned away.
    var fallbacks: [Int: Fallbacks] = [:]
    /// Whether no replica served when it came.
    var wasCold: [Bool]
    /// Until when it waits.
    var patience: [Double]
    /// When it was begun on, and when its first and its last token came; like `patience` seconds since the trace began.
    var begun: [Double]
    var first: [Double]
    var last: [Double]

    init(count: Int) {
        states = [State](repeating: .coming, count: count)
        models = [Int16](repeating: -1, count: count)
        wasCold = [Bool](repeating: false, count: count)
        patience = [Double](repeating: .infinity, count: count)
        begun = [Double](repeating: 0, count: count)
        first = [Double](repeating: 0, count: count)
        last = [Double](repeating: 0, count: count)
    }
}
