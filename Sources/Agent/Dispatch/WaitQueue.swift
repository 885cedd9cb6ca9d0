/// Requests that wait for a replica of one model: the most urgent first, and among equals the one that came first.
struct WaitQueue<Element: Sendable>: Sendable {
    private struct Entry: Sendable {
        var priority: Int
        var number: Int
        var element: Element

        func isBefore(_ other: Entry) -> Bool {
            priority != other.priority ? priority > other.priority : number < other.number
        }
    }

    /// A binary heap.
    private var heap: [Entry] = []
    private var next = 0

    var count: Int { heap.count }
    var isEmpty: Bool { heap.isEmpty }

    /// - Parameter priority: the larger goes first.
    mutating func append(_ element: Element, priority: Int) {
        heap.append(Entry(priority: priority, number: next, element: element))
        next += 1
        rise(heap.count - 1)
    }

    mutating func popFirst() -> Element? {
        guard let first = heap.first else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        sink(0)
        return first.element
    }

    /// Takes out the first that the closure is true for, whatever its place.
    mutating func remove(where isWanted: (Element) -> Bool) {
        guard let index = heap.firstIndex(where: { isWanted($0.element) }) else { return }
        heap.swapAt(index, heap.count - 1)
        heap.removeLast()
        guard index < heap.count else { return }
        rise(index)
        sink(index)
    }

    private mutating func rise(_ start: Int) {
        var child = start
        while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func sink(_ start: Int) {
        var parent = start
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].isBefore(heap[least])
            {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(least, parent)
            parent = least
        }
    }

    /// How many go before a new one of this priority.
    func ahead(ofPriority priority: Int) -> Int { heap.count { $0.priority >= priority } }
}
