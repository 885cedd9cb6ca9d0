import Crypto
import NIOCore

/// What has become of the requests for answers, and what came with the last of them.
struct ServerStatistics {
    var started = 0
    var finished = 0
    /// The client was gone before the end.
    var cancelled = 0
    /// Cut off by a fault.
    var failed = 0
    var last: HTTPRequest?

    var inFlight: Int { started - finished - cancelled - failed }

    /// As JSON.
    var description: String {
        let headers = (last?.headers ?? []).map { "[\($0.name.quoted),\($0.value.quoted)]" }.joined(separator: ",")
        let body = last?.body.readableBytesView
        let digest = SHA256.hash(data: body.map(Array.init) ?? []).map { byte in
            byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16)
        }
        return """
            {"started":\(started),"finished":\(finished),"cancelled":\(cancelled),"failed":\(failed),\
            "in_flight":\(inFlight),"last":{"method":\((last?.method ?? "").quoted),"target":\((last?.target ?? "").quoted),\
            "headers":[\(headers)],"length":\(body?.count ?? 0),"sha256":"\(digest.joined())"}}
            """
    }
}
