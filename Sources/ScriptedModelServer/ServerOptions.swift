/// What the command line says.
package struct ServerOptions: Sendable {
    package var host = "127.0.0.1"
    /// 0: one that is free.
    package var port = 0
    package var models = ["scripted"]
    /// Until then everything is answered with 503.
    package var loadSeconds = 0.0
    package var script = Script()
    package var faults: [FaultRate] = []
    /// Of the dice for faults.
    package var seed: UInt64 = 0

    package init() {}
}

/// SplitMix64 (Steele, Lea and Flood, 2014): small, seeded, the same numbers on every machine.
struct Dice {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// From 0 up to 1.
    mutating func roll() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((mixed ^ (mixed >> 31)) >> 11) / Double(1 << 53)
    }

    /// The fault that it is this time: the first whose number comes up.
    mutating func fault(_ rates: [FaultRate]) -> Fault? {
        for rate in rates where roll() < rate.probability { return rate.fault }
        return nil
    }
}

extension ServerOptions {
    /// Whether it is this time that the process does not become ready, and what it says then.
    package func reasonNotToStart(_ rates: [FaultRate]) -> String? {
        var dice = Dice(seed: seed)
        return dice.fault(rates.filter { $0.fault == .exitBeforeReady }) == nil ? nil : "a scripted failure to load"
    }
}
