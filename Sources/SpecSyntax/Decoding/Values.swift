import Diagnostics

extension String: SpecText {
    package static var scalar: Shape.Scalar { Shape.Scalar(.text, "text", bare: [.number, .boolean]) }

    package init?(specText: String) { self = specText }
}

extension Bool: SpecValue {
    package static var shape: Shape { .scalar(Shape.Scalar(.boolean, "true or false")) }

    package static func decode(_ node: Node, with decoder: inout SpecDecoder) -> Bool? {
        if case .scalar(let text, quoted: false) = node.content {
            if text == "true" { return true }
            if text == "false" { return false }
        }
        var meant: String?
        if case .scalar(let text, _) = node.content {
            switch text.lowercased() {
            case "yes", "on", "true", "y": meant = "true"
            case "no", "off", "false", "n": meant = "false"
            default: break
            }
        }
        decoder.report(
            .wrongType(
                found: node,
                wanted: "true or false",
                path: decoder.path,
                help: meant.map { "write `\($0)`" },
                meant: meant
            )
        )
        return nil
    }
}

extension Int: SpecValue, SpecNumber {
    package static var shape: Shape { .scalar(Shape.Scalar(.integer, "a whole number")) }

    package static func decode(_ node: Node, with decoder: inout SpecDecoder) -> Int? {
        guard case .scalar(let text, let quoted) = node.content else {
            decoder.report(.wrongType(found: node, wanted: "a whole number", path: decoder.path))
            return nil
        }
        if !quoted, let value = Int(text), !text.hasPrefix("+") { return value }
        // Jsonnet has only floating-point numbers and may print a whole one with an exponent.
        if !quoted, let double = Double(text), let value = Int(exactly: double), text.utf8.allSatisfy(isJSONNumber) {
            return value
        }
        let number = quoted ? Int(text) : nil
        decoder.report(
            .wrongType(
                found: node,
                wanted: "a whole number",
                path: decoder.path,
                help: number.map { _ in "remove the quotes: they make it text" },
                meant: number.map(String.init)
            )
        )
        return nil
    }

    package static func bounds(_ range: ClosedRange<Int>) -> Bounds {
        let minimum = Double(range.lowerBound)
        if range.upperBound == .max { return Bounds("at least \(range.lowerBound)", minimum: minimum) }
        return Bounds(
            "from \(range.lowerBound) to \(range.upperBound)",
            minimum: minimum,
            maximum: Double(range.upperBound)
        )
    }
}

extension Double: SpecValue, SpecNumber {
    package static var shape: Shape { .scalar(Shape.Scalar(.number, "a number")) }

    package static func decode(_ node: Node, with decoder: inout SpecDecoder) -> Double? {
        guard case .scalar(let text, let quoted) = node.content, let value = Double(text), value.isFinite,
            text.utf8.allSatisfy(isJSONNumber)
        else {
            decoder.report(.wrongType(found: node, wanted: "a number", path: decoder.path))
            return nil
        }
        guard !quoted else {
            let help = "remove the quotes: they make it text"
            let meant = value.plain
            decoder.report(.wrongType(found: node, wanted: "a number", path: decoder.path, help: help, meant: meant))
            return nil
        }
        return value
    }

    package static func bounds(_ range: ClosedRange<Double>) -> Bounds {
        let (lower, upper) = (range.lowerBound, range.upperBound)
        if upper == .greatestFiniteMagnitude { return Bounds("at least \(lower.plain)", minimum: lower) }
        return Bounds("from \(lower.plain) to \(upper.plain)", minimum: lower, maximum: upper)
    }
}

extension Double {
    /// The shortest decimal text, whole numbers without a fraction.
    package var plain: String {
        if let whole = Int64(exactly: self) { return String(whole) }
        return description
    }
}

/// Digits, sign, point and exponent: what JSON allows, which leaves out `inf`, `nan` and hexadecimal.
private func isJSONNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
        UInt8(ascii: "e"), UInt8(ascii: "E"):
        true
    default: false
    }
}

