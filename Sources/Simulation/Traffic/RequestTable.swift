import AgentConfig

/// Traces in columns, one request a line: `time` or `timestamp`, `prompt_tokens`, `answer_tokens`, and if they are there
/// `name` (a route or model), `complexity` and `domain`. Times are seconds, or dates of UTC such as
/// `2023-11-16 18:17:03.97996`. Azure's names of the columns will do as well.
enum RequestTable {
    static func read(_ bytes: [UInt8]) throws(TraceFault) -> Trace {
        var rows = try CSVRows(bytes)
        guard let time = rows.column("time", "timestamp"),
            let prompt = rows.column("prompt_tokens", "contexttokens"),
            let answer = rows.column("answer_tokens", "generatedtokens")
        else {
            throw TraceFault("the header names no `time`, `prompt_tokens` and `answer_tokens`", line: 1)
        }
        let (name, complexity, domain) = (
            rows.column("name", "model"), rows.column("complexity"), rows.column("domain")
        )
        let known = [time, prompt, answer, name, complexity, domain]
        if let other = rows.columns.indices.first(where: { !known.contains($0) }) {
            throw TraceFault("nothing is known of a column `\(rows.columns[other])`", line: 1)
        }
        var requests: [Trace.Request] = []
        var isDated: Bool?
        while let row = try rows.next() {
            let date = CivilTime.seconds(row[time])
            if isDated == nil { isDated = date != nil }
            if let isDated, isDated != (date != nil) {
                throw rows.wrong(row[time], "time", isDated ? "a date, as before" : "seconds, as before")
            }
            let seconds = if let date { date } else { try rows.number(row[time], "time") }
            requests.append(
                Trace.Request(
                    time: seconds,
                    promptTokens: max(1, try rows.natural(row[prompt], "prompt_tokens")),
                    answerTokens: max(1, try rows.natural(row[answer], "answer_tokens")),
                    name: name.flatMap { row[$0].isEmpty ? nil : String(decoding: row[$0], as: UTF8.self) },
                    complexity: try value(of: complexity, row, rows, "complexity"),
                    domain: try value(of: domain, row, rows, "domain")
                )
            )
            if requests.count > TraceFormat.mostRequests {
                throw TraceFault("more than \(TraceFormat.mostRequests) requests")
            }
        }
        let first = requests.reduce(Double.infinity) { min($0, $1.time) }
        guard isDated == true else { return Trace(requests) }
        for index in requests.indices { requests[index].time -= first }
        return Trace(requests, start: first)
    }

    private static func value<Value: RawRepresentable & CaseIterable>(
        of column: Int?,
        _ row: [ArraySlice<UInt8>],
        _ rows: CSVRows,
        _ name: String
    ) throws(TraceFault) -> Value? where Value.RawValue == String {
        guard let column, !row[column].isEmpty else { return nil }
        if let value = Value(rawValue: String(decoding: row[column], as: UTF8.self)) { return value }
        throw rows.wrong(row[column], name, "one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))")
    }
}

/// Dates in text, of UTC.
enum CivilTime {
    /// Seconds since 1970 of `2023-11-16 18:17:03.97996`, also with a `T` or a `Z`; `nil` for anything else.
    static func seconds(_ text: ArraySlice<UInt8>) -> Double? {
        let bytes = Array(text)
        guard bytes.count >= 19, bytes[4] == 45, bytes[7] == 45, bytes[10] == 32 || bytes[10] == 84, bytes[13] == 58,
            bytes[16] == 58
        else { return nil }
        func digits(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard (48...57).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 48)
            }
            return value
        }
        guard let year = digits(0..<4), let month = digits(5..<7), let day = digits(8..<10), let hour = digits(11..<13),
            let minute = digits(14..<16), let second = digits(17..<19), (1...12).contains(month),
            (1...31).contains(day),
            hour < 24, minute < 60, second < 61
        else { return nil }
        var fraction = 0.0
        var rest = bytes[19...]
        if rest.last == 90 { rest.removeLast() }
        if rest.first == 46 {
            var unit = 0.1
            for byte in rest.dropFirst() {
                guard (48...57).contains(byte) else { return nil }
                fraction += Double(byte - 48) * unit
                unit /= 10
            }
        } else if !rest.isEmpty {
            return nil
        }
        let ofDay = Double(hour * 3600 + minute * 60 + second)
        return Double(days(year: year, month: month, day: day)) * 86400 + ofDay + fraction
    }

    /// Days since 1970 (Howard Hinnant: chrono-compatible low-level date algorithms, `days_from_civil`).
    static func days(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let ofEra = year - era * 400
        let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }
}
