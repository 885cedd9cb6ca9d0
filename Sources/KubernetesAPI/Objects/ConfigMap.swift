package struct ConfigMap: Codable, Sendable, Equatable {
    package var apiVersion = "v1"
    package var kind = "ConfigMap"
    package var metadata: ObjectMeta
    package var data: [String: String]?

    package init(metadata: ObjectMeta, data: [String: String]) {
        self.metadata = metadata
        self.data = data
    }
}
