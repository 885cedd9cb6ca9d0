package import Diagnostics
package import Fleet
package import SpecSyntax

/// The policies of a folder, applied to a fleet.
package struct PolicyCheck {
    private let folder: PolicyFolder
    private let evaluator: PolicyEvaluator
    private let limits: SpecLimits

    package init(_ folder: PolicyFolder, with evaluator: PolicyEvaluator, limits: SpecLimits = SpecLimits()) {
        self.folder = folder
        self.evaluator = evaluator
        self.limits = limits
    }

    /// What the policies find, and what is wrong with them.
    ///
    /// - Parameters:
    ///   - origins: tells where values of the fleet are written.
    ///   - today: decides which exemptions still count.
    ///   - sources: gets the files of the folder, and what they import.
    package func run(
        on input: PolicyInput,
        _ origins: SettingOrigins,
        today: CalendarDay,
        in sources: inout SourceMap
    ) -> [Diagnostic] {
        let policies = folder.policies.map { sources.add(path: $0.path, bytes: $0.bytes) }
        let calls = policies.indices.map { PolicyCall(policy: $0, fleet: 0) }
        let outcomes = evaluator.outcomes(of: calls, policies, over: [input], in: &sources)
        let (settings, problems) = readSettings(in: &sources)
        let findings = PolicyFindings(
            outcomes: outcomes,
            settings: settings,
            input: input,
            origins: origins,
            today: today,
            sources: sources
        )
        return findings.diagnostics + problems + outcomes.compactMap(\.policy).duplicates + strangers(in: &sources)
    }

    /// The policies, each as it describes itself; those that cannot are left out and reported.
    package func list(in sources: inout SourceMap) -> (policies: [Policy], diagnostics: [Diagnostic]) {
        let files = folder.policies.map { sources.add(path: $0.path, bytes: $0.bytes) }
        let calls = files.indices.map { PolicyCall(policy: $0, fleet: nil) }
        let outcomes = evaluator.outcomes(of: calls, files, in: &sources)
        let policies = outcomes.compactMap(\.policy)
        return (policies, outcomes.flatMap(\.diagnostics) + policies.duplicates + strangers(in: &sources))
    }

    private func readSettings(in sources: inout SourceMap) -> (PolicySettings, [Diagnostic]) {
        guard let input = folder.settingsFile else { return (PolicySettings(), []) }
        let file = sources.add(path: input.path, bytes: input.bytes)
        let read = YAMLReader.read(file, in: sources, limits: limits)
        // A file of nothing but comments says nothing.
        guard let node = read.documents.first, !node.isNull else { return (PolicySettings(), read.diagnostics) }
        var decoder = SpecDecoder()
        let settings = decoder.decode(node, as: PolicySettings.self)?.value
        let others = read.documents.dropFirst().map { Diagnostic.unreadDocument($0.span, in: input.path) }
        return (settings ?? PolicySettings(), read.diagnostics + decoder.diagnostics + others)
    }

    private func strangers(in sources: inout SourceMap) -> [Diagnostic] {
        let found = folder.strangers.map { stranger in
            let file = sources.add(path: stranger.path, bytes: stranger.bytes)
            return Diagnostic.unreadPolicyFile(file, named: stranger.path)
        }
        return folder.policies.isEmpty ? found + [.noPolicies(in: folder.path)] : found
    }
}

extension [Policy] {
    fileprivate var duplicates: [Diagnostic] {
        var first: [String: Policy] = [:]
        return compactMap { policy in
            guard let known = first[policy.id] else {
                first[policy.id] = policy
                return nil
            }
            return .duplicatePolicy(policy, first: known)
        }
    }
}
