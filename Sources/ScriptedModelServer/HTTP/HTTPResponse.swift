import NIOCore

/// A whole answer, and the head of one whose body comes in chunks.
struct HTTPResponse {
    var status = 200
    var contentType = "application/json"
    var headers: [(name: String, value: String)] = []
    var body: String

    static func error(_ status: Int, _ message: String, type: String = "invalid_request_error") -> HTTPResponse {
        HTTPResponse(
            status: status,
            body: "{\"error\":{\"message\":\(message.quoted),\"type\":\"\(type)\",\"param\":null,\"code\":\(status)}}"
        )
    }

    /// - Parameter missing: bytes by which the length that is told is too large.
    func write(to buffer: inout ByteBuffer, servedBy port: Int, keepsAlive: Bool, missing: Int = 0) {
        Self.writeHead(status, contentType, headers, to: &buffer, servedBy: port, keepsAlive: keepsAlive)
        buffer.writeString("content-length: \(body.utf8.count + missing)\r\n\r\n")
        buffer.writeString(body)
    }

    /// A body of chunks follows, or for a client of HTTP/1.0 one that ends with the connection.
    static func writeStreamHead(
        _ headers: [(name: String, value: String)],
        to buffer: inout ByteBuffer,
        servedBy port: Int,
        isChunked: Bool,
        keepsAlive: Bool
    ) {
        writeHead(200, "text/event-stream", headers, to: &buffer, servedBy: port, keepsAlive: keepsAlive)
        buffer.writeString("cache-control: no-cache\r\n")
        buffer.writeString(isChunked ? "transfer-encoding: chunked\r\n\r\n" : "\r\n")
    }

    private static func writeHead(
        _ status: Int,
        _ contentType: String,
        _ headers: [(name: String, value: String)],
        to buffer: inout ByteBuffer,
        servedBy port: Int,
        keepsAlive: Bool
    ) {
        buffer.writeString(
            "HTTP/1.1 \(status) \(reason(status))\r\ncontent-type: \(contentType)\r\nx-served-by: \(port)\r\n"
        )
        for (name, value) in headers { buffer.writeString("\(name): \(value)\r\n") }
        if !keepsAlive { buffer.writeString("connection: close\r\n") }
    }

    private static func reason(_ status: Int) -> String { reasons[status] ?? "Unknown" }

    private static let reasons = [
        200: "OK", 400: "Bad Request", 404: "Not Found", 413: "Content Too Large", 429: "Too Many Requests",
        431: "Request Header Fields Too Large", 500: "Internal Server Error", 501: "Not Implemented",
        503: "Service Unavailable",
    ]
}
