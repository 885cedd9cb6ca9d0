import AgentConfig

/// PromQL over the metrics of agents: built from their one table, so that none is named that does not exist.
enum AgentQuery {
    /// Counters and histograms count at each agent what it did itself: their sum is the fleet's.
    static func rate(
        _ metric: AgentMetric,
        by labels: String...,
        where selector: String = "",
        over window: String = "5m"
    )
        -> String
    {
        "sum\(grouping(labels)) (rate(\(metric.rawValue)\(braces(selector))[\(window)]))"
    }

    static func increase(_ metric: AgentMetric, by labels: String..., where selector: String = "", over window: String)
        -> String
    {
        "sum\(grouping(labels)) (increase(\(metric.rawValue)\(braces(selector))[\(window)]))"
    }

    static func quantile(_ share: Double, of metric: AgentMetric, by labels: String..., over window: String = "5m")
        -> String
    {
        let sum = "sum by (\((labels + ["le"]).joined(separator: ", ")))"
        return "histogram_quantile(\(share), \(sum) (rate(\(metric.rawValue)_bucket[\(window)])))"
    }

    /// What each agent has of the fleet's requests.
    static func sum(_ metric: AgentMetric, by labels: String...) -> String {
        "sum\(grouping(labels)) (\(metric.rawValue))"
    }

    /// What all agents see alike.
    static func max(_ metric: AgentMetric, by labels: String...) -> String {
        "max\(grouping(labels)) (\(metric.rawValue))"
    }

    private static func grouping(_ labels: [String]) -> String {
        labels.isEmpty ? "" : " by (\(labels.joined(separator: ", ")))"
    }

    private static func braces(_ selector: String) -> String { selector.isEmpty ? "" : "{\(selector)}" }
}
