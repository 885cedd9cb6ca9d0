import Diagnostics
import Fleet
import SpecSyntax

enum TenantRestricted: HazardRule {
    static let id = "tenant-restricted"
    static let help =
        "tell whoever sends its requests first: they are refused from the moment the agent has the new configuration"

    static func find(in pair: EnvironmentPair, _ report: (String?, String) -> Void) {
        guard let (before, after) = pair.environments else { return }
        for tenant in before.tenants {
            let name = tenant.name.value
            guard let now = after.tenants.first(where: { $0.name == tenant.name }) else {
                report(name, "tenant `\(name)` is gone: all its requests are refused")
                continue
            }
            guard let allowed = now.models.map({ Set($0.map(\.value)) }) else { continue }
            guard let earlier = tenant.models?.map(\.value) else {
                report(name, "tenant `\(name)` could use everything, and now only \(allowed.sorted().listed())")
                continue
            }
            let lost = earlier.filter { !allowed.contains($0) }
            if !lost.isEmpty { report(name, "tenant `\(name)` may no longer use \(lost.listed())") }
        }
        for route in after.routing.routes {
            guard let allowed = route.tenants?.map(\.value),
                let earlier = before.routing.routes.first(where: { $0.name == route.name })
            else { continue }
            let tenants = earlier.tenants?.map(\.value) ?? before.tenants.map(\.name.value)
            let lost = tenants.filter { !allowed.contains($0) }
            if !lost.isEmpty { report(route.name.value, "route `\(route.name.value)` is closed to \(lost.listed())") }
        }
    }
}
