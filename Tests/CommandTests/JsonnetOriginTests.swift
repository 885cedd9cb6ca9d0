import Compiler
import Diagnostics
import Fleet
import SpecSyntax
import TestSupport
import Testing

/// Settings that Jsonnet computes are found in the program that computes them.
@Suite struct JsonnetOriginTests {
    @Test func layersOfAJsonnetSpecHaveTheirPlaces() throws {
        let files = [
            "specs/fleet.yaml": """
            apiVersion: spindle/v1alpha1
            kind: Fleet
            metadata: {name: research}
            defaults:
              scale: {min: 0}
            """,
            "specs/models.jsonnet": """
            local model(name) = {
              apiVersion: 'spindle/v1alpha1',
              kind: 'Model',
              metadata: { name: name },
              scale: { min: 1 },
            };
            [model('gemma') { scale+: { max: 3 } }, model('qwen')]
            """,
            "specs/production.jsonnet": """
            {
              apiVersion: 'spindle/v1alpha1',
              kind: 'Environment',
              metadata: { name: 'production' },
              models: { gemma: { scale: { min: 2 } } },
            }
            """,
        ]
        let result = FleetCompiler().compile(
            CompileRequest(
                folder: "specs",
                files: files.map { SpecInput(path: $0.key, bytes: Array($0.value.utf8)) },
                jsonnet: JsonnetSupport(executable: SpindleProcess.executable) { _, _ throws(JsonnetImportError) in
                    throw .missing
                }
            )
        )
        let origins = SettingOrigins(result.documents)
        var lines = LineIndex(result.sources)
        func places(_ path: SettingPath) throws -> [String] {
            try #require(origins.chain(of: path)).origins.map { origin in
                let position = lines.position(of: origin.span.lower, in: origin.span.file)
                let place = "\(result.sources.path(of: origin.span)):\(position.line):\(position.column)"
                return "\(place) \(origin.isInForce ? "in force" : "replaced")"
            }
        }
        #expect(
            try places("environments.production.models.gemma.scale.min") == [
                "specs/fleet.yaml:5:16 replaced", "specs/models.jsonnet:5:17 replaced",
                "specs/production.jsonnet:5:36 in force",
            ]
        )
        #expect(
            try places("environments.production.models.qwen.scale.min") == [
                "specs/fleet.yaml:5:16 replaced", "specs/models.jsonnet:5:17 in force",
            ]
        )
        #expect(
            try places("environments.production.models.gemma.scale.max") == ["specs/models.jsonnet:7:34 in force"]
        )
    }
}
