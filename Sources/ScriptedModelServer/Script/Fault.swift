/// What a request is to suffer.
package enum Fault: String, Sendable, CaseIterable {
    /// The process exits with status 3 instead of becoming ready. From the command line only.
    case exitBeforeReady = "exit-before-ready"
    /// The process exits with status 1 in the middle of an answer.
    case exit
    /// The process aborts in the middle of an answer.
    case abort
    /// Nothing more comes in the middle of an answer, for ever.
    case stall
    /// Nothing comes at all, for ever.
    case stallAtFirst = "stall-at-first"
    /// The connection is closed in the middle of an answer.
    case close
    /// A chunk whose length is no number.
    case badChunk = "bad-chunk"
    /// An event whose JSON is cut off. The answer goes on.
    case badJSON = "bad-json"
    /// Text beyond ASCII, and every few bytes sent on their own, so that characters and events are cut.
    case split
    /// An answer with that status in place of any other; 503 and 429 have `Retry-After`.
    case status500 = "500"
    case status503 = "503"
    case status429 = "429"
    /// An event with an error in the middle, which ends the answer.
    case errorEvent = "error-event"
    /// `Content-Length` promises more than comes. Streamed answers have none and are closed.
    case wrongLength = "wrong-length"
    /// 64 KiB of headers.
    case hugeHeaders = "huge-headers"
}

/// A fault and how often it happens.
package struct FaultRate: Sendable, Equatable {
    package var fault: Fault
    /// From 0 to 1.
    package var probability: Double

    package init(fault: Fault, probability: Double) {
        self.fault = fault
        self.probability = probability
    }
}
