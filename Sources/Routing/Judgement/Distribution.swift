/// Probabilities of the classes of a prompt, one for each in the order of `allCases`; they sum to one.
package struct Distribution<Class: CaseIterable & Equatable & Sendable>: Sendable, Equatable
where Class.AllCases == [Class] {
    package private(set) var shares: [Double]

    /// - Parameter weights: at least zero each, one for each class. Without any weight all classes are alike.
    package init(weights: [Double]) {
        let classes = Class.allCases.count
        let known = weights.prefix(classes).map { $0.isFinite && $0 > 0 ? $0 : 0 }
        let padded = known + [Double](repeating: 0, count: classes - known.count)
        let sum = padded.reduce(0, +)
        shares = sum > 0 ? padded.map { $0 / sum } : padded.map { _ in 1 / Double(classes) }
    }

    /// Nothing is known.
    package static var uniform: Distribution { Distribution(weights: []) }

    package static func certain(_ one: Class) -> Distribution {
        Distribution(weights: Class.allCases.map { $0 == one ? 1 : 0 })
    }

    package subscript(one: Class) -> Double { Class.allCases.firstIndex(of: one).map { shares[$0] } ?? 0 }

    /// The probability of the likeliest class.
    package var confidence: Double { shares.max() ?? 0 }

    /// The likeliest class; `nil` where several are.
    package var likeliest: Class? {
        let most = shares.indices.filter { shares[$0] == confidence }
        return most.count == 1 ? Class.allCases[most[0]] : nil
    }

    /// A mixture: `share` of this one, the rest of another.
    package func mixed(_ share: Double, with other: Distribution) -> Distribution {
        Distribution(weights: zip(shares, other.shares).map { share * $0 + (1 - share) * $1 })
    }
}
