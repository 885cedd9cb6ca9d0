/// The answers of `/v1/models`: every name that a client may ask for, be it of a model, an alias or a route.
package struct ModelList: Sendable, Equatable {
    package var names: [String]
    /// Whoever serves them, such as the name of the fleet.
    package var owner: String
    /// Seconds since 1970. The same for all and at all times, as no name has a date of its own.
    package var created: Int

    package init(names: [String], owner: String, created: Int) {
        self.names = names
        self.owner = owner
        self.created = created
    }

    /// Of `/v1/models`, JSON in the order of the names.
    package func body() -> [UInt8] {
        var bytes = Array(#"{"object":"list","data":["#.utf8)
        for (index, name) in names.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(name, to: &bytes)
        }
        bytes.append(contentsOf: "]}".utf8)
        return bytes
    }

    /// Of `/v1/models/{name}`; `nil` if there is no such name.
    package func body(of name: String) -> [UInt8]? {
        guard names.contains(name) else { return nil }
        var bytes: [UInt8] = []
        append(name, to: &bytes)
        return bytes
    }

    private func append(_ name: String, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: #"{"id":"#.utf8)
        JSONOutput.append(name, to: &bytes)
        bytes.append(contentsOf: #","object":"model","created":\#(created),"owned_by":"#.utf8)
        JSONOutput.append(owner, to: &bytes)
        bytes.append(UInt8(ascii: "}"))
    }
}
