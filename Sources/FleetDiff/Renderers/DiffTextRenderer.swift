import Diagnostics
import FleetPlan

/// A comparison for a terminal.
package struct DiffTextRenderer {
    private let style: TerminalStyle

    package init(color: Bool) { style = TerminalStyle(color: color) }

    package func render(_ report: DiffReport) -> String {
        let names = safe("\(report.base.name) → \(report.head.name)")
        guard let diff = report.diff else { return style.bold("\(names): not compared") + "\n" }
        var out = style.bold("\(names): \(safe(diff.headline))") + "\n"
        guard !diff.isEmpty else { return out }
        let shared = SharedChanges(diff)
        out += totals(diff) + general(diff) + self.shared(shared, diff.environments.count)
        for environment in diff.environments { out += "\n" + render(environment, shared) }
        for unread in diff.notCompared {
            let sides = unread.sides.listed()
            out += "\n" + style.yellow(safe("\(unread.environment): not compared, as it has errors in \(sides)")) + "\n"
        }
        return out
    }

    private func totals(_ diff: FleetDiff) -> String {
        let (pinned, most) = (diff.totals.pinnedPerMonth, diff.totals.atMostPerMonth)
        guard diff.totals.pinnedGPUs.isChange || pinned.isChange || most.isChange else { return "" }
        return
            "pinned GPUs \(diff.totals.pinnedGPUs.words), cost \(pinned.signed) a month pinned, \(most.signed) at most\n"
    }

    private func general(_ diff: FleetDiff) -> String {
        var out = settings(diff.fleet, indent: "  ")
        for team in diff.teams { out += subject("team", team) }
        for document in diff.documents { out += subject("document", document) }
        return out.isEmpty ? "" : "\n" + style.bold("fleet") + "\n" + out
    }

    private func shared(_ shared: SharedChanges, _ count: Int) -> String {
        guard !shared.isEmpty else { return "" }
        return "\n" + style.bold("in all \(count) environments below") + "\n" + settings(shared.settings, indent: "  ")
            + ModelGroup.groups(of: shared.models).map(models).joined()
            + shared.subjects.map { subject($0.kind, $0.subject) }.joined()
    }

    // MARK: Environments

    private func render(_ environment: EnvironmentDiff, _ shared: SharedChanges) -> String {
        var out = style.bold(safe(environment.name)) + ": \(environment.headline)\n"
        for breach in environment.breaches { out += "  " + style.red(breachLine(breach)) + "\n" }
        switch environment.status {
        case .changed, .renamed: out += settings(shared.settings(besidesThoseOf: environment), indent: "  ")
        case .added: out += facts(environment.changes, indent: "  ")
        case .removed: break
        }
        for group in ModelGroup.groups(of: shared.models(besidesThoseOf: environment)) { out += models(group) }
        if environment.status != .removed {
            for item in shared.subjects(besidesThoseOf: environment) { out += subject(item.kind, item.subject) }
        }
        let blocks = [
            gpus(environment), cost(environment), prompts(environment), replay(environment), hazards(environment),
        ]
        return out + blocks.filter { !$0.isEmpty }.map { "\n" + $0 }.joined()
    }

    private func breachLine(_ breach: Breach) -> String {
        safe("! \(breach.message) [\(breach.rule)]\(breach.isNew ? "" : ", as before")")
    }

    private func models(_ group: ModelGroup) -> String {
        let model = group.first
        switch model.status {
        case .added: return "  " + style.green("+ " + safe(model.name)) + "  \(safe(model.facts))\n"
        case .removed: return "  " + style.red("- " + safe(model.name)) + "  \(safe(model.facts))\n"
        case .renamed, .changed:
            var notes: [String] = []
            if let old = model.renamedFrom { notes.append("was \(old): deleted and made anew") }
            if model.isMoved { notes.append("moves from pool \(model.pool.before ?? "") to \(model.pool.after ?? "")") }
            let names =
                group.names.count > 1 ? "\(group.names.count) models: \(group.names.listed(atMost: 6))" : model.name
            let title =
                style.yellow("~ " + safe(names)) + (notes.isEmpty ? "" : "  " + safe(notes.joined(separator: ", ")))
            return "  \(title)\n" + settings(model.changes, indent: "      ")
        }
    }

    private func subject(_ kind: String, _ subject: SubjectDiff) -> String {
        let name = safe("\(kind) \(subject.name)")
        switch subject.status {
        case .added:
            let facts = subject.changes.written.map { "\($0.path) \($0.words.after)" }
            return "  " + style.green("+ \(name)") + "  \(safe(facts.joined(separator: ", ")))\n"
        case .removed: return "  " + style.red("- \(name)") + "\n"
        case .changed, .renamed:
            return "  " + style.yellow("~ \(name)") + "\n" + settings(subject.changes, indent: "      ")
        }
    }

    private func settings(_ changes: [SettingChange], indent: String) -> String {
        let width = changes.map { safe($0.path).count }.max() ?? 0
        return changes.map { change in
            let (path, words) = (safe(change.path), change.words)
            let blanks = String(repeating: " ", count: width - path.count)
            return "\(indent)\(path)\(blanks)  \(safe(words.before)) → \(safe(words.after))"
                + (change.computed ? style.dim("  computed") : "") + "\n"
        }.joined()
    }

    /// Settings of what is new.
    private func facts(_ changes: [SettingChange], indent: String) -> String {
        let width = changes.written.map { safe($0.path).count }.max() ?? 0
        return changes.written.map { change in
            let path = safe(change.path)
            let blanks = String(repeating: " ", count: width - path.count)
            return "\(indent)\(path)\(blanks)  \(safe(change.words.after))\n"
        }.joined()
    }

    // MARK: Tables

    private func gpus(_ environment: EnvironmentDiff) -> String {
        let rows = environment.gpuRows
        guard rows.contains(where: \.use.isChange) else { return "" }
        var table = TextTable([
            .text("GPUS"), .number("PINNED"), .number("AT MOST"), .number("ASKED FOR"), .number("LIMIT"),
        ])
        for (name, use) in rows {
            table.add([safe(name), use.pinned.words, use.atMost.words, use.wanted.words, use.limit.words])
        }
        return indented(table.render())
    }

    private func cost(_ environment: EnvironmentDiff) -> String {
        let cost = environment.cost
        guard cost.isChange else { return "" }
        var table = TextTable([.text("COST"), .number("AN HOUR"), .number("A MONTH"), .number("DIFFERENCE")])
        table.add(["pinned", cost.pinnedPerHour.words, cost.pinnedPerMonth.words, cost.pinnedPerMonth.signed])
        table.add(["at most", cost.atMostPerHour.words, cost.atMostPerMonth.words, cost.atMostPerMonth.signed])
        let budget = cost.monthlyBudget
        if budget.isKnown {
            table.add(["budget", "", budget.words, budget.isChange ? budget.signed : ""])
        }
        let unknown = cost.withoutPrice
        return indented(table.render() + (unknown.isEmpty ? "" : "without a price: \(safe(unknown.listed()))\n"))
    }

    private func prompts(_ environment: EnvironmentDiff) -> String {
        var blocks = environment.prompts.filter(\.isChange).map(prompts)
        let quiet = environment.prompts.filter { !$0.isChange }
        if let count = quiet.first?.prompts {
            let routes = "route\(quiet.count == 1 ? "" : "s") \(safe(quiet.map(\.route).listed()))"
            blocks.append("prompts on \(routes): none of \(count) changes its model\n")
        }
        return blocks.map(indented).joined(separator: "\n")
    }

    private func prompts(_ traffic: RouteTraffic) -> String {
        var out = "prompts on route \(safe(traffic.route)): \(traffic.headline)\n"
        let sample = traffic.telling
        let arrows = sample.moves.map { safe("\($0.from ?? "refused") → \($0.to ?? "refused")") }
        let width = arrows.map(\.count).max() ?? 0
        let digits = sample.moves.first.map { String($0.count).count } ?? 0
        for (move, arrow) in zip(sample.moves, arrows) {
            let count = String(move.count)
            let number = String(repeating: " ", count: digits - count.count) + count
            let blanks = String(repeating: " ", count: width - arrow.count)
            let example = move.examples.first.map { "  “\(safe(shortened($0)))”" } ?? ""
            out += "  \(number)  \(arrow)\(blanks)\(style.dim(example))\n"
        }
        return out + "  of \(traffic.prompts): \(safe(sample.shareWords))\n"
    }

    private func replay(_ environment: EnvironmentDiff) -> String {
        guard let replay = environment.replay else { return "" }
        return indented(replay.table)
    }

    private func hazards(_ environment: EnvironmentDiff) -> String {
        let groups = environment.hazardGroups
        guard !groups.isEmpty else { return "" }
        var out = style.bold("take care before it is applied") + "\n"
        for group in groups {
            for hazard in group.shown {
                out += "  " + style.yellow(group.id) + ": \(safe(hazard.message))\n"
            }
            if group.more > 0 { out += "  " + style.yellow(group.id) + ": the same for \(group.more) more\n" }
            out += "    = help: \(safe(group.help))\n"
        }
        return indented(out)
    }

    // MARK: Parts

    private func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "  \($0)" }
            .joined(separator: "\n")
    }

    private func safe(_ text: String) -> String { TerminalText.visible(text) }

    private func shortened(_ text: String) -> String { text.count > 70 ? text.prefix(69) + "…" : text }
}
