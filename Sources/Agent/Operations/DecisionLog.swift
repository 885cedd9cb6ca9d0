import AgentConfig
import Foundation
import NIOCore
import OpenAIWire
import Routing
import Synchronization

/// One line of JSON for each request: what was asked, decided and answered. Not what was said: answers stay out, and prompts
/// too unless the agent was told to write them.
///
/// The last lines are kept for people who look, without prompts. A disk that cannot be written to loses lines, and never
/// holds up a request.
final class DecisionLog: Sendable {
    private struct Store {
        var recent: [NotedRequest] = []
        var next = 0
        var count = 0
        var lost = 0
    }

    static let kept = 200

    private let store = Mutex(Store())
    private let lines: AsyncStream<NotedRequest>.Continuation?
    private let writer: Task<Void, Never>?

    /// - Parameter path: a file that lines are added to; `nil` keeps the last ones only.
    init(path: String?) throws(AgentFailure) {
        guard let path else {
            (lines, writer) = (nil, nil)
            return
        }
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o640])
        }
        guard let file = FileHandle(forWritingAtPath: path) else {
            throw AgentFailure(description: "cannot write \(path)")
        }
        // As many lines as a slow disk may be behind.
        let (stream, continuation) = AsyncStream.makeStream(
            of: NotedRequest.self,
            bufferingPolicy: .bufferingOldest(10_000)
        )
        lines = continuation
        writer = Task.detached {
            for await noted in stream {
                // Whoever rotates the file may have cut it: the end is looked for anew.
                _ = try? file.seekToEnd()
                try? file.write(contentsOf: Data(noted.entry.line))
            }
            try? file.close()
        }
    }

    func add(_ noted: NotedRequest) {
        var noted = noted
        noted.number = store.withLock { store in
            store.count += 1
            noted.number = store.count
            if store.recent.count < Self.kept {
                store.recent.append(noted)
            } else {
                store.recent[store.next] = noted
            }
            store.next = (store.next + 1) % Self.kept
            return store.count
        }
        guard let lines else { return }
        if case .dropped = lines.yield(noted) { store.withLock { $0.lost += 1 } }
    }

    /// Lines that could not be written in time.
    var lost: Int { store.withLock { $0.lost } }

    /// How many there have been.
    var count: Int { store.withLock { $0.count } }

    /// The last ones with a number above `number`, the newest first.
    func recent(after number: Int = 0) -> [DecisionEntry] {
        let noted = store.withLock { store in
            (store.recent[store.next...] + store.recent[..<store.next]).reversed().prefix { $0.number > number }
        }
        return noted.map { noted in
            var entry = noted.entry
            entry.prompt = nil
            return entry
        }
    }

    /// Writes what is left.
    func finish() async {
        lines?.finish()
        await writer?.value
    }
}

/// A request that is over, before anybody has asked for it: most entries are never looked at, and those that are written are
/// made where they are written.
struct NotedRequest: Sendable {
    var record: ExchangeRecord
    var router: Router
    /// Seconds since 1970 at which it ended.
    var time: Double
    /// Counts from 1 since the agent began; the log gives it.
    var number = 0

    var entry: DecisionEntry { DecisionEntry(record, router, number: number, time: time) }
}

/// A request as the log tells of it.
struct DecisionEntry: Sendable, Codable {
    /// Counts from 1 since the agent began.
    var number: Int
    /// Seconds since 1970.
    var time: Double
    var id: String
    var tenant: String?
    var endpoint: String
    /// What the client asked for.
    var name: String
    var model: String?
    var reason: String?
    var complexity: [String: Double]?
    var complexityBy: String?
    var domain: String?
    var domainBy: String?
    /// Why the classifier did not judge, where it was asked to: `busy`, `late` or `failed`.
    var classifier: String?
    /// Indices of keyword rules that fired.
    var rules: [Int]?
    /// What these found, as the rules have it.
    var signs: [String]?
    var candidates: [Candidate]?
    var excluded: [String: String]?
    /// The task of the conversation, as it is judged; in the file only, and only if that was asked for.
    var prompt: String?
    var promptTokens: Int
    var answerTokens: Int?
    /// Seconds.
    var wait: Double
    var firstContent: Double?
    var duration: Double
    var attempts: Int
    var failures: [String]?
    var status: Int
    var error: String?

    struct Candidate: Sendable, Codable {
        var model: String
        var score: Double
        var accuracy: Double
        var latency: Double
        var cost: Double
        /// Expected seconds to the whole answer.
        var seconds: Double
        var price: Double?
    }

    var line: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { return [] }
        return Array(data) + [UInt8(ascii: "\n")]
    }
}

extension DecisionEntry {
    /// - Parameter time: seconds since 1970 at which the request ended.
    init(_ record: ExchangeRecord, _ router: Router, number: Int, time: Double) {
        let end = record.end ?? .now()
        let models = router.config.models
        self.number = number
        self.time = time
        id = record.requestID
        tenant = record.tenant
        endpoint = record.endpoint.path
        name = record.name
        model = record.model
        reason = record.model == nil ? nil : record.reason
        if let judgement = record.judgement {
            complexity = Dictionary(
                zip(["low", "medium", "high"], judgement.complexity.shares.map(\.thousandths))
            ) { first, _ in first }
            complexityBy = judgement.complexityOrigin.rawValue
            domain = judgement.domain.likeliest?.rawValue
            domainBy = judgement.domainOrigin.rawValue
            classifier = record.classifierSilence?.rawValue
            rules = judgement.keywords.map(\.rule)
            signs = judgement.keywords.map(\.sign.words)
        }
        if let decision = record.decision {
            candidates = decision.candidates.map {
                Candidate(
                    model: models[$0.model].name,
                    score: $0.score.thousandths,
                    accuracy: $0.accuracy.contribution.thousandths,
                    latency: $0.latency.contribution.thousandths,
                    cost: $0.cost.contribution.thousandths,
                    seconds: $0.seconds.thousandths,
                    price: $0.price
                )
            }
            excluded = Dictionary(decision.exclusions.map { (models[$0.model].name, $0.cause.token) }) { first, _ in
                first
            }
        }
        prompt = record.prompt
        promptTokens = record.tokens.prompt ?? record.promptTokens
        answerTokens = record.tokens.completion
        wait = record.wait.thousandths
        firstContent = record.firstContent.map { ($0 - record.arrival).seconds.thousandths }
        duration = (end - record.arrival).seconds.thousandths
        attempts = record.attempts
        failures = record.failures.isEmpty ? nil : record.failures
        status = record.status
        error = record.error
    }
}

extension Double {
    fileprivate var thousandths: Double { isFinite ? (self * 1000).rounded() / 1000 : 0 }
}

extension KeywordMatch.Sign {
    fileprivate var words: String {
        switch self {
        case .word(let word): word
        case .pattern(let pattern): "/\(pattern)/"
        case .marker(let marker): "marks of \(marker.rawValue)"
        }
    }
}
