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
            for environment in diff.environments { details(environment, &page) }
            general(diff, &page)
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
        for unread in diff.notCompared {
            page.add(
                "\(MarkdownText.code(unread.environment)) is not compared: it has errors in \(unread.sides.listed()).\n\n"
            )
        }
    }

    private func row(_ environment: EnvironmentDiff) -> String {
        let cost = environment.cost.pinnedPerMonth
        let rerouted = environment.prompts.map(\.changed).max()
        let cells = [
            MarkdownText.code(environment.name),
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

    private func details(_ environment: EnvironmentDiff, _ page: inout MarkdownPage) {
        let title = "<code>\(MarkdownText.html(environment.name))</code>: \(environment.headline)"
        guard page.add("<details><summary>\(title)</summary>\n\n") else { return }
        settings(environment, &page)
        page.add(
            head: "| GPUs | pinned | at most | asked for | limit |\n|---|---:|---:|---:|---:|\n",
            rows: environment.gpuRows.contains { $0.use.isChange } ? environment.gpuRows.map(gpuRow) : []
        )
        page.add(
            head: "| cost | an hour | a month | difference |\n|---|---:|---:|---:|\n",
            rows: costRows(environment.cost)
        )
        for route in environment.routesOfPrompts { prompts(route, &page) }
        page.add(head: "**Take care before it is applied**\n\n", rows: hazardRows(environment))
        page.close("</details>\n\n")
    }

    private func settings(_ environment: EnvironmentDiff, _ page: inout MarkdownPage) {
        var rows = environment.changes.map { row("", $0) }
        for model in environment.models {
            let name = MarkdownText.code(model.name)
            switch model.status {
            case .added: rows.append("| \(name) | **added** | | \(MarkdownText.escaped(model.facts)) |\n")
            case .removed: rows.append("| \(name) | **removed** | \(MarkdownText.escaped(model.facts)) | |\n")
            case .renamed, .changed:
                if let old = model.renamedFrom {
                    rows.append("| \(name) | **renamed** | \(MarkdownText.code(old)) | deleted and made anew |\n")
                }
                rows += model.changes.map { row(name, $0) }
            }
        }
        for (kind, subject) in environment.subjects { rows += self.rows(kind, subject) }
        page.add(head: "| | setting | before | after |\n|---|---|---|---|\n", rows: rows)
    }

    private func general(_ diff: FleetDiff, _ page: inout MarkdownPage) {
        let rows =
            diff.fleet.map { row("fleet", $0) } + diff.teams.flatMap { self.rows("team", $0) }
            + diff.documents.flatMap { self.rows("", $0) }
        page.add(
            head:
                "<details><summary>Fleet, teams and documents</summary>\n\n| | setting | before | after |\n|---|---|---|---|\n",
            rows: rows,
            foot: "\n</details>\n\n"
        )
    }

    private func rows(_ kind: String, _ subject: SubjectDiff) -> [String] {
        let name = [kind, MarkdownText.code(subject.name)].filter { !$0.isEmpty }.joined(separator: " ")
        switch subject.status {
        case .removed: return ["| \(name) | **removed** | | |\n"]
        case .added:
            let facts = subject.changes.filter { !$0.computed }.map {
                "\(MarkdownText.escaped($0.path)) \(MarkdownText.code($0.words.after))"
            }
            return ["| \(name) | **added** | | \(facts.joined(separator: ", ")) |\n"]
        case .changed, .renamed: return subject.changes.map { row(name, $0) }
        }
    }

    private func row(_ name: String, _ change: SettingChange) -> String {
        let words = change.words
        let after = MarkdownText.code(words.after) + (change.computed ? " (computed)" : "")
        return "| \(name) | \(MarkdownText.code(change.path)) | \(MarkdownText.code(words.before)) | \(after) |\n"
    }

    private func gpuRow(_ name: String, _ use: GPUUse) -> String {
        "| \(MarkdownText.code(name)) | \(use.pinned.words) | \(use.atMost.words) | \(use.wanted.words) | \(use.limit.words) |\n"
    }

    private func costRows(_ cost: Cost) -> [String] {
        guard cost.isChange else { return [] }
        var rows = [
            "| pinned | \(cost.pinnedPerHour.words) | \(cost.pinnedPerMonth.words) | \(cost.pinnedPerMonth.signed) |\n",
            "| at most | \(cost.atMostPerHour.words) | \(cost.atMostPerMonth.words) | \(cost.atMostPerMonth.signed) |\n",
        ]
        let budget = MoneyChange(cost.monthlyBudget.before, cost.monthlyBudget.after)
        if budget.before != nil || budget.after != nil {
            rows.append("| budget | | \(budget.words) | \(budget.isChange ? budget.signed : "") |\n")
        }
        if !cost.withoutPrice.isEmpty {
            rows.append("| without a price | | \(MarkdownText.escaped(cost.withoutPrice.listed())) | |\n")
        }
        return rows
    }

    private func prompts(_ route: [RouteTraffic], _ page: inout MarkdownPage) {
        guard let traffic = route.first(where: { $0.changed > 0 }) ?? route.first else { return }
        let title = "Prompts on route \(MarkdownText.code(traffic.route)): \(route.headline)"
        guard traffic.changed > 0 else {
            page.add("\(title).\n\n")
            return
        }
        let rows = traffic.moves.map { move in
            let ends = [move.from, move.to].map { $0.map(MarkdownText.code) ?? "refused" }
            let example = move.examples.first.map(MarkdownText.escaped) ?? ""
            return "| \(move.count) | \(ends[0]) | \(ends[1]) | \(example) |\n"
        }
        page.add(
            head: "\(title).\n\n| prompts | from | to | for example |\n|---:|---|---|---|\n",
            rows: rows
        )
        page.add("Of \(traffic.prompts): \(MarkdownText.escaped(traffic.shareWords)).\n\n")
    }

    private func hazardRows(_ environment: EnvironmentDiff) -> [String] {
        environment.hazardGroups.flatMap { group in
            group.hazards.map { "- **\(group.id)**: \(MarkdownText.sentence($0.message))\n" }
                + ["  - *\(MarkdownText.sentence(group.help))*\n"]
        }
    }
}
