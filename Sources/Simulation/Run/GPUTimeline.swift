/// GPUs that are held, over time: means over equal parts of the trace.
package struct GPUTimeline: Sendable, Equatable {
    package let bucketSeconds: Double
    private let end: Double
    /// By model and part: GPU-seconds.
    private var held: [[Double]]

    init(models: Int, duration: Double, buckets: Int = 200) {
        end = duration
        bucketSeconds = duration > 0 ? duration / Double(buckets) : 1
        held = [[Double]](repeating: [Double](repeating: 0, count: buckets), count: models)
    }

    /// - Returns: how many of these GPU-seconds lie within the trace.
    mutating func add(_ gpus: Int, of model: Int, from begin: Double, to end: Double) -> Double {
        let (begin, end) = (max(0, begin), min(self.end, end))
        guard end > begin else { return 0 }
        let last = held[model].count - 1
        var bucket = min(last, Int(begin / bucketSeconds))
        var from = begin
        while from < end {
            let to = bucket == last ? end : min(end, Double(bucket + 1) * bucketSeconds)
            held[model][bucket] += Double(gpus) * (to - from)
            (from, bucket) = (to, bucket + 1)
            if bucket > last { break }
        }
        return Double(gpus) * (end - begin)
    }

    /// Mean GPUs of a model in each part.
    package func gpus(of model: Int) -> [Double] { held[model].map { $0 / bucketSeconds } }
}
