import Diagnostics
import Fleet
import SpecSyntax
import Testing

/// Laying layers over one another loses no key: each field of a layer wins where it is set, and keeps the place that set it.
@Suite struct OverlayTests {
    @Test func everyFieldOfAModel() {
        expectEveryFieldIsCarried(
            ModelSettings.self,
            """
            source: hf://a/b
            architecture: llama
            precision: fp8
            cachePrecision: fp8
            context: 32k
            engine: {name: vllm}
            placement: {pool: a}
            resources: {cpu: 1}
            memory: {fraction: 0.5}
            scale: {min: 1}
            probes: {path: /a}
            storage: {kind: claim}
            network: {egress: open}
            security: {runAsUser: 1}
            adapters: []
            aliases: [a]
            capabilities: [chat]
            quality: {low: 1}
            throughput: {prefill: 1}
            process: {command: [a]}
            """
        )
    }

    @Test func everyFieldOfTheNestedSettings() {
        expectEveryFieldIsCarried(
            ScaleSpec.self,
            """
            min: 1
            max: 2
            idleTimeout: 1m
            coldStart: 1m
            concurrency: 1
            idle: sleep
            sleepLevel: 2
            sleepMemory: 1GiB
            minResidency: 1m
            longestStream: 1m
            queue: {size: 1}
            schedule: []
            """
        )
        expectEveryFieldIsCarried(
            PlacementSpec.self,
            """
            pool: a
            gpus: 1
            nodes: 1
            tensorParallel: 1
            pipelineParallel: 1
            nodeSelector: {a: b}
            tolerations: []
            priorityClass: a
            runtimeClass: a
            """
        )
        expectEveryFieldIsCarried(
            EngineSpec.self,
            """
            name: vllm
            image: a
            pullPolicy: Always
            pullSecrets: [a]
            command: [a]
            args: [a]
            env: {A: b}
            port: 80
            trustRemoteCode: true
            """
        )
        expectEveryFieldIsCarried(
            StorageSpec.self,
            "kind: claim\nsize: 1GiB\nstorageClass: a\naccessMode: ReadWriteOnce\npath: /a\nclaim: a\n"
        )
        expectEveryFieldIsCarried(
            RoutingSpec.self,
            """
            weights: {accuracy: 1, latency: 0, cost: 0}
            classifier: {kind: none}
            keywords: []
            routes: []
            switchingCost: 0.1
            clientTimeout: 1m
            """
        )
    }

    @Test func anotherEngineInheritsNothing() {
        let lower = decode(EngineSpec.self, "name: vllm\nimage: a\nargs: [x]\n")
        let higher = decode(EngineSpec.self, "name: sglang\nimage: b\n")
        #expect(lower.overlaid(by: higher).args == nil)
        #expect(lower.overlaid(by: decode(EngineSpec.self, "name: vllm\nport: 80\n")).args != nil)
    }

    /// - Parameter text: a line for each key of the schema.
    private func expectEveryFieldIsCarried<Object: SpecObject>(_ type: Object.Type, _ text: String) {
        let lines = text.split(separator: "\n").map(String.init)
        let keys = lines.map { String($0.prefix { $0 != ":" }) }
        #expect(Set(keys) == Set(Object.schema.fields.map(\.key)), "the sample lacks keys of \(Object.schema.name)")
        let lower = decode(type, text, file: 0)
        for (key, line) in zip(keys, lines) {
            let higher = decode(type, line, file: 1)
            let places = places(in: lower.overlaid(by: higher))
            #expect(places.count == keys.count, "\(key) alone, and a key got lost")
            #expect(places.values.count { $0.file.index == 1 } == 1, "\(key) does not win")
            let kept = self.places(in: higher.overlaid(by: lower))
            #expect(
                kept.count == keys.count && kept.values.allSatisfy { $0.file.index == 0 },
                "\(key) is kept from below"
            )
        }
    }

    private func decode<Object: SpecObject>(_ type: Object.Type, _ text: String, file: Int = 0) -> Object {
        var sources = SourceMap()
        var id = sources.add(path: "0.yaml", bytes: Array(text.utf8))
        for index in 0..<file { id = sources.add(path: "\(index + 1).yaml", bytes: Array(text.utf8)) }
        var decoder = SpecDecoder()
        let object = YAMLReader.read(id, in: sources).documents.first.flatMap { Object.decode($0, with: &decoder) }
        #expect(decoder.diagnostics.isEmpty, "\(decoder.diagnostics.map(\.message))")
        return object ?? Object()
    }

    /// The place of every property that is set.
    private func places(in object: some SpecObject) -> [String: Span] {
        var found: [String: Span] = [:]
        for child in Mirror(reflecting: object).children {
            guard let located = Mirror(reflecting: child.value).children.first?.value as? any HasSpan else { continue }
            found[child.label ?? ""] = located.span
        }
        return found
    }
}

private protocol HasSpan { var span: Span? { get } }

extension Located: HasSpan {}
