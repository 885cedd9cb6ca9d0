import AgentConfig
import Routing
import Scaling

/// One model as requests meet it in a simulation.
struct SimulatedModel {
    let id: ModelID
    let spec: ScalingConfig.Model
    let speed: EngineSpeed
    /// Places of its replicas, until they are gone.
    var replicas: [Int] = []
    var queue = RequestQueue()
    var figures = LiveFigures()
    /// Requests that replicas work on.
    var inFlight = 0
    /// Of those that serve.
    var slots = 0
    /// Replicas that the schedule asks for.
    var scheduled = 0
    var tally = ModelTally()

    init(_ spec: ScalingConfig.Model, _ speed: EngineSpeed, id: ModelID) {
        (self.spec, self.speed, self.id) = (spec, speed, id)
    }
}

/// What is counted of one model.
struct ModelTally {
    var gpuSeconds = 0.0
    var coldStarts = 0
    var evictions = 0
}

/// Requests that wait, the first first. Those that have left are skipped.
struct RequestQueue {
    private var requests: [Int32] = []
    private var head = 0
    private(set) var count = 0

    mutating func add(_ request: Int32) {
        requests.append(request)
        count += 1
    }

    /// One of them waits no longer; whoever says so sees to it that it is not taken.
    mutating func leave() { count -= 1 }

    mutating func next(_ waits: (Int32) -> Bool) -> Int32? {
        while head < requests.count {
            let request = requests[head]
            head += 1
            if head > 1024, head * 2 > requests.count {
                requests.removeFirst(head)
                head = 0
            }
            if waits(request) {
                count -= 1
                return request
            }
        }
        return nil
    }
}
