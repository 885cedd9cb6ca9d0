import SpecSyntax

/// How weights are stored; the bytes of one parameter follow.
package enum Precision: String, SpecChoice {
    case bf16, fp16, fp8, int8, fp4, int4

    /// Bytes of one parameter. Four-bit formats keep a scale for every group of 32 or so weights: half a bit more.
    package var bytesPerParameter: Double {
        switch self {
        case .bf16, .fp16: 2
        case .fp8, .int8: 1
        case .fp4, .int4: 0.5625
        }
    }
}

/// How keys and values of the attention are kept.
package enum CachePrecision: String, SpecChoice {
    case bf16, fp8

    package var bytesPerValue: Int { self == .bf16 ? 2 : 1 }
}

package enum EngineName: String, SpecChoice {
    case vllm, sglang, tgi
    case tensorRTLLM = "tensorrt-llm"
    case llamaCpp = "llama.cpp"
}

/// What becomes of a model that nobody asks for.
package enum IdleState: String, SpecChoice {
    case stop, sleep
}

package enum Complexity: String, SpecChoice {
    case low, medium, high
}

/// What a prompt is about; the classes of the domain classifier.
package enum Domain: String, SpecChoice {
    case code, maths, reasoning, knowledge, writing, translation, chat, other
}

/// What a prompt looks like, whatever its words.
package enum Marker: String, SpecChoice {
    case code, maths, trace, json, table
    case arabic, chinese, cyrillic, devanagari, greek, hebrew, japanese, korean, thai
}

/// What a request may need that not every model can do.
package enum Capability: String, SpecChoice {
    case chat, completions, embeddings, tools, vision, json, reasoning
}

package enum DeliveryMethod: String, SpecChoice {
    case argocd, flux, none
}

/// Who changes the number of replicas of a model.
package enum ScalingDriver: String, SpecChoice {
    case keda, agent
}

package enum StorageKind: String, SpecChoice {
    case claim, existingClaim, hostPath, ephemeral
}

package enum AccessMode: String, SpecChoice {
    case readWriteOnce = "ReadWriteOnce"
    case readWriteMany = "ReadWriteMany"
    case readOnlyMany = "ReadOnlyMany"
}

package enum PullPolicy: String, SpecChoice {
    case always = "Always"
    case ifNotPresent = "IfNotPresent"
    case never = "Never"
}

package enum Egress: String, SpecChoice {
    case open, none
}

package enum ClassifierKind: String, SpecChoice {
    case none, distilbert
}
