package import AgentConfig

/// One of the processes that serve a model.
package struct Replica: Sendable, Hashable, CustomStringConvertible {
    package let model: String
    package let number: Int

    package init(model: String, number: Int) {
        self.model = model
        self.number = number
    }

    package var description: String { "\(model)/\(number)" }

    /// The name of its files, which is that of no other replica. A model may be called anything: what is not plain is
    /// written as in a URL.
    var fileName: String {
        var name = ""
        for byte in model.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                name.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                name += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return "\(name).\(number)"
    }
}

/// How a replica is to be started.
package struct Launch: Sendable, Equatable {
    package var process: ScalingConfig.Process
    /// Seconds after which a start that is not ready is given up.
    package var startupTimeout: Double

    package init(process: ScalingConfig.Process, startupTimeout: Double) {
        self.process = process
        self.startupTimeout = startupTimeout
    }
}

/// A process of an earlier agent that goes on as if this one had started it.
package struct AdoptedReplica: Sendable, Equatable {
    package let replica: Replica
    package let pid: Int32
    package let port: Int
    /// Whether it has answered for its health. If not, `ready` or an end will follow.
    package let isReady: Bool
}
