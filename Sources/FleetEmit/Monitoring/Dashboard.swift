import AgentConfig

/// A Grafana dashboard of one fleet's agents, in the JSON model of Grafana 10 and later.
enum Dashboard {
    struct Panel {
        var title: String
        var unit: String
        /// Queries, and the legend of each.
        var queries: [(query: String, legend: String)]
        var description = ""
    }

    static let rows: [(title: String, panels: [Panel])] = [
        (
            "What users see",
            [
                Panel(
                    title: "Requests a second",
                    unit: "reqps",
                    queries: [(AgentQuery.rate(.requests, by: "model"), "{{model}}")]
                ),
                Panel(
                    title: "Requests that failed",
                    unit: "reqps",
                    queries: [
                        (
                            AgentQuery.rate(.requests, by: "model", "status", where: "status=~\"5..\""),
                            "{{model}} {{status}}"
                        ),
                        (AgentQuery.rate(.refusals, by: "code"), "{{code}}"),
                    ],
                    description: "Those that a model server failed, and those that went to none."
                ),
                Panel(
                    title: "Time to the first content",
                    unit: "s",
                    queries: [
                        (AgentQuery.quantile(0.5, of: .firstByteSeconds, by: "model"), "{{model}} half"),
                        (AgentQuery.quantile(0.95, of: .firstByteSeconds, by: "model"), "{{model}} 95 %"),
                    ]
                ),
                Panel(
                    title: "Wait for a replica",
                    unit: "s",
                    queries: [(AgentQuery.quantile(0.95, of: .waitSeconds, by: "model"), "{{model}} 95 %")],
                    description: "Cold starts included."
                ),
            ]
        ),
        (
            "Models and GPUs",
            [
                Panel(
                    title: "Replicas",
                    unit: "short",
                    queries: [(AgentQuery.max(.replicas, by: "model", "phase") + " > 0", "{{model}} {{phase}}")]
                ),
                Panel(
                    title: "GPUs",
                    unit: "short",
                    queries: [
                        (AgentQuery.max(.gpusInUse), "in use"), (AgentQuery.max(.gpuBudget), "budget"),
                    ]
                ),
                Panel(
                    title: "In flight and waiting",
                    unit: "short",
                    queries: [
                        (AgentQuery.sum(.inFlight, by: "model"), "{{model}} in flight"),
                        (AgentQuery.sum(.queued, by: "model"), "{{model}} waiting"),
                    ]
                ),
                Panel(
                    title: "Cost an hour",
                    unit: "short",
                    queries: [("3600 * max by (model) (rate(\(AgentMetric.cost.rawValue)[15m]))", "{{model}}")],
                    description: "In the currency of the spec. Every agent counts all replicas."
                ),
            ]
        ),
        (
            "Waking and sleeping",
            [
                Panel(
                    title: "Cold starts an hour",
                    unit: "short",
                    queries: [(AgentQuery.increase(.coldStarts, by: "model", over: "1h"), "{{model}}")]
                ),
                Panel(
                    title: "Cold start",
                    unit: "s",
                    queries: [
                        (AgentQuery.quantile(0.9, of: .coldStartSeconds, by: "model", over: "1h"), "{{model}} 90 %"),
                        (AgentQuery.max(.coldStartEstimate, by: "model"), "{{model}} expected"),
                        (AgentQuery.max(.coldStartPlanned, by: "model"), "{{model}} by the spec"),
                    ]
                ),
                Panel(
                    title: "Idle timeout",
                    unit: "s",
                    queries: [(AgentQuery.max(.idleTimeout, by: "model"), "{{model}}")]
                ),
                Panel(
                    title: "Failures an hour",
                    unit: "short",
                    queries: [(AgentQuery.increase(.failures, by: "model", over: "1h"), "{{model}}")]
                ),
            ]
        ),
        (
            "Routing",
            [
                Panel(
                    title: "Decisions a second",
                    unit: "reqps",
                    queries: [(AgentQuery.rate(.decisions, by: "model", "reason"), "{{model}} {{reason}}")]
                ),
                Panel(
                    title: "Classifier",
                    unit: "reqps",
                    queries: [(AgentQuery.rate(.classifications, by: "result"), "{{result}}")]
                ),
                Panel(
                    title: "Tokens a second",
                    unit: "short",
                    queries: [(AgentQuery.rate(.tokens, by: "model", "kind"), "{{model}} {{kind}}")]
                ),
                Panel(
                    title: "The agent's own time",
                    unit: "s",
                    queries: [
                        (AgentQuery.quantile(0.5, of: .overheadSeconds), "half"),
                        (AgentQuery.quantile(0.99, of: .overheadSeconds), "99 %"),
                    ]
                ),
            ]
        ),
    ]

    /// - Parameter name: of fleet and environment, which also tells this dashboard from others.
    static func json(named name: String) -> YAMLValue {
        var panels: [YAMLValue] = []
        for (row, content) in rows.enumerated() {
            let top = row * (rowHeight + 1)
            panels.append(
                [
                    "type": "row", "id": .int(panels.count + 1), "title": .string(content.title), "collapsed": false,
                    "panels": [], "gridPos": place(0, top, width: gridWidth, height: 1),
                ]
            )
            let width = gridWidth / content.panels.count
            for (column, panel) in content.panels.enumerated() {
                let place = place(column * width, top + 1, width: width, height: rowHeight)
                panels.append(json(of: panel, id: panels.count + 1, at: place))
            }
        }
        return [
            "uid": .string("spindle-\(name)"), "title": .string("Spindle \(name)"), "tags": ["spindle"],
            "schemaVersion": 39, "editable": false, "refresh": "30s", "timezone": "browser",
            "time": ["from": "now-6h", "to": "now"],
            "templating": [
                "list": [
                    [
                        "name": "datasource", "type": "datasource", "query": "prometheus", "label": "Data source",
                        "refresh": 1, "hide": 0,
                    ]
                ]
            ],
            "panels": .list(panels),
        ]
    }

    private static let gridWidth = 24
    private static let rowHeight = 8

    private static func place(_ x: Int, _ y: Int, width: Int, height: Int) -> YAMLValue {
        ["x": .int(x), "y": .int(y), "w": .int(width), "h": .int(height)]
    }

    private static func json(of panel: Panel, id: Int, at place: YAMLValue) -> YAMLValue {
        let source: YAMLValue = ["type": "prometheus", "uid": "${datasource}"]
        let targets = panel.queries.enumerated().map { index, query -> YAMLValue in
            [
                "refId": .string(String(Character(UnicodeScalar(UInt8(ascii: "A") + UInt8(index))))),
                "datasource": source, "expr": .string(query.query), "legendFormat": .string(query.legend),
            ]
        }
        return [
            "type": "timeseries", "id": .int(id), "title": .string(panel.title),
            "description": .string(panel.description), "datasource": source, "gridPos": place,
            "fieldConfig": [
                "defaults": ["unit": .string(panel.unit), "min": 0, "custom": ["fillOpacity": 10]], "overrides": [],
            ],
            "options": [
                "legend": ["displayMode": "list", "placement": "bottom"],
                "tooltip": ["mode": "multi", "sort": "desc"],
            ],
            "targets": .list(targets),
        ]
    }
}
