import Fleet
import FleetPlan
import SpecSyntax

enum ContextLowered: HazardRule {
    static let id = "context-lowered"
    static let help = "look in the metrics for requests that are longer, and move those who send them first"

    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void) {
        for (before, after) in pair.kept where after.model.context.value < before.model.context.value {
            report(
                after.name,
                "`\(after.name)` refuses requests of more than \(TokenCount(after.model.context.value)) tokens "
                    + "(\(TokenCount(before.model.context.value)) before)"
            )
        }
        guard let (before, after) = pair.environments else { return }
        for route in after.routing.routes {
            guard let earlier = before.routing.routes.first(where: { $0.name == route.name }),
                let old = before.longestContext(of: earlier), let new = after.longestContext(of: route), new < old
            else { continue }
            report(
                route.name.value,
                "route `\(route.name.value)` takes requests of at most \(TokenCount(new)) tokens (\(TokenCount(old)) before)"
            )
        }
    }
}

extension ResolvedEnvironment {
    fileprivate func longestContext(of route: Fleet.Routing.Route) -> Int? {
        let candidates = Set(route.candidates.map(\.value))
        return models.filter { candidates.contains($0.name.value) }.map(\.context.value).max()
    }
}
