import Synchronization

/// What the supervisor is asked to do.
enum Order: Sendable {
    case start(Replica, Launch)
    case stop(Replica, grace: Double)
    case adopt(@Sendable (Replica) -> Launch?, grace: Double, @Sendable ([AdoptedReplica]) -> Void)
    case shutDown(leaving: Bool, grace: Double, @Sendable () -> Void)
}

/// Orders on their way from any thread to the supervisor's.
final class Inbox: Sendable {
    private let orders = Mutex<[Order]?>([])
    private let pipe: WakePipe

    init?() {
        guard let pipe = WakePipe() else { return nil }
        self.pipe = pipe
    }

    /// Becomes readable when there are orders.
    var descriptor: Descriptor { pipe.reading }

    /// - Returns: `false` once the inbox is closed; nobody will see the order.
    func post(_ order: Order) -> Bool {
        let isOpen = orders.withLock { orders in
            orders?.append(order)
            return orders != nil
        }
        if isOpen { pipe.wake() }
        return isOpen
    }

    func take() -> [Order] {
        pipe.drain()
        return orders.withLock { orders in
            defer { if orders != nil { orders = [] } }
            return orders ?? []
        }
    }

    /// - Returns: the orders that nobody took.
    func close() -> [Order] {
        orders.withLock { orders in
            defer { orders = nil }
            return orders ?? []
        }
    }
}
