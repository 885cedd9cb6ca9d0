/// How well a router divides prompts between a strong and a weak model (RouteLLM, arXiv 2406.18665).
package struct ModelPair: Sendable {
    package struct Prompt: Sendable {
        /// How much better the strong model is expected to answer.
        package var gain: Double
        package var strong: Double
        package var weak: Double

        package init(gain: Double, strong: Double, weak: Double) {
            self.gain = gain
            self.strong = strong
            self.weak = weak
        }
    }

    package var strong: String
    package var weak: String
    /// The mean share of the gap between the two that is closed (PGR), over all shares of prompts that the strong model gets;
    /// by chance 0.5.
    package var apgr: Estimate
    /// The least share of prompts that the strong model must get so that half of the gap is closed.
    package var cpt50: Estimate
    /// And 80 % of it.
    package var cpt80: Estimate

    package init(strong: String, weak: String, prompts: [Prompt]) {
        self.strong = strong
        self.weak = weak
        // The prompts that gain most come first, whichever of them were drawn.
        let ranked = prompts.indices.sorted { (-prompts[$0].gain, $0) < (-prompts[$1].gain, $1) }.map { prompts[$0] }
        apgr = .drawn(ranked.count) { places in
            let curve = Self.curve(places, ranked)
            return zip(curve, curve.dropFirst()).reduce(0) { $0 + ($1.0 + $1.1) / 2 } / Double(max(1, curve.count - 1))
        }
        cpt50 = .drawn(ranked.count) { Self.share(of: 0.5, Self.curve($0, ranked)) }
        cpt80 = .drawn(ranked.count) { Self.share(of: 0.8, Self.curve($0, ranked)) }
    }

    /// The share of the gap that is closed once the strong model gets the first 0, 1, 2 … of the prompts at some places.
    private static func curve(_ places: [Int], _ ranked: [Prompt]) -> [Double] {
        let drawn = places.sorted().map { ranked[$0] }
        let gap = drawn.reduce(0) { $0 + $1.strong - $1.weak }
        var closed = 0.0
        // Without a gap there is nothing to close.
        return [0]
            + drawn.map { prompt in
                closed += prompt.strong - prompt.weak
                return gap == 0 ? 0 : closed / gap
            }
    }

    private static func share(of wanted: Double, _ curve: [Double]) -> Double {
        Double(curve.firstIndex { $0 >= wanted } ?? curve.count - 1) / Double(max(1, curve.count - 1))
    }
}
