/// Where the prompts of a set go on one route, before and after.
package struct RouteTraffic: Sendable, Encodable {
    package var route: String
    package var status: Status
    /// How many prompts the set has.
    package var prompts: Int
    /// With every model awake.
    package var allAwake: Sample
    /// With only what is pinned awake: the others would have to wake first.
    package var onlyPinned: Sample

    package struct Sample: Sendable, Encodable {
        /// How many prompts go to another model than before, or are refused where they were not. A model that only has
        /// another name is the same.
        package var changed: Int
        /// The most frequent first.
        package var moves: [Move]
        /// Sorted by name, refusals last.
        package var shares: [Share]
    }

    /// Prompts that change from one model to another; a model that is absent stands for a refusal.
    package struct Move: Sendable, Encodable {
        package var from: String?
        package var to: String?
        package var count: Int
        /// A few of them.
        package var examples: [String]
    }

    /// How many prompts a model gets; absent on a side without the route.
    package struct Share: Sendable, Encodable {
        package var model: String?
        package var before: Int?
        package var after: Int?
    }

    package var isChange: Bool { status != .changed || allAwake.changed > 0 || onlyPinned.changed > 0 }
}
