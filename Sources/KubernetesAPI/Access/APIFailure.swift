/// Why an API server did not do what it was asked for.
package enum APIFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// No answer, or none in time.
    case unreachable(String)
    /// Its answer was a `Status`.
    case refused(code: Int, reason: String, message: String)
    /// Its answer could not be read.
    case malformed(String)

    package var description: String {
        switch self {
        case .unreachable(let cause): "the API server does not answer: \(cause)"
        case .refused(let code, let reason, let message):
            "the API server answered \(code)\(reason.isEmpty ? "" : " \(reason)"): \(message)"
        case .malformed(let cause): "the API server's answer cannot be read: \(cause)"
        }
    }

    package var code: Int? { if case .refused(let code, _, _) = self { code } else { nil } }

    package var isForbidden: Bool { code == 403 }
    package var isMissing: Bool { code == 404 }
    /// Somebody else has changed the object meanwhile, or made it.
    package var isConflict: Bool { code == 409 }
    /// The version that was asked for is no longer known.
    package var isExpired: Bool { code == 410 }
}
