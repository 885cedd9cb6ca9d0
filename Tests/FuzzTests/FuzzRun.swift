import FoundationEssentials

/// How long tests with random input run: a second each; `SPINDLE_FUZZ_SECONDS` sets how long, `SPINDLE_FUZZ_SEED` where to
/// begin. A failure names its seed.
enum FuzzRun {
    private static let environment = ProcessInfo.processInfo.environment
    private static let seconds = environment["SPINDLE_FUZZ_SECONDS"].flatMap { Double($0) } ?? 1
    private static let firstSeed = environment["SPINDLE_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1

    static func forEachSeed(_ body: (UInt64) throws -> Void) rethrows {
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: .seconds(seconds))
        var seed = firstSeed
        while clock.now < end {
            try body(seed)
            seed += 1
        }
    }
}
