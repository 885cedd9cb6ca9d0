import NIOHTTP1
import Testing

@testable import Agent

@Suite struct HopByHopTests {
    @Test func whatIsOfTheClientsConnectionStays() {
        let headers: HTTPHeaders = [
            "Host": "a", "Connection": "keep-alive, X-Mine", "Keep-Alive": "5", "X-Mine": "1", "TE": "trailers",
            "Trailer": "X",
            "Transfer-Encoding": "chunked", "Upgrade": "h2c", "Proxy-Authorization": "Basic x",
            "Proxy-Connection": "close",
            "Authorization": "Bearer sk", "X-Api-Key": "sk", "Api-Key": "sk", "Cookie": "a=b", "Content-Length": "3",
            "Expect": "100-continue", "Accept-Encoding": "gzip", "Forwarded": "for=1", "X-Forwarded-For": "1",
        ]
        #expect(HopByHop.requestHeaders(headers).isEmpty)
    }

    @Test func whatIsOfTheRequestGoesOn() {
        let headers: HTTPHeaders = [
            "Content-Type": "application/json", "traceparent": "00-1-2-01", "tracestate": "a=b",
            "anthropic-version": "2023-06-01", "OpenAI-Organization": "o", "X-Same": "1", "x-same": "2",
            "User-Agent": "u",
        ]
        let kept = HopByHop.requestHeaders(headers)
        #expect(kept.map(\.name) == headers.map(\.name))
        #expect(kept["x-same"] == ["1", "2"])
    }

    @Test func answersKeepLimitsAndLoseCookies() {
        let headers: HTTPHeaders = [
            "Content-Type": "application/json", "Content-Length": "2", "Retry-After": "3", "X-RateLimit-Remaining": "4",
            "Set-Cookie": "a=b", "x-request-id": "r", "X-SPINDLE-Model": "m", "Connection": "close",
            "Transfer-Encoding": "chunked", "Keep-Alive": "5",
        ]
        #expect(
            HopByHop.responseHeaders(headers).map(\.name)
                == ["Content-Type", "Content-Length", "Retry-After", "X-RateLimit-Remaining"]
        )
    }
}
