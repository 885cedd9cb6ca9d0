import Fleet
import SpecSyntax
import Testing

/// The tables of fields are the documentation: every one of them is complete and well-formed.
@Suite struct SchemaTests {
    @Test(arguments: DocumentKind.allCases)
    func everyObjectIsDescribed(kind: DocumentKind) {
        for object in objects(in: .object(kind.description)) {
            #expect(isSentence(object.summary), "\(object.name): \(object.summary)")
            #expect(
                object.name.hasPrefix("a ") || object.name.hasPrefix("an ") || object.name.hasPrefix("the "),
                "\(object.name)"
            )
            #expect(Set(object.fields.map(\.key)).count == object.fields.count, "\(object.name) has a key twice")
            for field in object.fields {
                #expect(isSentence(field.summary), "\(object.name).\(field.key): \(field.summary)")
                #expect(isLowerCamelCase(field.key), "\(object.name).\(field.key)")
                if case .optional(let text?) = field.presence {
                    #expect(!text.isEmpty && !text.hasSuffix("."), "\(object.name).\(field.key): \(text)")
                }
                #expect(!field.shape.described.isEmpty)
            }
        }
    }

    @Test func theWalkReachesTheLeaves() {
        let names = DocumentKind.allCases.flatMap { objects(in: .object($0.description)) }.map(\.name)
        #expect(
            Set(names).isSuperset(of: [
                "a model", "a toleration", "a key of a Secret", "an idle timeout", "a GPU", "a route",
            ])
        )
    }

    @Test func headerAndBodyShareNoKey() {
        for kind in DocumentKind.allCases {
            let keys = kind.description.fields.map(\.key)
            #expect(Set(keys).count == keys.count, "\(kind)")
        }
    }

    private func objects(in shape: Shape) -> [ObjectDescription] {
        switch shape {
        case .scalar, .choice: []
        case .list(let element): objects(in: element)
        case .map(_, _, let value): objects(in: value)
        case .object(let object): [object] + object.fields.flatMap { objects(in: $0.shape) }
        case .either(let shapes): shapes.flatMap { objects(in: $0) }
        }
    }

    private func isSentence(_ text: String) -> Bool {
        guard let first = text.first else { return false }
        return text.hasSuffix(".") && !text.contains("  ") && (first.isUppercase || first == "`")
    }

    private func isLowerCamelCase(_ key: String) -> Bool {
        key.first?.isLowercase == true && key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
}
