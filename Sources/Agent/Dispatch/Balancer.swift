/// Picks a replica: the least loaded, unless another that is about as free probably has the prompt's beginning in its
/// cache.
enum Balancer {
    struct Candidate<ID> {
        var id: ID
        /// The same for the same replica as long as it lives.
        var identity: UInt64
        var inFlight: Int
    }

    /// How many more requests than the least loaded the preferred replica may have. A prompt that is found in the cache
    /// saves its prefill, which is worth waiting behind one or two others and no more.
    static let slack = 2

    /// - Parameter prefix: of the prompt, as a hash; equal prompts prefer one replica (rendezvous hashing, Thaler and
    ///   Ravishankar 1998, so that few move when a replica comes or goes).
    static func choose<ID>(_ candidates: [Candidate<ID>], prefix: UInt64?) -> ID? {
        guard let least = candidates.min(by: { $0.inFlight < $1.inFlight }) else { return nil }
        guard let prefix, candidates.count > 1 else { return least.id }
        let preferred = candidates.max { mix(prefix, $0.identity) < mix(prefix, $1.identity) } ?? least
        return preferred.inFlight <= least.inFlight + slack ? preferred.id : least.id
    }

    /// SplitMix64's finalizer over both.
    private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        var z = a ^ (b &* 0x9E37_79B9_7F4A_7C15)
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
