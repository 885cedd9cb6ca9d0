import NIOCore
import NIOPosix

/// A pool of connections to model servers for each event loop.
struct UpstreamPools: Sendable {
    private let pools: [ObjectIdentifier: NIOLoopBoundBox<UpstreamPool?>]

    init(_ loops: MultiThreadedEventLoopGroup) {
        pools = Dictionary(
            loops.makeIterator().map { loop in
                (ObjectIdentifier(loop), NIOLoopBoundBox.makeEmptyBox(valueType: UpstreamPool.self, eventLoop: loop))
            }
        ) { first, _ in first }
    }

    /// - Parameter loop: the one on which this is called.
    func pool(of loop: any EventLoop) -> UpstreamPool {
        let box = pools[ObjectIdentifier(loop)]
        if let pool = box?.value { return pool }
        let pool = UpstreamPool(on: loop)
        box?.value = pool
        return pool
    }
}
