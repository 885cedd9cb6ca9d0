import Diagnostics
import FleetPlan

// The words that the renderers for people share.

extension FleetDiff {
    /// `2 environments change: production and staging`.
    var headline: String {
        guard !isEmpty else { return "nothing changes" }
        var parts: [String] = []
        for (status, verb) in [(Status.added, "added"), (.removed, "removed"), (.changed, "changed")] {
            let names = environments.filter { $0.status == status }.map(\.name)
            if !names.isEmpty { parts.append("\(names.count.counting("environment")) \(verb)") }
        }
        if !fleet.isEmpty || !teams.isEmpty || !documents.isEmpty, environments.isEmpty {
            parts.append("descriptions, teams or accepted warnings change")
        }
        if !notCompared.isEmpty { parts.append("\(notCompared.count.counting("environment")) not compared") }
        return parts.joined(separator: ", ")
    }

    var breaches: [(environment: String, breach: Breach)] {
        environments.flatMap { environment in environment.breaches.map { (environment.name, $0) } }
    }
}

extension EnvironmentDiff {
    /// `1 model added, 2 changed`, and what else changed.
    var headline: String {
        switch status {
        case .added: return "added, with \(models.count.counting("model"))"
        case .removed: return "removed, with \(models.count.counting("model"))"
        case .changed, .renamed: break
        }
        var parts: [String] = []
        let kinds: [(String, (ModelDiff) -> Bool)] = [
            ("added", { $0.status == .added }), ("removed", { $0.status == .removed }),
            ("renamed", { $0.status == .renamed }), ("moved", { $0.status == .changed && $0.isMoved }),
            ("changed", { $0.status == .changed && !$0.isMoved }),
        ]
        for (verb, isOne) in kinds {
            let count = models.count(where: isOne)
            if count > 0 { parts.append(parts.isEmpty ? "\(count.counting("model")) \(verb)" : "\(count) \(verb)") }
        }
        for (noun, count) in [
            ("pool", pools.count), ("route", routes.count), ("keyword rule", keywords.count), ("tenant", tenants.count),
            ("setting", changes.count),
        ] where count > 0 {
            parts.append(count.counting(noun))
        }
        return parts.joined(separator: ", ")
    }

    /// GPUs by row: the whole, and the pools and teams that changed.
    var gpuRows: [(name: String, use: GPUUse)] {
        [("all", gpus)] + poolUse.filter(\.isChange).map { ("pool \($0.name)", $0) }
            + teamUse.filter(\.isChange).map { ("team \($0.name)", $0) }
    }
}

extension ModelDiff {
    /// What it is, for one that is added or removed: `pool h100, 4 GPUs, 0 to 2 replicas`.
    var facts: String {
        let isGone = status == .removed
        let count = { (change: Change<Int>) in (isGone ? change.before : change.after) ?? 0 }
        let pool = (isGone ? pool.before : pool.after) ?? ""
        return "pool \(pool), \(count(gpus).counting("GPU")), \(count(min)) to \(count(max).counting("replica"))"
    }
}

extension [SettingChange] {
    /// Those that somebody wrote.
    var written: [SettingChange] { filter { !$0.computed } }
}

extension Change where Value == Int {
    var words: String { isChange ? "\(Self.word(before)) → \(Self.word(after))" : Self.word(after) }

    private static func word(_ number: Int?) -> String { number.map { String($0) } ?? "–" }
}

extension MoneyChange {
    var words: String { isChange ? "\(before?.money ?? "–") → \(after?.money ?? "–")" : after?.money ?? "–" }

    /// `+1,200.00`.
    var signed: String { difference == 0 ? "±0" : (difference > 0 ? "+" : "") + difference.money }
}

extension RouteTraffic {
    /// How many prompts change, whatever is awake.
    var headline: String {
        switch status {
        case .added: return "new"
        case .removed: return "gone"
        case .changed, .renamed: break
        }
        let (all, pinned) = (allAwake.changed, onlyPinned.changed)
        guard all != pinned else { return "\(all) of \(prompts) change their model" }
        return "with all models awake \(all) of \(prompts) change their model, with only pinned ones awake \(pinned)"
    }

    /// The sample that tells more.
    var telling: Sample { allAwake.changed > 0 || onlyPinned.changed == 0 ? allAwake : onlyPinned }
}

extension RouteTraffic.Sample {
    /// `gemma 40 → 35, llama 20 → 25`.
    var shareWords: String {
        shares.map { "\($0.model ?? "refused") \(Change($0.before, $0.after).words)" }.listed(atMost: 12)
    }
}
