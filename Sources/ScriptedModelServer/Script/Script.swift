/// How one request is answered: what the command line says, and above it the request.
///
/// A request has its say in the header `x-script` or in a field `x_script` of its body, for those whose headers do not
/// pass: `tokens=8, first-token-ms=50, tokens-per-second=20, seed=7, fault=stall, after=3`.
package struct Script: Sendable, Equatable {
    package var tokens = 16
    package var firstTokenMilliseconds = 0.0
    /// 0: as fast as they can be sent.
    package var tokensPerSecond = 0.0
    package var fault: Fault?
    /// Tokens before a fault in the middle; `nil`: half of them.
    package var after: Int?
    /// Goes into the text of every token; `nil`: the tokens are only numbered.
    package var textSeed: Int?

    package init() {}

    package struct Failure: Error, Equatable, CustomStringConvertible {
        package var description: String
    }

    package mutating func apply(_ text: String) throws(Failure) {
        for part in text.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1).map(Self.trimmed)
            guard pair.count == 2 else { throw Failure(description: "`\(part)` is not `name=value`") }
            switch pair[0] {
            case "tokens": tokens = try Self.number(pair, 0...10_000_000)
            case "first-token-ms": firstTokenMilliseconds = Double(try Self.number(pair, 0...86_400_000))
            case "tokens-per-second": tokensPerSecond = Double(try Self.number(pair, 0...1_000_000))
            case "after": after = try Self.number(pair, 0...10_000_000)
            case "seed": textSeed = try Self.number(pair, Int.min...Int.max)
            case "fault":
                guard let fault = Fault(rawValue: pair[1]), fault != .exitBeforeReady else {
                    throw Failure(description: "there is no fault `\(pair[1])` of a request")
                }
                self.fault = fault
            default: throw Failure(description: "a script knows no `\(pair[0])`")
            }
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    private static func number(_ pair: [String], _ range: ClosedRange<Int>) throws(Failure) -> Int {
        guard let number = Int(pair[1]), range.contains(number) else {
            throw Failure(
                description: "`\(pair[0])` must be a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }

    /// How many tokens come before a fault in the middle.
    func faultPosition(of count: Int) -> Int { min(after ?? count / 2, count) }

    /// Token number `index`, with the space that parts it from the one before.
    func token(_ index: Int) -> String {
        let text = index == 0 ? "t0" : " t\(index)"
        let seeded = textSeed.map { "\(text).\($0)" } ?? text
        return fault == .split ? seeded + "·é🧵" : seeded
    }
}
