import SpecSyntax

/// A kind of GPU, with the figures that plans need.
package struct GPU: Sendable, Hashable {
    /// Of figures that are written in the spec.
    package static let inlineName = "custom"

    package var name: String
    package var vendor: Vendor
    /// As the driver reports it, which is less than the number on the box.
    package var memory: ByteSize
    /// Memory bandwidth, bytes a second.
    package var bandwidth: Double
    /// Dense matrix compute by precision, operations a second.
    package var compute: [Precision: Double]
    /// Typical price on demand, US dollars an hour.
    package var price: Double?

    package enum Vendor: String, SpecChoice {
        case nvidia, amd

        /// The resource that the vendor's device plugin announces.
        package var resource: String { "\(rawValue).com/gpu" }
    }

    package init(
        name: String,
        vendor: Vendor,
        memory: ByteSize,
        bandwidth: Double,
        compute: [Precision: Double],
        price: Double?
    ) {
        self.name = name
        self.vendor = vendor
        self.memory = memory
        self.bandwidth = bandwidth
        self.compute = compute
        self.price = price
    }

    /// Operations a second at a precision; a format the chip lacks is computed as bf16.
    package func compute(at precision: Precision) -> Double {
        compute[precision] ?? compute[.bf16] ?? compute[.fp16] ?? 0
    }
}
