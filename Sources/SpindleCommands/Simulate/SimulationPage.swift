/// Stub
struct SimulationPage {
    init(_ report: SimulationReport) {}
    func render() -> String { "" }
}
