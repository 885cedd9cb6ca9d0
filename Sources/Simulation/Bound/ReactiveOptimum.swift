/// The cheapest way to let one replica sleep between requests, by who knows all arrivals but starts it only when one comes.
///
/// It pays for the seconds in which the replica is held, and `weight` for each second that a request waits for its start.
/// After each time of work it either keeps the replica until the next request or lets it go; a request that finds none
/// waits for the cold start, as do those that come meanwhile, and all of them are begun on when it is over. What follows
/// depends on that choice alone, so that the best is found from the end backwards (dynamic programming over the requests
/// at which work begins). It is exact for a replica that takes all requests at a time and whose answers take as long as is
/// said.
package struct ReactiveOptimum: Sendable, Equatable {
    /// Seconds in which the replica is held.
    package private(set) var held = 0.0
    /// Seconds that requests wait, in all.
    package private(set) var wait = 0.0
    package private(set) var starts = 0

    /// - Parameters:
    ///   - work: when each request comes, in order, and how long its answer takes; seconds.
    ///   - weight: λ.
    package init(_ work: [(time: Double, seconds: Double)], coldStart: Double, weight: Double) {
        guard !work.isEmpty else { return }
        let count = work.count
        // By the request that begins them: what follows if the replica is there, and if it is not.
        var isReached = [Bool](repeating: false, count: count)
        var awake = [Stretch?](repeating: nil, count: count)
        var asleep = [Stretch?](repeating: nil, count: count)
        isReached[0] = true
        for first in 0..<count where isReached[first] {
            let (kept, started) = (Stretch(work, first, coldStart: 0), Stretch(work, first, coldStart: coldStart))
            for next in [kept.next, started.next] where next < count { isReached[next] = true }
            (awake[first], asleep[first]) = (kept, started)
        }
        // Costs from a stretch on, and whether the replica is kept after it.
        var best = [(awake: Double, asleep: Double)](repeating: (0, 0), count: count + 1)
        func after(_ stretch: Stretch) -> (cost: Double, keeps: Bool) {
            guard stretch.next < count else { return (0, false) }
            let keep = work[stretch.next].time - stretch.end + best[stretch.next].awake
            let letGo = best[stretch.next].asleep
            return keep <= letGo ? (keep, true) : (letGo, false)
        }
        for first in (0..<count).reversed() {
            guard let kept = awake[first], let started = asleep[first] else { continue }
            best[first].awake = kept.end - work[first].time + after(kept).cost
            best[first].asleep = started.end - work[first].time + weight * started.wait + after(started).cost
        }
        var (first, isAwake) = (0, false)
        while first < count, let stretch = isAwake ? awake[first] : asleep[first] {
            held += stretch.end - work[first].time
            wait += stretch.wait
            if !isAwake { starts += 1 }
            isAwake = after(stretch).keeps
            if isAwake { held += work[stretch.next].time - stretch.end }
            first = stretch.next
        }
    }

    /// Of those that wait no longer than somebody else, the one that holds its replica least, as far as a weight finds it: what
    /// lies between two weights is not looked for, so that it may hold it a little too long.
    package static func within(
        wait: Double,
        _ work: [(time: Double, seconds: Double)],
        coldStart: Double
    ) -> ReactiveOptimum {
        var (low, high) = (0.0, 1e6)
        let cheapest = ReactiveOptimum(work, coldStart: coldStart, weight: low)
        guard cheapest.wait > wait else { return cheapest }
        var best = ReactiveOptimum(work, coldStart: coldStart, weight: high)
        for _ in 0..<40 {
            let weight = low == 0 ? min(1, high / 2) : (low * high).squareRoot()
            let optimum = ReactiveOptimum(work, coldStart: coldStart, weight: weight)
            if optimum.wait > wait {
                low = weight
            } else {
                high = weight
                best = optimum
            }
            if high / max(low, 1e-9) < 1.001 { break }
        }
        return best
    }

    /// A time of work without a pause.
    private struct Stretch {
        var end: Double
        var wait = 0.0
        /// The request after it.
        var next: Int

        init(_ work: [(time: Double, seconds: Double)], _ first: Int, coldStart: Double) {
            let ready = work[first].time + coldStart
            (end, next) = (ready, first)
            while next < work.count, work[next].time <= end {
                let begin = max(ready, work[next].time)
                wait += begin - work[next].time
                end = max(end, begin + work[next].seconds)
                next += 1
            }
        }
    }
}
