internal import AsyncHTTPClient
import Foundation
package import Logging
internal import NIOCore
internal import NIOFoundationCompat
internal import NIOHTTP1

/// Keeps a list of objects up to date: lists them, then watches from there
/// (https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes).
///
/// A watch that ends goes on from the last version that was seen; one whose version is no longer known begins with a list
/// anew. Until that succeeds the last list stands.
package struct Watcher<Object: APIObject>: Sendable {
    private let client: APIClient
    private let path: String
    private let query: String
    private let backoff: Backoff
    private let logger: Logger

    package enum News: Sendable {
        /// All there are, by name.
        case objects([String: Object])
        /// There is no right to see them.
        case forbidden(APIFailure)
    }

    /// - Parameters:
    ///   - path: of the resource in a namespace.
    ///   - selector: of labels.
    package init(
        _ client: APIClient,
        _ path: String,
        selector: String,
        backoff: Backoff = Backoff(),
        logger: Logger
    ) {
        self.client = client
        self.path = path
        query = "labelSelector=\(selector.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        self.backoff = backoff
        self.logger = logger
    }

    /// What there is now.
    package func list() async throws(APIFailure) -> [String: Object] {
        let list: APIList<Object> = try await client.get("\(path)?\(query)")
        return objects(of: list)
    }

    private func objects(of list: APIList<Object>) -> [String: Object] {
        [String: Object](list.items.map { ($0.metadata.name ?? "", $0) }) { _, last in last }
    }

    /// Tells what there is until the task is cancelled.
    package func run(_ tell: @Sendable (News) -> Void) async {
        var failures = 0
        while !Task.isCancelled {
            do throws(APIFailure) {
                let list: APIList<Object> = try await client.get("\(path)?\(query)")
                var objects = objects(of: list)
                tell(.objects(objects))
                failures = 0
                try await watch(from: list.metadata.resourceVersion ?? "", &objects, tell)
            } catch {
                if error.isForbidden { tell(.forbidden(error)) }
                // Too old a version is no failure: it only takes a list.
                if error.isExpired { continue }
                failures += 1
                logger.warning("Cannot list or watch", metadata: ["path": "\(path)", "reason": "\(error)"])
                await backoff.wait(after: failures)
            }
        }
    }

    /// - Throws: when only a list can help.
    private func watch(
        from start: String,
        _ objects: inout [String: Object],
        _ tell: (News) -> Void
    ) async throws(APIFailure) {
        var version = start
        var failures = 0
        while !Task.isCancelled {
            let (before, began) = (version, ContinuousClock.now)
            do throws(APIFailure) {
                try await follow(&version, &objects, tell)
            } catch {
                // Whatever the server refuses is begun anew with a list; a connection that broke goes on.
                guard case .unreachable(let cause) = error else { throw error }
                logger.debug("A watch broke off", metadata: ["path": "\(path)", "reason": "\(cause)"])
            }
            // One that lasted is none that failed, though it brought nothing.
            let lasted = ContinuousClock.now - began > .seconds(client.limits.watch / 2)
            failures = version == before && !lasted ? failures + 1 : 0
            if failures > 0 { await backoff.wait(after: failures) }
            if failures > 5 { throw .unreachable("watches break off without news") }
        }
    }

    /// Reads one watch to its end.
    private func follow(
        _ version: inout String,
        _ objects: inout [String: Object],
        _ tell: (News) -> Void
    ) async throws(APIFailure) {
        let response = try await client.execute(
            .GET,
            "\(path)?\(query)&watch=true&allowWatchBookmarks=true&timeoutSeconds=\(Int(client.limits.watch))&resourceVersion=\(version)",
            timeout: nil
        )
        var lines = LineSplitter(limit: 16 << 20)
        do {
            for try await buffer in response.body {
                for line in try lines.add(Data(buffer: buffer)) {
                    try apply(line, &version, &objects, tell)
                }
            }
        } catch let failure as APIFailure {
            throw failure
        } catch {
            throw .unreachable("\(error)")
        }
    }

    private func apply(
        _ line: Data,
        _ version: inout String,
        _ objects: inout [String: Object],
        _ tell: (News) -> Void
    ) throws(APIFailure) {
        let event: WatchEvent<Object>
        do {
            event = try JSONDecoder().decode(WatchEvent<Object>.self, from: line)
        } catch {
            throw .malformed("\(error)")
        }
        switch event {
        case .changed(let object):
            version = object.metadata.resourceVersion ?? version
            objects[object.metadata.name ?? ""] = object
            tell(.objects(objects))
        case .deleted(let object):
            version = object.metadata.resourceVersion ?? version
            objects[object.metadata.name ?? ""] = nil
            tell(.objects(objects))
        case .bookmark(let seen): version = seen
        case .failed(let status):
            throw .refused(code: status.code ?? 500, reason: status.reason ?? "", message: status.message ?? "")
        }
    }
}

/// How long to wait after failures in a row: twice as long each time, and never all at once.
package struct Backoff: Sendable {
    package var first = 0.5
    package var longest = 30.0

    package init(first: Double = 0.5, longest: Double = 30) {
        self.first = first
        self.longest = longest
    }

    package func wait(after failures: Int) async {
        let seconds = min(longest, first * Double(1 << min(max(failures, 1) - 1, 10)))
        try? await Task.sleep(for: .seconds(seconds * Double.random(in: 0.75...1.25)))
    }
}
