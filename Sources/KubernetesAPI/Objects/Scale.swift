/// The `scale` subresource (`autoscaling/v1`).
package struct Scale: Decodable, Sendable, Equatable {
    package var metadata: ObjectMeta
    package var spec: Spec?
    package var status: Status?

    package struct Spec: Decodable, Sendable, Equatable {
        package var replicas: Int?
    }

    package struct Status: Decodable, Sendable, Equatable {
        package var replicas: Int?
    }

    /// Replicas that are asked for, and pods that there are.
    package var wanted: Int { spec?.replicas ?? 0 }
    package var present: Int { status?.replicas ?? 0 }
}

/// Sets the replicas, if the object is still the one that was read.
package struct ScalePatch: Encodable, Sendable {
    package var metadata: ObjectMeta
    package var spec: Spec

    package struct Spec: Encodable, Sendable {
        package var replicas: Int
    }

    package init(_ scale: Scale, replicas: Int) {
        metadata = ObjectMeta(resourceVersion: scale.metadata.resourceVersion)
        spec = Spec(replicas: replicas)
    }
}

/// What says who else scales an object: a HorizontalPodAutoscaler or a ScaledObject.
package struct Autoscaler: APIObject {
    package var metadata: ObjectMeta
    package var spec: Spec?

    package struct Spec: Decodable, Sendable {
        package var scaleTargetRef: Target?
    }

    package struct Target: Decodable, Sendable {
        /// A ScaledObject may leave it out, and means a Deployment.
        package var kind: String?
        package var name: String?
    }
}
