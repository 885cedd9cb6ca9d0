import Compiler
import Fleet
import Testing

@Suite struct WhyTargetTests {
    @Test(arguments: [
        ("a/b.yaml", [WhyTarget(path: "a/b.yaml")]),
        ("a/b.yaml:7", [WhyTarget(path: "a/b.yaml", part: .line(7, column: nil)), WhyTarget(path: "a/b.yaml:7")]),
        (
            "a/b.yaml:7:3",
            [
                WhyTarget(path: "a/b.yaml", part: .line(7, column: 3)),
                WhyTarget(path: "a/b.yaml:7", part: .line(3, column: nil)), WhyTarget(path: "a/b.yaml:7:3"),
            ]
        ),
        (
            "a/b.yaml:7:",
            [WhyTarget(path: "a/b.yaml", part: .line(7, column: nil)), WhyTarget(path: "a/b.yaml:7:")]
        ),
        ("a.yaml:b[0].c", [WhyTarget(path: "a.yaml", part: .value("b[0].c")), WhyTarget(path: "a.yaml:b[0].c")]),
        ("a.yaml:", [WhyTarget(path: "a.yaml:")]),
        (":7", [WhyTarget(path: ":7")]),
        ("", [WhyTarget(path: "")]),
    ])
    func readings(text: String, expected: [WhyTarget]) {
        #expect(WhyTarget.readings(of: text) == expected)
    }

    @Test(arguments: [
        ("environments.production.models.qwen.scale.min", "scale.min", "models.*.scale.min"),
        ("environments.production.models.qwen.metadata.team", "metadata.team", "models.*.metadata.team"),
        (
            "environments.production.routing.routes[0].timeout", "routing.routes[0].timeout",
            "environments.*.routing.routes.timeout"
        ),
        (
            "environments.production.routing.routes.auto.timeout", "routing.routes.auto.timeout",
            "environments.*.routing.routes.timeout"
        ),
        ("environments.production.pools.h100.nodes", "pools.h100.nodes", "environments.*.pools.*.nodes"),
        ("fleet.metadata.name", "metadata.name", "fleet.metadata.name"),
        ("teams.search", "teams.search", "fleet.teams.*"),
        ("models.qwen", "models.qwen", nil),
        ("environments.production.models.qwen.no.such", "no.such", nil),
    ])
    func settingsHaveAShortNameAndATopic(path: String, short: String, topic: String?) {
        #expect(SettingPath(path).short.description == short)
        #expect(SettingPath(path).topic == topic)
    }
}
