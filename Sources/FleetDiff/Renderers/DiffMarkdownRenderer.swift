import Diagnostics
import FleetPlan

/// A comparison as a comment on a pull request: what matters in a few lines and a table, the rest to be unfolded.
package struct DiffMarkdownRenderer {
    private let limit: Int

    package init() { limit = MarkdownPage.mostBytes }

    init(limit: Int) { self.limit = limit }

    package func render(_ report: DiffReport) -> String {
        var page = MarkdownPage(limit: limit)
        let names = "\(MarkdownText.code(report.base.name)) → \(MarkdownText.code(report.head.name))"
        if let diff = report.diff {
            page.add("### Fleet: \(diff.headline)\n\n\(names)\(totals(diff))\n\n")
            overview(diff, &page)
        } else {
            page.add("### Fleet: not compared\n\n\(names)\n\n")
        }
        errors("old", report.base, &page)
        errors("new", report.head, &page)
        if let diff = report.diff {
            let shared = SharedChanges(diff)
            general(diff, shared, &page)
            for environment in diff.environments { details(environment, shared, &page) }
        }
        if page.omitted > 0 {
            page.close(
                "*Cut to what a comment holds: \(page.omitted.counting("line")) left out. "
                    + "`spindle diff` shows everything.*\n"
            )
        }
        return page.text
    }

    // MARK: What matters

    private func totals(_ diff: FleetDiff) -> String {
        let (pinned, most) = (diff.totals.pinnedPerMonth, diff.totals.atMostPerMonth)
        guard diff.totals.pinnedGPUs.isChange || pinned.isChange || most.isChange else { return "" }
        return
            " · pinned GPUs \(diff.totals.pinnedGPUs.words) · **\(pinned.signed)** a month pinned, \(most.signed) at most"
    }

    private func overview(_ diff: FleetDiff, _ page: inout MarkdownPage) {
        let broken = diff.breaches.map { environment, breach in
            let known = breach.isNew ? "" : ", as before"
            return
                "> - **\(breach.rule)** \(MarkdownText.code(environment)): \(MarkdownText.sentence(breach.message))\(known)\n"
        }
        page.add(head: "> [!CAUTION]\n> Limits are broken:\n>\n", rows: broken)
        page.add(
            head:
                "| environment | changes | GPUs pinned | GPUs at most | cost a month, pinned | prompts rerouted | take care |\n"
                + "|---|---|---:|---:|---:|---:|---:|\n",
            rows: diff.environments.map(row)
        )
        for environment in diff.environments {
            guard let replay = environment.replay else { continue }
            page.add(
                "\(MarkdownText.code(environment.name)), replayed traffic (\(replay.source)): **\(replay.headline)**.\n\n"
            )
        }
        for unread in diff.notCompared {
            page.add(
                "\(MarkdownText.code(unread.environment)) is not compared: it has errors in \(unread.sides.listed()).\n\n"
            )
        }
    }

    private func row(_ environment: EnvironmentDiff) -> String {
        let cost = environment.cost.pinnedPerMonth
        let rerouted = environment.prompts.map { max($0.allAwake.changed, $0.onlyPinned.changed) }.max()
        let cells = [
            MarkdownText.cell(environment.name),
            environment.headline
                + (environment.breaches.isEmpty ? "" : ", **\(environment.breaches.count.counting("limit")) broken**"),
            environment.gpus.pinned.words,
            environment.gpus.atMost.words,
            cost.isChange ? "\(cost.words) (**\(cost.signed)**)" : cost.words,
            rerouted.map { "\($0) of \(environment.prompts.first?.prompts ?? 0)" } ?? "",
            environment.hazards.isEmpty ? "" : String(environment.hazards.count),
        ]
        return "| \(cells.joined(separator: " | ")) |\n"
    }

    private func errors(_ which: String, _ side: DiffReport.Side, _ page: inout MarkdownPage) {
        guard !side.errors.isEmpty else { return }
        var lines = LineIndex(side.sources)
        let rows = side.errors.map { error in
            let place = error.primary.map { label in
                let start = lines.position(of: label.span.lower, in: label.span.file)
                return " (\(MarkdownText.code("\(side.sources.path(of: label.span)):\(start.line):\(start.column)")))"
            }
            let help = error.help.map { "; \(MarkdownText.sentence($0))" } ?? ""
            return "- **\(error.rule.id)** \(MarkdownText.sentence(error.message))\(place ?? "")\(help)\n"
        }
        let title = "\(side.errors.count.counting("error")) in the \(which) specs, \(MarkdownText.html(side.name))"
        page.add(head: "<details open><summary>\(title)</summary>\n\n", rows: rows, foot: "\n</details>\n\n")
    }

    // MARK: Details

    private func details(_ environment: EnvironmentDiff, _ shared: SharedChanges, _ page: inout MarkdownPage) {
        let title = "<code>\(MarkdownText.html(environment.name))</code>: \(environment.headline)"
        guard page.add("<details><summary>\(title)</summary>\n\n") else { return }
        settings(environment, shared, &page)
        page.add(
            head: "| GPUs | pinned | at most | asked for | limit |\n|---|---:|---:|---:|---:|\n",
            rows: environment.gpuRows.contains { $0.use.isChange } ? environment.gpuRows.map(gpuRow) : []
        )
        page.add(
            head: "| cost | an hour | a month | difference |\n|---|---:|---:|---:|\n",
            rows: costRows(environment.cost)
        )
        prompts(environment, &page)
        if let replay = environment.replay {
            page.add(
                head:
                    "**Replayed traffic** (\(replay.source))\n\n| | before | after | difference | 95 % |\n|---|---:|---:|---:|---:|\n",
                rows: replay.rows.map { "| \($0.joined(separator: " | ")) |\n" }
            )
        }
        page.add(head: "**Take care before it is applied**\n\n", rows: hazardRows(environment))
        page.close("</details>\n\n")
    }

    private static let settingsHead = "| | setting | before | after |\n|---|---|---|---|\n"

    private func settings(_ environment: EnvironmentDiff, _ shared: SharedChanges, _ page: inout MarkdownPage) {
        var rows: [String] = []
        switch environment.status {
        case .changed, .renamed: rows += shared.settings(besidesThoseOf: environment).map { row("", $0) }
        case .added: rows += environment.changes.written.map { row("", $0) }
        case .removed: break
        }
        for group in ModelGroup.groups(of: shared.models(besidesThoseOf: environment)) { rows += self.rows(group) }
        if environment.status != .removed {
            for item in shared.subjects(besidesThoseOf: environment) { rows += self.rows(item.kind, item.subject) }
        }
        page.add(head: Self.settingsHead, rows: rows)
    }

    private func rows(_ group: ModelGroup) -> [String] {
        let model = group.first
        let names =
            group.names.prefix(6).map(MarkdownText.cell)
            + (group.names.count > 6 ? ["\(group.names.count - 6) more"] : [])
        let name = names.listed()
        switch model.status {
        case .added: return ["| \(name) | **added** | | \(MarkdownText.escaped(model.facts)) |\n"]
        case .removed: return ["| \(name) | **removed** | \(MarkdownText.escaped(model.facts)) | |\n"]
        case .renamed, .changed:
            let rename = model.renamedFrom.map {
                "| \(name) | **renamed** | \(MarkdownText.cell($0)) | deleted and made anew |\n"
            }
            return [rename].compactMap(\.self) + model.changes.map { row(name, $0) }
        }
    }

    /// What belongs to no environment, or to all of them.
    private func general(_ diff: FleetDiff, _ shared: SharedChanges, _ page: inout MarkdownPage) {
        var rows = diff.fleet.map { row("fleet", $0) } + shared.settings.map { row("", $0) }
        for group in ModelGroup.groups(of: shared.models) { rows += self.rows(group) }
        for item in shared.subjects { rows += self.rows(item.kind, item.subject) }
        for team in diff.teams { rows += self.rows("team", team) }
        for document in diff.documents { rows += self.rows("", document) }
        let title = shared.isEmpty ? "The fleet" : "In all \(diff.environments.count) environments of the table"
        page.add(
            head: "<details><summary>\(title)</summary>\n\n\(Self.settingsHead)",
            rows: rows,
            foot: "\n</details>\n\n"
        )
    }

    private func rows(_ kind: String, _ subject: SubjectDiff) -> [String] {
        let name = [kind, MarkdownText.cell(subject.name)].filter { !$0.isEmpty }.joined(separator: " ")
        switch subject.status {
        case .removed: return ["| \(name) | **removed** | | |\n"]
        case .added:
            let facts = subject.changes.written.map {
                "\(MarkdownText.escaped($0.path)) \(MarkdownText.cell($0.words.after))"
            }
            return ["| \(name) | **added** | | \(facts.joined(separator: ", ")) |\n"]
        case .changed, .renamed: return subject.changes.map { row(name, $0) }
        }
    }

    private func row(_ name: String, _ change: SettingChange) -> String {
        let words = change.words
        let before = change.before == nil ? "*not set*" : MarkdownText.cell(words.before)
        let after = change.after == nil ? "*not set*" : MarkdownText.cell(words.after)
        return
            "| \(name) | \(MarkdownText.cell(change.path)) | \(before) | \(after)\(change.computed ? " (computed)" : "") |\n"
    }

    private func gpuRow(_ name: String, _ use: GPUUse) -> String {
        "| \(MarkdownText.cell(name)) | \(use.pinned.words) | \(use.atMost.words) | \(use.wanted.words) | \(use.limit.words) |\n"
    }

    private func costRows(_ cost: Cost) -> [String] {
        guard cost.isChange else { return [] }
        var rows = [
            "| pinned | \(cost.pinnedPerHour.words) | \(cost.pinnedPerMonth.words) | \(cost.pinnedPerMonth.signed) |\n",
            "| at most | \(cost.atMostPerHour.words) | \(cost.atMostPerMonth.words) | \(cost.atMostPerMonth.signed) |\n",
        ]
        let budget = cost.monthlyBudget
        if budget.isKnown {
            rows.append("| budget | | \(budget.words) | \(budget.isChange ? budget.signed : "") |\n")
        }
        if !cost.withoutPrice.isEmpty {
            rows.append("| without a price | | \(MarkdownText.escaped(cost.withoutPrice.listed())) | |\n")
        }
        return rows
    }

    private func prompts(_ environment: EnvironmentDiff, _ page: inout MarkdownPage) {
        for traffic in environment.prompts where traffic.isChange { prompts(traffic, &page) }
        let quiet = environment.prompts.filter { !$0.isChange }
        guard let count = quiet.first?.prompts else { return }
        let routes = quiet.map { MarkdownText.code($0.route) }.listed()
        page.add("Prompts on route\(quiet.count == 1 ? "" : "s") \(routes): none of \(count) changes its model.\n\n")
    }

    private func prompts(_ traffic: RouteTraffic, _ page: inout MarkdownPage) {
        let sample = traffic.telling
        page.add("Prompts on route \(MarkdownText.code(traffic.route)): \(traffic.headline).\n\n")
        let rows = sample.moves.map { move in
            let ends = [move.from, move.to].map { $0.map(MarkdownText.cell) ?? "refused" }
            let example = move.examples.first.map(MarkdownText.escaped) ?? ""
            return "| \(move.count) | \(ends[0]) | \(ends[1]) | \(example) |\n"
        }
        page.add(head: "| prompts | from | to | for example |\n|---:|---|---|---|\n", rows: rows)
        page.add("Of \(traffic.prompts): \(MarkdownText.escaped(sample.shareWords)).\n\n")
    }

    private func hazardRows(_ environment: EnvironmentDiff) -> [String] {
        environment.hazardGroups.flatMap { group in
            group.shown.map { "- **\(group.id)**: \(MarkdownText.sentence($0.message))\n" }
                + (group.more > 0 ? ["- **\(group.id)**: the same for \(group.more) more\n"] : [])
                + ["  - *\(MarkdownText.sentence(group.help))*\n"]
        }
    }
}
