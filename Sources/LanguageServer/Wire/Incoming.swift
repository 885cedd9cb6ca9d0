import FoundationEssentials

/// The id of a request: a number or a text.
package enum RequestID: Codable, Hashable, Sendable {
    case number(Int)
    case text(String)

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int.self) {
            self = .number(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        }
    }
}

/// A message of a client.
enum Incoming {
    case request(RequestID, method: String, Content)
    case notification(method: String, Content)
    /// To a request of the server's.
    case response
    case invalid(Failure, id: RequestID?)

    /// The bytes that the parameters are read from, once it is known what they are.
    struct Content {
        fileprivate var bytes: [UInt8]

        func parameters<Value: Decodable>(_ type: Value.Type = Value.self) throws(Failure) -> Value {
            do {
                return try JSONDecoder().decode(Parameters<Value>.self, from: Data(bytes)).params
            } catch {
                throw Failure(.invalidParams, "the parameters are not those of the method")
            }
        }

        private struct Parameters<Value: Decodable>: Decodable { var params: Value }
    }

    init(_ frame: Frame) {
        switch frame {
        case .malformed(let reason), .lost(let reason): self = .invalid(Failure(.parseError, reason), id: nil)
        case .message(let bytes): self.init(SurrogateRepair.repaired(bytes))
        }
    }

    private init(_ bytes: [UInt8]) {
        let envelope: Envelope
        do {
            envelope = try JSONDecoder().decode(Envelope.self, from: Data(bytes))
        } catch DecodingError.dataCorrupted {
            self = .invalid(Failure(.parseError, "a message is no JSON"), id: nil)
            return
        } catch {
            self = .invalid(Failure(.invalidRequest, "a message is no request of JSON-RPC 2.0"), id: nil)
            return
        }
        let content = Content(bytes: bytes)
        switch (envelope.method, envelope.id) {
        case (let method?, .id(let id)): self = .request(id, method: method, content)
        case (let method?, .absent): self = .notification(method: method, content)
        case (nil, .id), (nil, .null): self = .response
        case (nil, .absent), (_, .null), (_, .wrong):
            self = .invalid(Failure(.invalidRequest, "a message is no request of JSON-RPC 2.0"), id: nil)
        }
    }

    private struct Envelope: Decodable {
        var method: String?
        var id: ID

        enum ID {
            case absent, null, wrong
            case id(RequestID)
        }

        enum CodingKeys: CodingKey { case jsonrpc, method, id }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            guard try container.decode(String.self, forKey: .jsonrpc) == "2.0" else {
                throw DecodingError.typeMismatch(String.self, .init(codingPath: [], debugDescription: "jsonrpc"))
            }
            method = try container.decodeIfPresent(String.self, forKey: .method)
            if !container.contains(.id) {
                id = .absent
            } else if try container.decodeNil(forKey: .id) {
                id = .null
            } else {
                id = (try? container.decode(RequestID.self, forKey: .id)).map { .id($0) } ?? .wrong
            }
        }
    }
}
