import Dispatch
import FoundationEssentials
import Synchronization

extension Array where Element: Sendable {
    /// Maps on all processors; the results are in the order of the elements, whichever was done first.
    package func concurrentMap<Output: Sendable>(_ transform: @Sendable (Element) -> Output) -> [Output] {
        guard count > 1 else { return map(transform) }
        // A few pieces a processor, so that one with the long elements does not keep the others waiting.
        let pieces = Swift.min(count, 8 * Self.processors)
        let results = Mutex([[Output]](repeating: [], count: pieces))
        DispatchQueue.concurrentPerform(iterations: pieces) { piece in
            let part = self[(piece * count / pieces)..<((piece + 1) * count / pieces)].map(transform)
            results.withLock { $0[piece] = part }
        }
        return results.withLock { $0.flatMap(\.self) }
    }

    /// Does something with each element on all processors.
    /// - Throws: the failure of the first element of those that failed; some after it may have been done.
    package func concurrentForEach<Failure: Error>(
        _ body: @Sendable (Element) throws(Failure) -> Void
    ) throws(Failure) {
        let outcomes = concurrentMap { element in Result { () throws(Failure) in try body(element) } }
        for outcome in outcomes { try outcome.get() }
    }

    private static var processors: Int { ProcessInfo.processInfo.activeProcessorCount }
}
