package import AgentConfig
import Diagnostics

// MARK: What the client sent

extension APIError {
    /// The request line names nothing that is served.
    package static func unknownPath(_ target: String) -> APIError {
        let path = target.prefix { $0 != "?" }
        let meant = nearest(to: "/v1\(path)", among: Endpoint.listed) ?? nearest(to: "\(path)", among: Endpoint.listed)
        let hint = meant.map { " Did you mean \($0)?" } ?? ""
        return APIError(
            404,
            .invalidRequest,
            "Unknown path \(excerpt(path)).\(hint) Served are \(Endpoint.listed.listed()), and what else engines answer "
                + "to a JSON body with a `model`.",
            code: "unknown_url"
        )
    }

    package static func methodNotAllowed(_ method: String, on path: String, allowed: [String]) -> APIError {
        var error = APIError(
            405,
            .invalidRequest,
            "\(excerpt(method[...])) is not allowed on \(path), only \(allowed.listed()).",
            code: "method_not_allowed"
        )
        error.allowed = allowed
        return error
    }

    /// - Parameter most: bytes.
    package static func bodyTooLarge(most: Int) -> APIError {
        APIError(
            413,
            .invalidRequest,
            "The request body is larger than the \(most) bytes that are allowed.",
            code: "request_too_large"
        )
    }

    /// Nothing is served under a name.
    ///
    /// - Parameter known: the names that this client may use.
    package static func unknownModel(_ name: String, known: [String]) -> APIError {
        let hint: String
        if let meant = nearest(to: name, among: known) {
            hint = "Did you mean `\(meant)`?"
        } else if known.isEmpty {
            hint = "There are none that you may use."
        } else {
            hint = "There are \(known.sorted().listed())."
        }
        return APIError(
            404,
            .invalidRequest,
            "The model `\(excerpt(name[...]))` does not exist. \(hint)",
            param: "model",
            code: "model_not_found"
        )
    }

    /// - Parameters:
    ///   - needed: tokens of prompt and answer together.
    ///   - most: the longest context of any model that could have answered.
    package static func contextTooLong(needed: Int, most: Int) -> APIError {
        APIError(
            400,
            .invalidRequest,
            "The longest context is \(most) tokens. This request needs about \(needed), prompt and answer together: "
                + "shorten the messages or ask for a shorter answer.",
            param: "messages",
            code: "context_length_exceeded"
        )
    }

    /// No model under the name can do what the request needs.
    package static func incapable(_ name: String, missing: [RouterConfig.Capability]) -> APIError {
        let names = missing.map(\.rawValue)
        return APIError(
            400,
            .invalidRequest,
            "`\(excerpt(name[...]))` has no model that can do what this request needs: \(names.listed()).",
            param: "model",
            code: "unsupported_capability"
        )
    }
}

// MARK: Who the client is

extension APIError {
    package static let missingKey = APIError(
        401,
        .invalidRequest,
        "You did not provide an API key. Send it in the header Authorization: Bearer YOUR_KEY.",
        code: "invalid_api_key"
    )

    package static let invalidKey = APIError(401, .invalidRequest, "Incorrect API key.", code: "invalid_api_key")

    package static func forbiddenModel(_ name: String) -> APIError {
        APIError(
            403,
            .invalidRequest,
            "This API key may not use the model `\(excerpt(name[...]))`.",
            param: "model",
            code: "model_not_allowed"
        )
    }

    /// - Parameters:
    ///   - kind: `.requests` or `.tokens`, whichever is limited.
    ///   - retryAfter: seconds.
    package static func rateLimited(_ kind: Kind, perMinute limit: Int, retryAfter: Int) -> APIError {
        APIError(
            429,
            kind,
            "Rate limit reached: \(limit) \(kind.rawValue) a minute. Try again in \(retryAfter.counting("second")).",
            code: "rate_limit_exceeded",
            retryAfter: retryAfter
        )
    }

    /// - Parameter retryAfter: seconds.
    package static func tooManyAtOnce(limit: Int, retryAfter: Int) -> APIError {
        APIError(
            429,
            .requests,
            "Rate limit reached: \(limit.counting("request")) at a time.",
            code: "rate_limit_exceeded",
            retryAfter: retryAfter
        )
    }
}

// MARK: What happened here

extension APIError {
    /// - Parameter retryAfter: seconds.
    package static func queueFull(_ model: String, waiting: Int, retryAfter: Int) -> APIError {
        APIError(
            429,
            .requests,
            "The queue for `\(model)` is full: \(waiting.counting("request")) wait already.",
            code: "queue_full",
            retryAfter: retryAfter
        )
    }

    /// - Parameters:
    ///   - waited: seconds.
    ///   - retryAfter: seconds.
    package static func noFreeReplica(_ model: String, waited: Int, retryAfter: Int) -> APIError {
        APIError(
            503,
            .server,
            "`\(model)` was busy with other requests for \(waited.counting("second")). Try again in "
                + "\(retryAfter.counting("second")).",
            code: "queue_timeout",
            retryAfter: retryAfter
        )
    }

    /// - Parameter retryAfter: seconds.
    package static func noRoomForBody(retryAfter: Int) -> APIError {
        APIError(
            503,
            .server,
            "The bodies of other requests fill the memory. Try again in \(retryAfter.counting("second")).",
            code: "no_room_for_body",
            retryAfter: retryAfter
        )
    }

    /// - Parameters:
    ///   - waited: seconds.
    ///   - retryAfter: seconds until the model is expected to be ready.
    package static func coldStart(_ model: String, waited: Int, retryAfter: Int) -> APIError {
        APIError(
            503,
            .server,
            "`\(model)` is still starting after \(waited.counting("second")). Try again in "
                + "\(retryAfter.counting("second")).",
            code: "model_starting",
            retryAfter: retryAfter
        )
    }

    /// - Parameter reason: what happened, without addresses.
    package static func upstreamFailed(_ model: String, _ reason: String) -> APIError {
        APIError(502, .server, "The server of `\(model)` failed: \(reason).", code: "upstream_failed")
    }

    /// - Parameters:
    ///   - reason: what happened, without addresses.
    ///   - retryAfter: seconds.
    package static func upstreamUnavailable(_ model: String, _ reason: String, retryAfter: Int) -> APIError {
        APIError(
            503,
            .server,
            "The server of `\(model)` cannot answer: \(reason).",
            code: "upstream_unavailable",
            retryAfter: retryAfter
        )
    }

    /// The server of a model has too much to do, says the server.
    /// - Parameter retryAfter: seconds.
    package static func upstreamBusy(_ model: String, retryAfter: Int) -> APIError {
        APIError(
            429,
            .requests,
            "The server of `\(model)` is busy.",
            code: "rate_limit_exceeded",
            retryAfter: retryAfter
        )
    }

    /// - Parameter seconds: how long it was waited for.
    package static func upstreamTimeout(_ model: String, seconds: Int) -> APIError {
        APIError(
            504,
            .server,
            "The server of `\(model)` did not answer within \(seconds.counting("second")).",
            code: "upstream_timeout"
        )
    }

    /// - Parameter retryAfter: seconds.
    package static func draining(retryAfter: Int) -> APIError {
        APIError(503, .server, "This server is shutting down.", code: "draining", retryAfter: retryAfter)
    }
}

/// What a client sent, short enough for a message and without what would harm a terminal.
private func excerpt(_ text: Substring) -> String {
    let most = 128
    let shown = text.unicodeScalars.prefix(most).map { scalar in
        scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
            ? "\u{FFFD}" : Character(scalar)
    }
    return String(shown) + (text.unicodeScalars.count > most ? "…" : "")
}