/// A list, each element with its place.
package struct SpecList<Element: SpecValue>: SpecValue {
    package var elements: [Located<Element>]

    package init(_ elements: [Located<Element>] = []) { self.elements = elements }

    package static var shape: Shape { .list(of: Element.shape) }

    package static func decode(_ node: Node, with decoder: inout SpecDecoder) -> SpecList? {
        guard case .sequence(let items) = node.content else {
            decoder.report(
                .wrongType(
                    found: node,
                    wanted: "a list",
                    path: decoder.path,
                    help: "write it as `[…]`, or one `- ` a line"
                )
            )
            return nil
        }
        var list = SpecList()
        list.elements.reserveCapacity(items.count)
        for (index, item) in items.enumerated() {
            if let value = decoder.at("[\(index)]", { $0.decode(item, as: Element.self) }) {
                list.elements.append(value)
            }
        }
        return list
    }
}

/// A mapping by names of the author's choice, in the order written.
package struct SpecMap<Value: SpecValue & SpecKeyed>: SpecValue {
    package struct Entry: Sendable {
        package var key: Located<String>
        package var value: Located<Value>
    }

    package var entries: [Entry]

    package init(_ entries: [Entry] = []) { self.entries = entries }

    package static var shape: Shape { .map(keys: Value.keyName, known: Value.knownKeys, of: Value.shape) }

    package static func decode(_ node: Node, with decoder: inout SpecDecoder) -> SpecMap? {
        guard case .mapping(let pairs) = node.content else {
            decoder.report(.wrongType(found: node, wanted: shape.described, path: decoder.path))
            return nil
        }
        var map = SpecMap()
        map.entries.reserveCapacity(pairs.count)
        var free = FreeKeys(of: pairs)
        for pair in pairs {
            guard pair.key.utf8.count <= longestKey else {
                decoder.report(.keyTooLong(pair.keySpan, limit: longestKey, path: decoder.path))
                continue
            }
            if let known = Value.knownKeys, !known.contains(pair.key) {
                let path = decoder.at(pair.key) { $0.path }
                decoder.report(
                    .unknownKey(
                        pair.key,
                        in: "a mapping by \(Value.keyName)",
                        known: known,
                        at: pair.keySpan,
                        path: path,
                        rename: { free.take($0) ? applicability(of: $0, to: pair.value, path: decoder.path) : nil }
                    )
                )
                continue
            }
            if let value = decoder.at(pair.key, { $0.decode(pair.value, as: Value.self) }) {
                map.entries.append(Entry(key: Located(pair.key, at: pair.keySpan), value: value))
            }
        }
        return map
    }

    /// The longest key of a label of Kubernetes is 317: a domain, a slash and a name. Messages repeat keys.
    private static var longestKey: Int { 317 }

    /// Whether a misspelled key would be right under another name, its value included.
    private static func applicability(of key: String, to value: Node, path: String) -> Fix.Applicability {
        var trial = SpecDecoder(at: path)
        _ = trial.at(key) { $0.decode(value, as: Value.self) }
        return trial.diagnostics.isEmpty ? .safe : .maybe
    }

    package subscript(key: String) -> Located<Value>? { entries.first { $0.key.value == key }?.value }

    package var keys: [String] { entries.map(\.key.value) }

    package func overlaid(by higher: SpecMap) -> SpecMap {
        var result = self
        var positions = KeyIndex(keys)
        for entry in higher.entries {
            if let index = positions[entry.key.value] {
                let lower = result.entries[index].value.value
                result.entries[index] = Entry(
                    key: entry.key,
                    value: Located(lower.overlaid(by: entry.value.value), at: entry.value.span)
                )
            } else {
                positions.append(entry.key.value)
                result.entries.append(entry)
            }
        }
        return result
    }
}

/// What the keys of a mapping of such values are called, such as `pool`.
package protocol SpecKeyed {
    static var keyName: String { get }

    /// The keys there are, where they are not of the author's choice.
    static var knownKeys: [String]? { get }
}

extension SpecKeyed {
    package static var knownKeys: [String]? { nil }
}

extension String: SpecKeyed {
    package static var keyName: String { "name" }
}
