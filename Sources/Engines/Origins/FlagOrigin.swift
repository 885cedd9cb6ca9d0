package import Fleet
package import FleetPlan
import SpecSyntax

/// Where a word of a command line comes from.
package struct WordOrigin: Sendable {
    /// The one that says it most directly first; none for what is the same for every model of the engine.
    package var settings: [SettingPath]
    /// A sentence without a full stop.
    package var reason: String

    init(_ settings: [SettingPath], _ reason: String) {
        self.settings = settings
        self.reason = reason
    }
}

/// Where one flag that an engine is given comes from. Each engine has a table of them beside its `launch`: a flag that is
/// not in it has no answer, which a test finds.
package struct FlagOrigin: Sendable {
    /// With its dashes; empty for the words in front of the first flag.
    let flag: String
    /// Of the flag itself, or of a number of the words behind it.
    let origin: @Sendable (_ model: ModelDependencies, _ word: Int?) -> WordOrigin

    init(_ flag: String, _ reason: String, _ settings: @escaping @Sendable (ModelDependencies) -> [SettingPath]) {
        self.flag = flag
        origin = { model, _ in WordOrigin(settings(model), reason) }
    }

    /// A flag that is the same for every model.
    init(_ flag: String, always reason: String) {
        self.init(flag, reason) { _ in [] }
    }

    /// A flag with words behind it that come from different settings.
    init(
        _ flag: String,
        _ reason: String,
        words settings: @escaping @Sendable (_ model: ModelDependencies, _ word: Int?) -> [SettingPath]
    ) {
        self.flag = flag
        origin = { WordOrigin(settings($0, $1), reason) }
    }
}

extension EngineName {
    /// Where an argument comes from.
    ///
    /// - Parameters:
    ///   - index: of the word in `words`, which are all arguments of one container.
    /// - Returns: `nil` for a flag that is not in the engine's table.
    package func origin(
        ofArgument index: Int,
        of words: [String],
        _ model: ModelDependencies
    ) -> WordOrigin? {
        let own = words.count - model.plan.extraArguments.count
        if index >= own {
            return WordOrigin(
                [model.setting("engine.args") + [SettingPath.index(index - own)]],
                "the model's own arguments stand behind those of Spindle, since engines take the last of a repeated flag"
            )
        }
        let start = words[...index].lastIndex { $0.hasPrefix("-") }
        let flag = start.map { String(words[$0].prefix { $0 != "=" }) } ?? ""
        // A flag with its value in one word has no words behind it.
        if let start, start < index, words[start].contains("=") { return nil }
        guard let known = engine.flagOrigins.first(where: { $0.flag == flag }) else { return nil }
        var origin = known.origin(model, start == index ? nil : index - (start ?? -1) - 1)
        origin.settings.append(model.setting("engine.name"))
        return origin
    }

    /// Where a word of the command comes from: the entry point, with what joins nodes in front of it.
    package func origin(ofCommand index: Int, of words: [String], _ model: ModelDependencies) -> WordOrigin {
        let written = model.plan.model.engine.command?.value.values ?? []
        let start = words.count - written.count
        if !written.isEmpty, index >= start {
            return WordOrigin(
                [model.setting("engine.command") + [SettingPath.index(index - start)]],
                "the model replaces the command of its image"
            )
        }
        let settings = [model.setting("engine.name"), model.setting("engine.command")]
        guard model.plan.model.placement.nodes.value > 1 else {
            return WordOrigin(settings, "how this engine is started")
        }
        return WordOrigin(
            settings + model.nodes + [model.setting("engine.image")],
            "how this engine, in the release of this image, is started on several nodes"
        )
    }
}

extension EngineLaunch.Variable {
    /// Where a variable comes from that an engine is given whatever the specs say of it.
    /// - Returns: `nil` for one that no engine is given.
    package static func origin(of name: String, _ model: ModelDependencies) -> WordOrigin? {
        let engine = model.setting("engine.name")
        switch name {
        case "HF_HOME", "VLLM_CACHE_ROOT", "LLAMA_CACHE":
            return WordOrigin(
                [engine, model.setting("source")],
                "weights are downloaded: what the engine keeps goes to the volume, so that the next start finds it"
            )
        case "HF_HUB_OFFLINE":
            return WordOrigin(
                [model.setting("source"), model.setting("adapters"), engine],
                "everything is on the volume already: the engine need not look for newer files on the hub"
            )
        case "VLLM_NO_USAGE_STATS", "USAGE_STATS":
            return WordOrigin([engine], "Spindle turns off what the engine would report about its use")
        default: return nil
        }
    }
}
