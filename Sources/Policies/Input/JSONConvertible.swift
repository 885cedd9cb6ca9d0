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
    var json: JSONValue { entries.json }
}

extension Array {
    /// An object by the names of its elements.
    func jsonObject(_ member: (Element) -> (String, JSONValue)) -> JSONValue {
        .object(map { JSONValue.Member(key: member($0).0, value: member($0).1) })
    }
}

extension Array {
    /// Entries of a mapping as an object.
    var json: JSONValue where Element == SpecMap<String>.Entry { jsonObject { ($0.key.value, $0.value.json) } }
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
