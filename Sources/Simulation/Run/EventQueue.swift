/// What is to come, the soonest first; of events at one time, the one that was foreseen first.
struct EventQueue {
    struct Event {
        enum Kind: UInt8 {
            /// An answer of a replica may be whole.
            case answer
            /// A replica has loaded its model.
            case ready
            /// A replica is gone.
            case stopped
            /// A replica has emptied its GPUs.
            case dozed
            /// A request has waited for as long as it may.
            case deadline
            /// Something that the policy waits for.
            case timer
            /// A minute of the schedule begins.
            case minute
        }

        var time: Double
        var kind: Kind
        /// Of a replica or a request.
        var index: Int32 = 0
        /// Of the replica when this was foreseen.
        var version: Int32 = 0
        fileprivate var order: UInt64 = 0

        init(_ kind: Kind, at time: Double, index: Int32 = 0, version: Int32 = 0) {
            (self.kind, self.time, self.index, self.version) = (kind, time, index, version)
        }

        fileprivate func precedes(_ other: Event) -> Bool {
            time < other.time || time == other.time && order < other.order
        }
    }

    private var heap: [Event] = []
    private var order: UInt64 = 0

    var next: Double? { heap.first?.time }

    mutating func add(_ event: Event) {
        var event = event
        event.order = order
        order += 1
        heap.append(event)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard event.precedes(heap[parent]) else { break }
            heap[child] = heap[parent]
            child = parent
        }
        heap[child] = event
    }

    mutating func pop() -> Event? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return first }
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
            guard heap[child].precedes(last) else { break }
            heap[parent] = heap[child]
            parent = child
        }
        heap[parent] = last
        return first
    }
}
