import NIOHTTP1

/// Headers that speak of one connection only, or that must not travel on.
enum HopByHop {
    /// RFC 9110 §7.6.1, and `Proxy-Connection`, which old clients send.
    private static let connection: HeaderNames = [
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade",
    ]

    /// What is the client's business with the agent: credentials, the length of a body that may change, an encoding in
    /// which events could not be read on their way back, the identifier, which the agent checks.
    private static let request: HeaderNames = [
        "authorization", "x-api-key", "api-key", "cookie", "host", "content-length", "expect", "accept-encoding",
        "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-request-id",
    ]

    /// A model server's cookies, and the identifier, which is the client's or the agent's.
    private static let response: HeaderNames = ["set-cookie", "x-request-id"]

    /// What only the agent says.
    private static let own = Array("x-spindle-".utf8)

    /// The headers of a request as the model server may see them, without `Host`, `Content-Length` and `X-Request-Id`.
    static func requestHeaders(_ headers: HTTPHeaders) -> HTTPHeaders {
        filter(headers) { !request.contains($0) }
    }

    /// The headers of an answer as the client may see them, with its length and without what the agent adds.
    static func responseHeaders(_ headers: HTTPHeaders) -> HTTPHeaders {
        filter(headers) { !response.contains($0) && !HeaderNames.begins($0.utf8, with: own) }
    }

    /// Headers that an answer may get on its way.
    private static let mostAdded = 16

    private static func filter(_ headers: HTTPHeaders, _ isWanted: (String) -> Bool) -> HTTPHeaders {
        var named: HeaderNames = []
        if headers.contains(name: "connection") {
            named = HeaderNames(headers[canonicalForm: "connection"].map(String.init))
        }
        var kept = HTTPHeaders()
        kept.reserveCapacity(headers.count + mostAdded)
        for (name, value) in headers where !connection.contains(name) && !named.contains(name) && isWanted(name) {
            kept.add(name: name, value: value)
        }
        return kept
    }
}
