import FleetPlan

extension ChartEmitter {
    /// - Parameter parts: of the path, `charts` first.
    static func provenance(of parts: [String], in input: EmitInput) -> FileProvenance? {
        guard parts.count > 2 else { return nil }
        let chart = parts[1]
        let subject = chart == "model-server" ? "of every model, whatever its engine" : "of the agent"
        return FileProvenance(
            file: Provenance([], "an environment is a cluster, which takes the chart \(subject)"),
            content: .constant(
                Provenance(
                    [],
                    parts.last == "values.schema.json"
                        ? "it is made from the table of values that Spindle fills in, the same for every fleet"
                        : "it is text of the chart \(subject), the same for every fleet"
                )
            )
        )
    }
}
