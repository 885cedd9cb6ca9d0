import NIOCore
import NIOHTTP1
import OpenAIWire
import Synchronization

/// Handles the requests of one client, each as an `Exchange`.
final class ProxyConnection: RequestHandler {
    private let core: AgentCore
    private let pool: UpstreamPool
    private var exchange: Exchange?

    init(_ core: AgentCore, _ pool: UpstreamPool) {
        self.core = core
        self.pool = pool
    }

    func handle(_ request: ClientRequest, _ answer: ClientAnswer) {
        if request.head.method == .GET, let probe = core.probe(request.head.uri) {
            answer.write(probe ? .ok : .serviceUnavailable, ["Content-Type": "text/plain", "Content-Length": "0"])
            return answer.end()
        }
        if core.isDraining.load(ordering: .relaxed) { answer.closes = true }
        let exchange = Exchange(core, pool, request, answer)
        self.exchange = exchange
        exchange.start()
    }

    func wantsBody(of head: HTTPRequestHead) -> Bool { core.isKnown(head) }

    func refuse(_ head: HTTPRequestHead, _ refusal: BodyRefusal, _ answer: ClientAnswer) {
        let request = ClientRequest(head: head, body: ByteBuffer(), arrival: .now())
        let error: APIError =
            switch refusal {
            case .tooLarge(let most): .bodyTooLarge(most: most)
            case .noRoom: .noRoomForBody(retryAfter: 1)
            }
        Exchange(core, pool, request, answer).finish(error)
    }

    func clientLeft() {
        exchange?.leave()
        exchange = nil
    }

    func clientCanRead(_ isReady: Bool) { exchange?.clientCanRead(isReady) }
}
