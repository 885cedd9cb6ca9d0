/// Why a request body cannot be routed, and where.
package struct RequestFault: Error, Sendable, Equatable {
    package var kind: Kind
    /// From the start of the body, in bytes.
    package var offset: Int

    package enum Kind: Sendable, Equatable {
        case notJSON(JSONFault.Kind)
        case notAnObject
        case missingModel
        case modelIsNoString
        case emptyModel
        /// Parsers disagree which of the two counts, so that one model would be chosen and another used.
        case duplicateKey(String)
        case streamIsNoBoolean
        case tooManyTexts
    }

    init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }

    init(_ fault: JSONFault) { self.init(.notJSON(fault.kind), at: fault.offset) }
}
