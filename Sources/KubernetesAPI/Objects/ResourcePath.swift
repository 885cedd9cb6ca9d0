/// Where objects are found, as paths on the server.
package enum ResourcePath {
    /// - Parameters:
    ///   - apiVersion: `group/version`, or a version alone.
    ///   - resource: the plural, such as `deployments`.
    ///   - name: percent signs and slashes cannot be in it: names are DNS labels.
    package static func of(
        _ apiVersion: String,
        _ resource: String,
        in namespace: String,
        name: String? = nil
    ) -> String {
        let root = apiVersion.contains("/") ? "/apis" : "/api"
        return "\(root)/\(apiVersion)/namespaces/\(namespace)/\(resource)" + (name.map { "/\($0)" } ?? "")
    }

    /// The plural of a kind, in lower case, as the kinds that are scaled have it.
    package static func plural(of kind: String) -> String { kind.lowercased() + "s" }
}
