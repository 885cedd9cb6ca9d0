/// Some of the endpoints of a Service (`discovery.k8s.io/v1`).
package struct EndpointSlice: APIObject, Equatable {
    package var metadata: ObjectMeta
    package var addressType: String?
    package var endpoints: [Endpoint]?
    package var ports: [Port]?

    package struct Endpoint: Decodable, Sendable, Equatable {
        package var addresses: [String]
        package var conditions: Conditions?
        package var targetRef: Reference?
    }

    /// Absent means yes for `ready` and `serving`, and no for `terminating`.
    package struct Conditions: Decodable, Sendable, Equatable {
        package var ready: Bool?
        package var serving: Bool?
        package var terminating: Bool?
    }

    package struct Reference: Decodable, Sendable, Equatable {
        package var kind: String?
        package var name: String?
    }

    package struct Port: Decodable, Sendable, Equatable {
        package var name: String?
        package var port: Int?
    }

    package static let serviceLabel = "kubernetes.io/service-name"

    package var service: String? { metadata.labels?[Self.serviceLabel] }
}
