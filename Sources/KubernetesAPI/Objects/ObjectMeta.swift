/// What every object has, as far as it is used.
package struct ObjectMeta: Codable, Sendable, Equatable {
    package var name: String?
    package var namespace: String?
    package var resourceVersion: String?
    package var labels: [String: String]?
    package var annotations: [String: String]?

    package init(name: String? = nil, namespace: String? = nil, resourceVersion: String? = nil) {
        self.name = name
        self.namespace = namespace
        self.resourceVersion = resourceVersion
    }
}

/// An object that can be listed and watched.
package protocol APIObject: Decodable, Sendable {
    var metadata: ObjectMeta { get }
}

package struct APIList<Object: APIObject>: Decodable, Sendable {
    package var metadata: ObjectMeta
    package var items: [Object]
}

/// What a server says of a failure.
struct APIStatus: Decodable, Sendable {
    var code: Int?
    var reason: String?
    var message: String?
}
