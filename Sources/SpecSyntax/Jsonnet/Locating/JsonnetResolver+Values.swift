import Diagnostics

// The values inside objects and arrays.
extension JsonnetResolver {
    /// A field of an object, or of the highest part of a sum that has it.
    /// - Returns: the place of its name, and of its value.
    mutating func field(_ name: String, of place: JsonnetPlace, depth: Int) -> (name: Span, value: JsonnetPlace)? {
        guard case .sum(let parts) = place.form else {
            return written(name, in: place, depth: depth).map { ($0.name, $0.value) }
        }
        var top: Span?
        var values: [JsonnetPlace] = []
        for part in parts.reversed() {
            guard let found = written(name, in: part, depth: depth) else { continue }
            top = top ?? found.name
            values.append(found.value)
            // Only `+:` lets the value of the part below shine through.
            guard found.extends else { break }
        }
        guard let top, let value = values.first else { return nil }
        guard values.count > 1 else { return (top, value) }
        let flat = values.reversed().flatMap { value in
            if case .sum(let inner) = value.form { inner } else { [value] }
        }
        return (top, JsonnetPlace(form: .sum(flat), span: value.span))
    }

    /// A field that an object literal has.
    private mutating func written(
        _ name: String,
        in place: JsonnetPlace,
        depth: Int
    ) -> (name: Span, value: JsonnetPlace, extends: Bool)? {
        steps -= 1
        guard steps > 0, case .object(let object, let scope) = place.form else { return nil }
        // One computed name can be any name that is not written out.
        guard let index = object.named[name] ?? (object.computed.count == 1 ? object.computed.first : nil) else {
            return nil
        }
        let field = object.fields[index]
        let expression = JsonnetExpression(source: scope.source, range: field.value, scope: scope.scope)
        if let parameters = field.parameters {
            let form = JsonnetPlace.Form.function(parameters: parameters, body: expression)
            return (field.nameSpan, JsonnetPlace(form: form, span: expression.span), false)
        }
        return (field.nameSpan, self.place(of: expression, depth: depth + 1), field.extends)
    }

    /// What a call of a function gives, whatever its arguments are; anything else is itself.
    mutating func result(of place: JsonnetPlace) -> JsonnetPlace {
        guard case .function(let parameters, var body) = place.form else { return place }
        var bindings: [String: JsonnetScope.Binding] = [:]
        for parameter in body.source.list(in: parameters, steps: &steps) {
            guard let name = body.source.text(of: parameter.lowerBound) else { continue }
            bindings[name] = JsonnetScope.Binding(source: body.source, variable: nil, scope: nil)
        }
        body.scope = JsonnetScope.make(bindings, in: body.scope)
        return self.place(of: body)
    }

    mutating func element(_ index: Int, of place: JsonnetPlace, depth: Int) -> JsonnetPlace? {
        guard case .array(let array, let scope) = place.form, array.comprehension == nil,
            array.items.indices.contains(index)
        else { return nil }
        let expression = JsonnetExpression(source: scope.source, range: array.items[index], scope: scope.scope)
        return self.place(of: expression, depth: depth + 1)
    }

    /// The elements of an array that has so many.
    mutating func elements(_ count: Int, of place: JsonnetPlace) -> [JsonnetPlace] {
        switch place.form {
        case .array(let array, let scope) where array.comprehension != nil:
            return repeated(array, scope, count)
        case .array(let array, let scope) where array.items.count == count:
            return array.items.map { item in
                self.place(of: JsonnetExpression(source: scope.source, range: item, scope: scope.scope))
            }
        case .sum(let parts):
            var lengths = parts.map { Self.length(of: $0) }
            let known = lengths.reduce(0) { $0 + ($1 ?? 0) }
            // A single part of unknown length has what the others leave.
            let gaps = lengths.indices.filter { lengths[$0] == nil }
            guard known == count && gaps.isEmpty || known <= count && gaps.count == 1 else { break }
            for gap in gaps { lengths[gap] = count - known }
            return zip(parts, lengths).flatMap { part, length in elements(length ?? 0, of: part) }
        default: break
        }
        return [JsonnetPlace](repeating: JsonnetPlace(form: .unknown, span: place.span), count: count)
    }

    private static func length(of place: JsonnetPlace) -> Int? {
        guard case .array(let array, _) = place.form, array.comprehension == nil else { return nil }
        return array.items.count
    }

    /// A comprehension's template, once for each element; where it goes over a literal array, the loop variable is the
    /// element of the same position.
    private mutating func repeated(_ array: JsonnetArray, _ here: JsonnetExpression, _ count: Int) -> [JsonnetPlace] {
        guard let loops = array.comprehension, let template = array.items.first else { return [] }
        var elements: [Range<Int>] = []
        var elementScope: JsonnetExpression?
        if let range = loops.elements {
            let over = place(of: JsonnetExpression(source: here.source, range: range, scope: here.scope))
            if case .array(let array, let scope) = over.form, array.comprehension == nil, array.items.count == count {
                elements = array.items
                elementScope = scope
            }
        }
        return (0..<count).map { index in
            var bindings: [String: JsonnetScope.Binding] = [:]
            for name in loops.names {
                bindings[name] = JsonnetScope.Binding(source: here.source, variable: nil, scope: nil)
                if let elementScope {
                    bindings[name] = JsonnetScope.Binding(
                        source: elementScope.source,
                        variable: JsonnetVariable(parameters: nil, value: elements[index]),
                        scope: elementScope.scope ?? JsonnetScope.make([:], in: nil)
                    )
                }
            }
            return place(
                of: JsonnetExpression(
                    source: here.source,
                    range: template,
                    scope: JsonnetScope.make(bindings, in: here.scope)
                )
            )
        }
    }
}
