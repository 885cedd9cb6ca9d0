/// Who is the one of several (`coordination.k8s.io/v1`).
package struct Lease: Codable, Sendable, Equatable {
    package var apiVersion = "coordination.k8s.io/v1"
    package var kind = "Lease"
    package var metadata: ObjectMeta
    package var spec: Spec?

    package struct Spec: Codable, Sendable, Equatable {
        package var holderIdentity: String?
        package var leaseDurationSeconds: Int?
        /// With microseconds, as the type `MicroTime` has them.
        package var acquireTime: String?
        package var renewTime: String?
        package var leaseTransitions: Int?
    }
}
