/// An error as OpenAI's API has them; Anthropic's are made from it.
package struct APIError: Error, Sendable, Equatable {
    /// The status of the answer; in a stream that has begun it is not sent.
    package var status: Int
    package var message: String
    package var type: Kind
    /// The key of the request that is at fault.
    package var param: String?
    package var code: String?
    /// Seconds, for the header `Retry-After`.
    package var retryAfter: Int?
    /// For the header `Allow`.
    package var allowed: [String] = []

    /// The values of `type` that OpenAI uses.
    package enum Kind: String, Sendable {
        case invalidRequest = "invalid_request_error"
        case authentication = "authentication_error"
        case permission = "permission_error"
        case notFound = "not_found_error"
        /// The limit that was met is one of requests or one of tokens.
        case requests, tokens
        case server = "server_error"
    }

    package init(
        _ status: Int,
        _ type: Kind,
        _ message: String,
        param: String? = nil,
        code: String? = nil,
        retryAfter: Int? = nil
    ) {
        self.status = status
        self.message = message
        self.type = type
        self.param = param
        self.code = code
        self.retryAfter = retryAfter
    }
}
