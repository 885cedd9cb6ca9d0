import Fleet
import FleetPlan

/// What several engines are told, under names of their own.
extension FlagOrigin {
    static func target(_ flag: String) -> FlagOrigin {
        FlagOrigin(flag, "the weights that are served, where they are in the container or on the hub") {
            WeightsVolume.weightsSettings($0)
        }
    }

    static func revision(_ flag: String) -> FlagOrigin {
        FlagOrigin(flag, "the revision that the source is pinned to") { [$0.setting("source")] }
    }

    static func host(_ flag: String) -> FlagOrigin {
        FlagOrigin(
            flag,
            always: "the engine listens on every address of its pod; the NetworkPolicy says who may reach it"
        )
    }

    static func port(_ flag: String) -> FlagOrigin {
        FlagOrigin(flag, "the port of the engine") { [$0.setting("engine.port")] }
    }

    static func context(_ flag: String) -> FlagOrigin {
        FlagOrigin(flag, "the longest sequence, prompt and answer together, in tokens") { $0.context }
    }

    static func concurrency(_ flag: String) -> FlagOrigin {
        FlagOrigin(flag, "requests that one replica works on at a time") { $0.concurrency }
    }

    static func tensorParallel(_ flag: String) -> FlagOrigin {
        FlagOrigin(flag, "GPUs that share each layer") { $0.tensorParallel + $0.gpus }
    }

    static func pipelineParallel(_ flag: String) -> FlagOrigin {
        FlagOrigin(flag, "stages that the layers are cut into") { $0.pipelineParallel + $0.gpus }
    }

    static func memoryFraction(_ flag: String) -> FlagOrigin {
        FlagOrigin(flag, "the share of each GPU's memory that the engine may use") {
            [$0.setting("memory.fraction")] + $0.gpus
        }
    }

    static func cachePrecision(_ flag: String) -> FlagOrigin {
        FlagOrigin(flag, "how keys and values of the attention are kept") { [$0.setting("cachePrecision")] }
    }

    static func remoteCode(_ flag: String) -> FlagOrigin {
        FlagOrigin(flag, "the model lets the engine run code of its repository") {
            [$0.setting("engine.trustRemoteCode")]
        }
    }

    static func nodes(_ flag: String, _ reason: String) -> FlagOrigin { FlagOrigin(flag, reason) { $0.nodes } }

    /// The name of the model and, behind it, those of its aliases; all of them for a flag that has them in one word.
    static func names(_ model: ModelDependencies, _ word: Int?) -> [SettingPath] {
        switch word {
        case nil: [model.name, model.setting("aliases")]
        case 0?: [model.name]
        case let word?: [model.setting("aliases") + [SettingPath.index(word - 1)]]
        }
    }

    /// The name and the source of an adapter.
    static func adapter(_ model: ModelDependencies, _ index: Int) -> [SettingPath] {
        let adapter = model.setting("adapters") + [SettingPath.index(index)]
        return [adapter + ["source"], adapter + ["name"]]
    }
}
