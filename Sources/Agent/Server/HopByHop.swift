import NIOHTTP1

/// Headers that speak of one connection only, or that must not travel on.
enum HopByHop {
    /// RFC 9110 §7.6.1, and `Proxy-Connection`, which old clients send.
    private static let connection: Set<String> = [
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade",
    ]

    /// What is the client's business with the agent: credentials, the length of a body that may change, an encoding in
    /// which events could not be read on their way back.
    private static let request: Set<String> = [
        "authorization", "x-api-key", "api-key", "cookie", "host", "content-length", "expect", "accept-encoding",
        "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto",
    ]

    /// The headers of a request as the model server may see them, without `Host` and `Content-Length`.
    static func requestHeaders(_ headers: HTTPHeaders) -> HTTPHeaders {
        filter(headers) { !request.contains($0) }
    }

    /// The headers of an answer as the client may see them, with its length.
    static func responseHeaders(_ headers: HTTPHeaders) -> HTTPHeaders {
        filter(headers) { $0 != "set-cookie" }
    }

    private static func filter(_ headers: HTTPHeaders, _ isWanted: (String) -> Bool) -> HTTPHeaders {
        let named = Set(headers[canonicalForm: "connection"].map { $0.lowercased() })
        var kept = HTTPHeaders()
        kept.reserveCapacity(headers.count + 6)
        for (name, value) in headers {
            let key = name.lowercased()
            if !connection.contains(key), !named.contains(key), isWanted(key) { kept.add(name: name, value: value) }
        }
        return kept
    }
}
