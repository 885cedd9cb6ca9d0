import Foundation
import Synchronization

/// The token of requests, read again from its file from time to time: the kubelet renews it before it expires.
final class Credentials: Sendable {
    private struct Read {
        var token: String
        var at: ContinuousClock.Instant
    }

    private let identity: ClusterAccess.Identity
    private let last = Mutex<Read?>(nil)

    init(_ identity: ClusterAccess.Identity) { self.identity = identity }

    var token: String? {
        switch identity {
        case .none, .certificate: nil
        case .token(let token): token
        case .tokenFile(let path): token(in: path)
        }
    }

    private func token(in path: String) -> String? {
        let now = ContinuousClock.now
        return last.withLock { last in
            if let read = last, now - read.at < .seconds(60) { return read.token }
            guard let data = FileManager.default.contents(atPath: path) else { return last?.token }
            let token = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            last = Read(token: token, at: now)
            return token
        }
    }

    /// The server did not take it: the file is read again.
    func forget() { last.withLock { $0 = nil } }
}
