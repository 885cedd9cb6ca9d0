import Foundation

/// An answer as it came over the wire.
struct RawAnswer: Sendable {
    var status: Int
    var headers: [(name: String, value: String)]
    var body: [UInt8]
    /// Of a chunked body, each as it was sent.
    var chunks: [[UInt8]] = []

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The first of a name.
    subscript(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }

    /// The body, which is JSON.
    var json: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]) ?? [:] }

    /// Of an error in OpenAI's shape or in Anthropic's.
    var error: [String: Any] { json["error"] as? [String: Any] ?? [:] }

    var errorCode: String? { error["code"] as? String }

    /// The first answer of some bytes.
    /// - Returns: it and how many bytes it has; `nil` if it is not whole.
    static func first(of bytes: ArraySlice<UInt8>, isEnded: Bool, hasBody: Bool = true) -> (RawAnswer, taken: Int)? {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        let headers = lines.dropFirst().map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            let value = line[colon...].dropFirst().trimmingCharacters(in: .whitespaces)
            return (name: String(line[..<colon]), value: value)
        }
        var answer = RawAnswer(status: words.count > 1 ? Int(words[1]) ?? 0 : 0, headers: headers, body: [])
        var rest = bytes[end.upperBound...]
        if !hasBody || answer.status == 204 || answer.status < 200 {
        } else if answer["transfer-encoding"] == "chunked" {
            guard let chunks = takeChunks(&rest) else { return nil }
            answer.chunks = chunks
            answer.body = chunks.flatMap(\.self)
        } else if let length = answer["content-length"].flatMap(Int.init) {
            guard rest.count >= length else { return nil }
            answer.body = Array(rest.prefix(length))
            rest = rest.dropFirst(length)
        } else {
            guard isEnded else { return nil }
            answer.body = Array(rest)
            rest = []
        }
        return (answer, bytes.count - rest.count)
    }

    private static func takeChunks(_ rest: inout ArraySlice<UInt8>) -> [[UInt8]]? {
        var chunks: [[UInt8]] = []
        while let end = rest.firstRange(of: Array("\r\n".utf8)) {
            guard let size = Int(String(decoding: rest[..<end.lowerBound], as: UTF8.self), radix: 16) else {
                return nil
            }
            let data = rest[end.upperBound...].prefix(size)
            let behind = rest[end.upperBound...].dropFirst(size)
            guard data.count == size, behind.starts(with: "\r\n".utf8) else { return nil }
            rest = behind.dropFirst(2)
            if size == 0 { return chunks }
            chunks.append(Array(data))
        }
        return nil
    }
}

extension RawConnection {
    /// The next answer.
    func answer(seconds: Double = 60, hasBody: Bool = true) async throws -> RawAnswer {
        try await receive(seconds: seconds) { RawAnswer.first(of: $0, isEnded: $1, hasBody: hasBody) }
    }

    /// The next answer, which is chunked and long: it is looked at once, when its end has come.
    func longAnswer(seconds: Double = 60) async throws -> RawAnswer {
        try await receive(seconds: seconds) { unread, isEnded in
            guard unread.suffix(5).elementsEqual("0\r\n\r\n".utf8) else { return nil }
            return RawAnswer.first(of: unread, isEnded: isEnded)
        }
    }

    /// Sends a request with a JSON body.
    func post(_ path: String, _ body: String, _ headers: [String] = []) async throws {
        let head = [
            "POST \(path) HTTP/1.1", "Host: agent", "Content-Type: application/json",
            "Content-Length: \(body.utf8.count)",
        ]
        try await send((head + headers + ["", body]).joined(separator: "\r\n"))
    }
}
