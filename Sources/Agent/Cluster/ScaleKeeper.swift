import AgentConfig
import KubernetesAPI
import Logging

/// Reads and writes how many replicas the cluster is to run, through the `scale` subresource.
actor ScaleKeeper {
    private let client: APIClient
    private let election: LeaseElection
    private let logger: Logger
    private var scales: [String: Scale] = [:]
    /// Models that somebody else scales, and who.
    private var foreign: [String: String] = [:]
    /// Whether it has been found out who else scales.
    private var hasLooked = false
    private var writing: Set<String> = []

    init(_ client: APIClient, _ election: LeaseElection, _ logger: Logger) {
        self.client = client
        self.election = election
        self.logger = logger
    }

    /// Looks at how many replicas a model has.
    func read(_ target: ScalingConfig.Target) async throws(APIFailure) -> Scale {
        let scale: Scale = try await client.get(target.scalePath)
        scales[target.name] = scale
        return scale
    }

    /// Writes the number of replicas, if it is another and this agent is the one that may.
    ///
    /// Somebody else's change meanwhile is no reason to give up: there is one writer, and its number holds.
    /// - Returns: the number that the cluster is asked for now; `nil` if that is not known.
    func write(_ target: ScalingConfig.Target, replicas: Int) async -> Int? {
        guard hasLooked, foreign[target.name] == nil, writing.insert(target.name).inserted else { return nil }
        defer { writing.remove(target.name) }
        for _ in 0..<5 {
            do throws(APIFailure) {
                let scale: Scale
                if let known = scales[target.name] { scale = known } else { scale = try await read(target) }
                guard scale.wanted != replicas else { return replicas }
                // As late as can be: whoever has lost the Lease meanwhile writes no more.
                guard election.holds else { return nil }
                let written: Scale = try await client.merge(target.scalePath, ScalePatch(scale, replicas: replicas))
                scales[target.name] = written
                logger.info("Scaled", metadata: ["model": "\(target.name)", "replicas": "\(replicas)"])
                return replicas
            } catch {
                scales[target.name] = nil
                guard error.isConflict else {
                    logger.error("Cannot scale", metadata: ["model": "\(target.name)", "reason": "\(error)"])
                    return nil
                }
            }
        }
        return nil
    }

    // MARK: May it?

    /// Tries, without doing it, whether this agent may scale (https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run).
    func proveRights(_ target: ScalingConfig.Target) async throws(APIFailure) {
        let scale = try await read(target)
        let _: Scale = try await client.merge(
            target.scalePath + "?dryRun=All",
            ScalePatch(scale, replicas: scale.wanted)
        )
    }

    /// Looks for others that scale the same objects: two writers of one number would undo each other's work.
    func findOthers(in namespace: String, _ targets: [ScalingConfig.Target]) async {
        var found: [String: String] = [:]
        let kinds = [
            ("ScaledObject", "keda.sh/v1alpha1", "scaledobjects"),
            ("HorizontalPodAutoscaler", "autoscaling/v2", "horizontalpodautoscalers"),
        ]
        for (kind, version, resource) in kinds {
            do throws(APIFailure) {
                let path = ResourcePath.of(version, resource, in: namespace)
                let list: APIList<Autoscaler> = try await client.get(path)
                for object in list.items {
                    guard let scaled = object.spec?.scaleTargetRef,
                        let target = targets.first(where: {
                            $0.name == scaled.name && $0.kind == scaled.kind ?? "Deployment"
                        })
                    else { continue }
                    found[target.name] = found[target.name] ?? "\(kind) \(object.metadata.name ?? "")"
                }
            } catch {
                // A cluster without KEDA has no such kind.
                if error.isMissing { continue }
                logger.warning("Cannot look for \(resource)", metadata: ["reason": "\(error)"])
                return
            }
        }
        for (model, owner) in found where foreign[model] != owner {
            logger.error(
                "Does not scale a model that something else scales; remove one of the two",
                metadata: ["model": "\(model)", "owner": "\(owner)"]
            )
        }
        foreign = found
        hasLooked = true
    }
}

extension ScalingConfig.Target {
    var scalePath: String {
        ResourcePath.of(apiVersion, ResourcePath.plural(of: kind), in: namespace, name: name) + "/scale"
    }
}
