import NIOCore

/// Cuts requests of HTTP/1.1 out of bytes, strictly: what two readers could understand in two ways is refused.
struct RequestParser {
    struct Failure: Error {
        var status: Int
        var message: String
    }

    private enum Body {
        case length(Int)
        case chunked(ByteBuffer)
    }

    private var buffer = ByteBuffer()
    private var head: HTTPRequest?
    private var body = Body.length(0)

    private static let longestHead = 256 << 10
    private static let longestBody = 256 << 20

    mutating func append(_ bytes: inout ByteBuffer) {
        if buffer.readableBytes == 0 { buffer = bytes } else { buffer.writeBuffer(&bytes) }
    }

    /// Whether a client waits to be told to send its body.
    private(set) var expectsContinue = false

    mutating func takeExpectation() -> Bool {
        defer { expectsContinue = false }
        return expectsContinue
    }

    /// - Returns: `nil` when more bytes are needed.
    mutating func next() throws(Failure) -> HTTPRequest? {
        if head == nil {
            guard let request = try parseHead() else { return nil }
            head = request
            expectsContinue = request.header("expect")?.equalsIgnoringCase("100-continue") == true
        }
        guard let content = try takeBody(), var request = head else { return nil }
        head = nil
        expectsContinue = false
        request.body = content
        return request
    }

    // MARK: Head

    private mutating func parseHead() throws(Failure) -> HTTPRequest? {
        let bytes = buffer.getBytes(at: buffer.readerIndex, length: min(buffer.readableBytes, Self.longestHead)) ?? []
        guard let end = Self.endOfHead(bytes) else {
            if bytes.count == Self.longestHead { throw Failure(status: 431, message: "the head is too long") }
            return nil
        }
        buffer.moveReaderIndex(forwardBy: end)
        var position = 0
        let words = Self.line(bytes, &position).split(separator: 32, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard words.count == 3, !words[0].isEmpty, words[1].utf8.first == UInt8(ascii: "/"),
            words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0"
        else { throw Failure(status: 400, message: "the request line is not of HTTP/1") }
        var request = HTTPRequest(
            method: words[0],
            target: words[1],
            isVersion11: words[2] == "HTTP/1.1",
            headers: [],
            body: ByteBuffer()
        )
        while position < end - 2 { request.headers.append(try Self.header(bytes, &position)) }
        body = try Self.framing(request)
        return request
    }

    private static func endOfHead(_ bytes: [UInt8]) -> Int? {
        var index = 3
        while index < bytes.count {
            if bytes[index] == 10, bytes[index - 1] == 13, bytes[index - 2] == 10, bytes[index - 3] == 13 {
                return index + 1
            }
            index += 1
        }
        return nil
    }

    private static func line(_ bytes: [UInt8], _ position: inout Int) -> ArraySlice<UInt8> {
        let start = position
        while bytes[position] != 13 || bytes[position + 1] != 10 { position += 1 }
        position += 2
        return bytes[start..<(position - 2)]
    }

    private static func header(_ bytes: [UInt8], _ position: inout Int) throws(Failure) -> (name: String, value: String)
    {
        let start = position
        var colon = start
        while bytes[colon] != UInt8(ascii: ":") {
            guard bytes[colon] > 32, bytes[colon] < 127 else {
                throw Failure(status: 400, message: "a header has no name")
            }
            colon += 1
        }
        guard colon > start else { throw Failure(status: 400, message: "a header has no name") }
        var from = colon + 1
        var end = from
        while bytes[end] != 13 || bytes[end + 1] != 10 {
            let isControl = bytes[end] < 32 && bytes[end] != 9
            guard !isControl else { throw Failure(status: 400, message: "a header has a control character") }
            end += 1
        }
        position = end + 2
        while from < end, bytes[from] == 32 || bytes[from] == 9 { from += 1 }
        while end > from, bytes[end - 1] == 32 || bytes[end - 1] == 9 { end -= 1 }
        return (
            String(decoding: bytes[start..<colon], as: UTF8.self), String(decoding: bytes[from..<end], as: UTF8.self)
        )
    }

    private static func framing(_ request: HTTPRequest) throws(Failure) -> Body {
        var length: Int?
        var isChunked = false
        for (name, value) in request.headers {
            if name.equalsIgnoringCase("content-length") {
                let isNumber = !value.isEmpty && value.utf8.allSatisfy { (48...57).contains($0) }
                guard length == nil, isNumber, let number = Int(value) else {
                    throw Failure(status: 400, message: "content-length must be one number")
                }
                length = number
            } else if name.equalsIgnoringCase("transfer-encoding") {
                guard !isChunked, value.equalsIgnoringCase("chunked") else {
                    throw Failure(status: 501, message: "only chunked bodies are known")
                }
                isChunked = true
            }
        }
        guard !isChunked || length == nil else { throw Failure(status: 400, message: "a body has one length") }
        guard length ?? 0 <= longestBody else { throw Failure(status: 413, message: "the body is too long") }
        return isChunked ? .chunked(ByteBuffer()) : .length(length ?? 0)
    }

    // MARK: Body

    private mutating func takeBody() throws(Failure) -> ByteBuffer? {
        switch body {
        case .length(let length): return buffer.readSlice(length: length)
        case .chunked(var content):
            while true {
                let start = buffer.readerIndex
                guard let length = try takeChunkLength() else { break }
                // The chunk and the line break behind it; behind the last there is only that.
                guard var chunk = buffer.readSlice(length: length), let lineEnd = buffer.readBytes(length: 2) else {
                    buffer.moveReaderIndex(to: start)
                    break
                }
                guard lineEnd == [13, 10] else { throw Failure(status: 400, message: "a chunk is longer than it says") }
                if length == 0 { return content }
                guard content.readableBytes + length <= Self.longestBody else {
                    throw Failure(status: 413, message: "the body is too long")
                }
                content.writeBuffer(&chunk)
            }
            body = .chunked(content)
            return nil
        }
    }

    /// Extensions of chunks and trailers are refused: no client of a model server sends them.
    private mutating func takeChunkLength() throws(Failure) -> Int? {
        let bytes = buffer.getBytes(at: buffer.readerIndex, length: min(buffer.readableBytes, 10)) ?? []
        guard let end = bytes.firstIndex(of: 13), end + 1 < bytes.count else {
            if bytes.count == 10 { throw Failure(status: 400, message: "a chunk has no length") }
            return nil
        }
        let digits = String(decoding: bytes[..<end], as: UTF8.self)
        guard bytes[end + 1] == 10, digits.first != "+", digits.first != "-", let length = Int(digits, radix: 16) else {
            throw Failure(status: 400, message: "a chunk has no length")
        }
        buffer.moveReaderIndex(forwardBy: end + 2)
        return length
    }
}
