/// What comes out of a stream of the base protocol.
package enum Frame: Equatable, Sendable {
    /// The content of a message.
    case message([UInt8])
    /// Something that is no message, and why; what follows may be one.
    case malformed(String)
    /// Nothing that follows can be told apart any more.
    case lost(String)
}

/// Cuts a stream of bytes into messages: a header with `Content-Length`, an empty line, so many bytes of content.
package struct FrameReader {
    private enum State {
        case header
        case content(length: Int)
        /// The content of a message that is too large to be kept.
        case skipping(length: Int)
        case lost
    }

    /// Bytes of a header, line breaks included.
    private static let longestHeader = 4096
    /// Bytes of a message. A spec of 16 MiB, every byte of which is escaped in JSON, has 96 MiB.
    private let longestContent: Int
    private var state = State.header
    private var bytes: [UInt8] = []

    package init(longestContent: Int = 100 << 20) { self.longestContent = longestContent }

    /// Takes the next bytes of the stream.
    /// - Returns: what is complete with them.
    package mutating func read(_ next: [UInt8]) -> [Frame] {
        bytes += next
        var frames: [Frame] = []
        var position = 0
        while let frame = step(from: &position) {
            if let frame { frames.append(frame) }
        }
        bytes.removeFirst(position)
        return frames
    }

    /// - Returns: nothing when more bytes are needed, `.some(nil)` when a step ended without a frame.
    private mutating func step(from position: inout Int) -> Frame?? {
        let rest = bytes[position...]
        switch state {
        case .header:
            guard let end = Self.end(of: rest.prefix(Self.longestHeader)) else {
                guard rest.count >= Self.longestHeader else { return nil }
                state = .lost
                return .lost("a header has more than \(Self.longestHeader) bytes")
            }
            position = end
            return .some(readHeader(rest[..<end]))
        case .content(let length):
            guard rest.count >= length else { return nil }
            position += length
            state = .header
            return .message(Array(rest.prefix(length)))
        case .skipping(let length):
            let skipped = min(length, rest.count)
            position += skipped
            state = skipped == length ? .header : .skipping(length: length - skipped)
            return skipped == length ? .some(nil) : nil
        case .lost:
            position = bytes.count
            return nil
        }
    }

    /// Where a header ends, the empty line included.
    private static func end(of bytes: ArraySlice<UInt8>) -> Int? {
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            let line = bytes[start..<end]
            if line.isEmpty || line.elementsEqual([UInt8(ascii: "\r")]) { return end + 1 }
            start = end + 1
        }
        return nil
    }

    private mutating func readHeader(_ bytes: ArraySlice<UInt8>) -> Frame? {
        let lines = String(decoding: bytes, as: UTF8.self).split { $0 == "\n" || $0 == "\r\n" }
        let lengths = lines.compactMap { line -> Substring? in
            let parts = line.split(separator: ":", maxSplits: 1)
            return parts.count == 2 && parts[0].lowercased() == "content-length" ? parts[1] : nil
        }
        guard let text = lengths.first else { return .malformed("a header has no Content-Length") }
        let digits = text.filter { $0 != " " && $0 != "\t" }
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let length = Int(digits) else {
            return .malformed("a Content-Length is no number of bytes")
        }
        guard length <= longestContent else {
            state = .skipping(length: length)
            return .malformed("a message has more than \(longestContent) bytes")
        }
        state = .content(length: length)
        return nil
    }
}
