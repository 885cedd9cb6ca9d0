/// A body with another value of `model` and every other byte as the client sent it.
package struct ModelPatch: Sendable, Equatable {
    /// What is replaced, in bytes of the client's body: what stands before and behind it is sent on as it is.
    package var range: Range<Int>
    /// A string of JSON with its quotes.
    package var value: [UInt8]

    /// - Parameter name: the model as the engine knows it.
    package init(_ scan: RequestScan, model name: String) {
        range = scan.modelRange
        value = []
        value.reserveCapacity(name.utf8.count + 2)
        JSONOutput.append(name, to: &value)
    }

    /// The length of the new body, in bytes.
    ///
    /// - Parameter length: that of the client's.
    package func length(from length: Int) -> Int { length - range.count + value.count }

    /// The new body.
    package func apply(to body: [UInt8]) -> [UInt8] {
        var patched: [UInt8] = []
        patched.reserveCapacity(length(from: body.count))
        patched.append(contentsOf: body[..<range.lowerBound])
        patched.append(contentsOf: value)
        patched.append(contentsOf: body[range.upperBound...])
        return patched
    }
}
