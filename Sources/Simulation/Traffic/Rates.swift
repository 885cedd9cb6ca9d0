import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Requests a second over time, of one or several models.
package struct RateTable: Sendable, Equatable {
    /// By name, in the order of the file: seconds, and requests a second from then until the next.
    package var series: [(name: String, points: [(time: Double, rate: Double)])] = []

    package init(_ bytes: [UInt8]) throws(TraceFault) {
        var rows = try CSVRows(bytes)
        guard let time = rows.column("t_s", "time"), let rate = rows.column("total_rate_rps", "rate") else {
            throw TraceFault("the header names no `t_s` and `total_rate_rps`", line: 1)
        }
        let model = rows.column("model", "name")
        var places: [String: Int] = [:]
        while let row = try rows.next() {
            let name = model.map { String(decoding: row[$0], as: UTF8.self) } ?? ""
            let place = places[name] ?? series.count
            if place == series.count {
                places[name] = place
                series.append((name, []))
            }
            let point = (try rows.number(row[time], "t_s"), try rows.number(row[rate], "total_rate_rps"))
            if let last = series[place].points.last, last.time >= point.0 {
                throw TraceFault("`\(name)` goes back in time", line: rows.line)
            }
            series[place].points.append(point)
        }
    }

    package static func == (left: RateTable, right: RateTable) -> Bool {
        left.series.elementsEqual(right.series) { $0.name == $1.name && $0.points.elementsEqual($1.points, by: ==) }
    }
}

/// How requests are made of rates: they come independently of each other (a Poisson process), with tokens of log-normal
/// lengths.
package struct RateDraw: Sendable {
    package var seed: UInt64
    /// Times every rate.
    package var factor = 1.0
    /// The series that are wanted; all if there are none.
    package var names: [String] = []
    /// Means, tokens, and deviations as shares of them: those of the conversations in Azure's trace of 2023.
    package var prompt = (mean: 1155.0, variation: 0.96)
    package var answer = (mean: 211.0, variation: 0.77)

    package init(seed: UInt64, factor: Double = 1, names: [String] = []) {
        self.seed = seed
        self.factor = factor
        self.names = names
    }

    /// Requests of all series, which are named after them.
    func trace(_ table: RateTable) throws(TraceFault) -> Trace {
        if let unknown = names.first(where: { name in !table.series.contains { $0.name == name } }) {
            let known = table.series.map(\.name).joined(separator: ", ")
            throw TraceFault("there is no series `\(unknown)`; there is \(known)")
        }
        let wanted = table.series.filter { names.isEmpty || names.contains($0.name) }
        let expected = wanted.reduce(0) { sum, series in
            sum + spans(of: series.points).reduce(0) { $0 + $1.rate * factor * ($1.end - $1.begin) }
        }
        guard expected <= Double(TraceFormat.mostRequests) else {
            throw TraceFault(
                "its rates make \(Int(expected)) requests, more than \(TraceFormat.mostRequests): scale them"
            )
        }
        var requests: [Trace.Request] = []
        var end = 0.0
        for (stream, series) in wanted.enumerated() {
            var lots = Lots(seed: seed, stream: UInt64(stream) + 2)
            for span in spans(of: series.points) {
                end = max(end, span.end)
                var time = span.begin
                while true {
                    time += lots.exponential() / (span.rate * factor)
                    guard time < span.end else { break }
                    requests.append(
                        Trace.Request(
                            time: time,
                            promptTokens: tokens(prompt, &lots),
                            answerTokens: tokens(answer, &lots),
                            name: wanted.count > 1 ? series.name : nil
                        )
                    )
                }
            }
        }
        return Trace(requests, duration: end)
    }

    private func tokens(_ length: (mean: Double, variation: Double), _ lots: inout Lots) -> Int {
        max(1, Int(length.mean * lots.logNormal(variation: length.variation)))
    }

    /// The last lasts as long as the one before it.
    private func spans(of points: [(time: Double, rate: Double)]) -> [(begin: Double, end: Double, rate: Double)] {
        points.indices.map { index in
            let step = index > 0 ? points[index].time - points[index - 1].time : 600
            let end = index + 1 < points.count ? points[index + 1].time : points[index].time + step
            return (points[index].time, end, points[index].rate)
        }
    }
}
