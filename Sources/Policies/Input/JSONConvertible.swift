import Fleet
import SpecSyntax

/// A value of a fleet as policies see it. What is not set is `null`.
protocol JSONConvertible {
    var json: JSONValue { get }
}

extension String: JSONConvertible {
    var json: JSONValue { .string(self) }
}

extension Int: JSONConvertible {
    var json: JSONValue { .int(self) }
}

extension Double: JSONConvertible {
    var json: JSONValue { Int(exactly: self).map { .int($0) } ?? .double(self) }
}

extension Bool: JSONConvertible {
    var json: JSONValue { .bool(self) }
}

extension Optional: JSONConvertible where Wrapped: JSONConvertible {
    var json: JSONValue { self?.json ?? .null }
}

extension Array: JSONConvertible where Element: JSONConvertible {
    var json: JSONValue { .array(map(\.json)) }
}

extension Located: JSONConvertible where Value: JSONConvertible {
    var json: JSONValue { value.json }
}

extension SpecList: JSONConvertible where Element: JSONConvertible {
    var json: JSONValue { elements.json }
}

extension SpecMap: JSONConvertible where Value: JSONConvertible {
    var json: JSONValue { entries.jsonObject { ($0.key.value, $0.value.json) } }
}

extension Array {
    /// An object with a member for each element.
    func jsonObject(_ member: (Element) -> (key: String, value: JSONValue)) -> JSONValue {
        .object(
            map { element in
                let (key, value) = member(element)
                return JSONValue.Member(key: key, value: value)
            }
        )
    }
}

/// Seconds.
extension SpecDuration: JSONConvertible {
    var json: JSONValue { (Double(milliseconds) / 1000).json }
}

/// Bytes.
extension ByteSize: JSONConvertible {
    var json: JSONValue { .int(bytes) }
}

/// Cores.
extension CPUQuantity: JSONConvertible {
    var json: JSONValue { (Double(millicores) / 1000).json }
}

extension Version: JSONConvertible {
    var json: JSONValue { .string(description) }
}

extension CronExpression: JSONConvertible {
    var json: JSONValue { .string(text) }
}

extension ImageReference: JSONConvertible {
    var json: JSONValue {
        [
            "text": text.json, "registry": registry.json, "repository": repository.json, "tag": tag.json,
            "digest": digest.json, "pinned": (digest != nil).json,
        ]
    }

    /// As container runtimes read a name: what has no host in front is Docker Hub's.
    private var registry: String { host ?? "docker.io" }

    private var repository: String { host.map { String(name.dropFirst($0.count + 1)) } ?? name }

    private var host: String? {
        guard let slash = name.firstIndex(of: "/") else { return nil }
        let first = name[..<slash]
        return first == "localhost" || first.contains { $0 == "." || $0 == ":" } ? String(first) : nil
    }
}

extension ModelSource: JSONConvertible {
    var json: JSONValue {
        [
            "text": text.json, "store": store.rawValue.json, "location": location.json, "revision": revision.json,
            "pinned": isPinned.json,
        ]
    }
}

extension TolerationSpec: JSONConvertible {
    var json: JSONValue {
        [
            "key": key.json, "operator": `operator`?.value.rawValue.json ?? nil, "value": value.json,
            "effect": effect?.value.rawValue.json ?? nil, "tolerationSeconds": seconds.json,
        ]
    }
}
