import FoundationEssentials

/// Why a request is not answered.
struct Failure: Error {
    /// Codes of JSON-RPC and of the protocol.
    enum Code: Int {
        case parseError = -32700
        case invalidRequest = -32600
        case methodNotFound = -32601
        case invalidParams = -32602
        case notInitialized = -32002
        case requestFailed = -32803
        case requestCancelled = -32800
    }

    var code: Code
    var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

/// A message to the client.
package struct Outgoing: Encodable, Sendable {
    enum Kind {
        /// To a request; no result is `null`.
        case result(RequestID, (any Encodable & Sendable)?)
        /// Without an id where it could not be read.
        case failure(RequestID?, Failure)
        case notification(method: String, any Encodable & Sendable)
        case request(RequestID, method: String, any Encodable & Sendable)
    }

    let kind: Kind

    init(_ kind: Kind) { self.kind = kind }

    private enum CodingKeys: CodingKey { case jsonrpc, id, method, params, result, error }
    private enum ErrorKeys: CodingKey { case code, message }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("2.0", forKey: .jsonrpc)
        switch kind {
        case .result(let id, let value):
            try container.encode(id, forKey: .id)
            if let value {
                try value.encode(to: container.superEncoder(forKey: .result))
            } else {
                try container.encodeNil(forKey: .result)
            }
        case .failure(let id, let failure):
            try container.encode(id, forKey: .id)
            var error = container.nestedContainer(keyedBy: ErrorKeys.self, forKey: .error)
            try error.encode(failure.code.rawValue, forKey: .code)
            try error.encode(failure.message, forKey: .message)
        case .notification(let method, let params):
            try container.encode(method, forKey: .method)
            try params.encode(to: container.superEncoder(forKey: .params))
        case .request(let id, let method, let params):
            try container.encode(id, forKey: .id)
            try container.encode(method, forKey: .method)
            try params.encode(to: container.superEncoder(forKey: .params))
        }
    }

    /// The message with its header, as it is sent.
    package var framed: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let content = String(decoding: try encoder.encode(self), as: UTF8.self)
            return "Content-Length: \(content.utf8.count)\r\n\r\n\(content)"
        }
    }
}
