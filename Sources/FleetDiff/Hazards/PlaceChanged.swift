import Fleet

enum PlaceChanged: HazardRule {
    static let id = "place-changed"
    static let help = "give the other place an environment of its own, and take the old one down first"

    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void) {
        guard let (before, after) = pair.environments else { return }
        switch (before.place, after.place) {
        case (.cluster, .local):
            report(nil, "it moves from a cluster to one machine: what runs in the cluster stays there")
        case (.local, .cluster):
            report(nil, "it moves from one machine to a cluster: processes go on until their agent ends")
        case (.cluster, .cluster), (.local, .local): break
        }
    }
}
