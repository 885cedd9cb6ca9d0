/// Signs of a table: lines one below the other with the same columns.
struct TableSigns {
    private var columns = (pipes: 0, tabs: 0, commas: 0, semicolons: 0)
    private var rows = (pipes: 0, tabs: 0, commas: 0, semicolons: 0)
    private(set) var areThere = false

    private static let fewest = 3

    mutating func note(_ line: PromptLine) {
        let now = (
            pipes: line.tally[.pipe], tabs: line.tally[.tab], commas: line.tally[.comma],
            semicolons: line.tally[.semicolon]
        )
        rows.pipes = Self.rows(rows.pipes, columns.pipes, now.pipes, least: 2)
        // A tab at the start is indentation.
        let isIndented = line.indentation > 0
        rows.tabs = Self.rows(rows.tabs, columns.tabs, isIndented ? 0 : now.tabs, least: 1)
        rows.commas = Self.rows(rows.commas, columns.commas, now.commas, least: 2)
        rows.semicolons = Self.rows(rows.semicolons, columns.semicolons, now.semicolons, least: 2)
        columns = now
        if max(rows.pipes, rows.tabs, rows.commas, rows.semicolons) >= Self.fewest { areThere = true }
    }

    /// How many lines in a row have as many separators as this one.
    private static func rows(_ before: Int, _ last: Int, _ now: Int, least: Int) -> Int {
        now < least ? 0 : now == last ? before + 1 : 1
    }
}
