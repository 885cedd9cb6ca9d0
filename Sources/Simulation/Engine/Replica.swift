import Scaling

/// One replica at work: a batch of sequences that decode together and wait together while a prompt is read.
///
/// Time is counted in steps: each gives every sequence a token. A sequence that joins at step s with n tokens to go leaves at
/// step s + n, so that whoever comes or goes changes the pace and nothing else.
struct Replica {
    enum State: Equatable {
        case free, starting, serving, leaving, dormant
    }

    struct Sequence {
        /// The step at which its last token comes.
        var last: Double
        var request: Int32
        /// Tokens that it has in the cache: its prompt and, on average, half of its answer.
        var cached: Double
        /// Tokens that it has at the end.
        var reserved: Int
    }

    var id: ReplicaID
    var state = State.free
    /// Goes up whenever what was foreseen is no longer to come.
    var version: Int32 = 0
    /// Since when it holds GPUs.
    var since = 0.0
    /// The sequence that ends first is at the top.
    private(set) var batch: [Sequence] = []
    /// Those for which the cache has no room.
    private var outside: [(request: Int32, prompt: Double, answer: Double)] = []
    private var steps = 0.0
    private var now = 0.0
    /// Until then prompts are read.
    private var readingUntil = 0.0
    private var cached = 0.0
    private var reserved = 0

    init(_ id: ReplicaID, at now: Double) {
        self.id = id
        since = now
        self.now = now
        readingUntil = now
        state = .starting
    }

    var load: Int { batch.count + outside.count }

    /// - Returns: when its prompt has been read, which gives the first token; `nil` if it waits for room in the cache.
    mutating func begin(_ request: Int32, prompt: Double, answer: Double, _ speed: EngineSpeed, at time: Double)
        -> Double?
    {
        advance(to: time, speed)
        let tokens = Int(prompt + answer)
        if let most = speed.cacheTokens, !batch.isEmpty, !outside.isEmpty || reserved + tokens > most {
            outside.append((request, prompt, answer))
            return nil
        }
        readingUntil = max(time, readingUntil) + speed.prefill(prompt)
        let sequence = Sequence(
            last: steps + max(0, answer - 1),
            request: request,
            cached: prompt + answer / 2,
            reserved: tokens
        )
        cached += sequence.cached
        reserved += tokens
        push(sequence)
        return readingUntil
    }

    /// When the next answer is whole; `nil` without one.
    func nextEnd(_ speed: EngineSpeed) -> Double? {
        guard let first = batch.first else { return nil }
        return max(now, readingUntil) + max(0, first.last - steps) * speed.step(sequences: batch.count, cached: cached)
    }

    /// Takes out the answer that is whole by now, the oldest.
    mutating func end(at time: Double, _ speed: EngineSpeed) -> Int32? {
        advance(to: time, speed)
        guard let first = batch.first else { return nil }
        // What is foreseen has been rounded.
        steps = max(steps, first.last)
        pop()
        cached = batch.isEmpty ? 0 : cached - first.cached
        reserved -= first.reserved
        return first.request
    }

    /// One for which the cache has room by now.
    mutating func admit(_ speed: EngineSpeed) -> (request: Int32, prompt: Double, answer: Double)? {
        guard let first = outside.first, let most = speed.cacheTokens,
            batch.isEmpty || reserved + Int(first.prompt + first.answer) <= most
        else { return nil }
        return outside.removeFirst()
    }

    /// Gives up all that it works on.
    mutating func abandon() -> [Int32] {
        defer {
            batch = []
            outside = []
            (cached, reserved) = (0, 0)
        }
        return batch.map(\.request).sorted() + outside.map(\.request)
    }

    private mutating func advance(to time: Double, _ speed: EngineSpeed) {
        let begin = max(now, min(time, readingUntil))
        if time > begin, !batch.isEmpty {
            steps += (time - begin) / speed.step(sequences: batch.count, cached: cached)
        }
        now = max(now, time)
    }

    // MARK: The heap of sequences

    private mutating func push(_ sequence: Sequence) {
        batch.append(sequence)
        var child = batch.count - 1
        while child > 0, batch[(child - 1) / 2].last > batch[child].last {
            batch.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func pop() {
        batch.swapAt(0, batch.count - 1)
        batch.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < batch.count && batch[child].last < batch[least].last {
                least = child
            }
            guard least != parent else { return }
            batch.swapAt(least, parent)
            parent = least
        }
    }
}
