package import AgentConfig

/// Which model gets a request, and why.
package struct Decision: Sendable, Equatable {
    package var outcome: Outcome
    /// Those that could have had it, best first.
    package var candidates: [Candidate]
    /// Those that could not.
    package var exclusions: [Exclusion]

    package enum Outcome: Sendable, Equatable {
        /// - Parameter upstream: the name by which the engine knows what was asked for.
        case chosen(model: Int, upstream: String, reason: Reason)
        case refused(Refusal)
    }

    package enum Reason: Sendable, Equatable {
        /// The client asked for this very model.
        case named
        case bestScore
        /// Another is better, but by no more than what moving the conversation costs.
        case keepsConversation
    }

    package enum Refusal: Sendable, Equatable {
        /// Nothing is served under this name.
        case unknownName
        case unknownTenant
        /// The tenant may not ask for this route.
        case routeForbidden
        /// Every candidate is excluded.
        case noCandidate
    }

    /// A model that may answer, by its index in `RouterConfig.models`.
    package struct Candidate: Sendable, Equatable {
        package var model: Int
        package var score: Double
        /// The expected share of good answers.
        package var accuracy: Term
        /// One less the share of the slowest candidate's seconds.
        package var latency: Term
        /// One less the share of the dearest candidate's cost.
        package var cost: Term
        /// Seconds to the whole answer.
        package var seconds: Double
        /// GPU cost of the answer in the currency of the spec, a wake-up included; `nil` where no price is known.
        package var price: Double?
    }

    /// A part of the score: how good it is, from 0 to 1, and how much that counts.
    package struct Term: Sendable, Equatable {
        package var value: Double
        package var weight: Double

        package var contribution: Double { value * weight }
    }

    package struct Exclusion: Sendable, Equatable {
        package var model: Int
        package var cause: Cause

        package enum Cause: Sendable, Equatable {
            case forbidden
            case incapable([RouterConfig.Capability])
            /// Tokens of prompt and answer together, and how many it takes at most.
            case contextTooShort(needed: Int, most: Int)
            case unhealthy
        }
    }

    /// The index of the chosen model in `RouterConfig.models`.
    package var model: Int? { if case .chosen(let model, _, _) = outcome { model } else { nil } }
}
