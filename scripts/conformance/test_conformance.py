"""The validator's own tests: what is broken must be caught, and what is right must pass.

.build/conformance/venv/bin/python -m unittest discover scripts/conformance
"""

import copy
import shutil
import tempfile
import unittest
from pathlib import Path

import yaml

import lints
from conformance import REPOSITORY, Report, Tree
from manifests import Object, documents
from schemas import Schemas, strict_structural

CHARTS = {"model-server": "ModelServer", "spindle-agent": "SpindleAgent"}  # beneath Sources/Charts
SCHEMAS = Schemas()

DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: m}
spec:
  selector: {matchLabels: {app: m}}
  template:
    metadata: {labels: {app: m}}
    spec:
      containers:
        - name: engine
          image: i
          ports: [{name: http, containerPort: 8000}]
          resources: {limits: {memory: 64Gi, nvidia.com/gpu: "4"}}
"""
SERVICE = """
apiVersion: v1
kind: Service
metadata: {name: m}
spec: {selector: {app: m}, ports: [{name: http, port: 8000, targetPort: http}]}
"""
SCALED_OBJECT = """
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: m}
spec:
  scaleTargetRef: {name: m}
  triggers: [{type: external-push, metadata: {scalerAddress: "a:9090", model: m}}]
"""
LEADER_WORKER_SET = """
apiVersion: leaderworkerset.x-k8s.io/v1
kind: LeaderWorkerSet
metadata: {name: m}
spec:
  leaderWorkerTemplate:
    size: 2
    leaderTemplate: {metadata: {labels: {app: m}}, spec: {containers: [{name: engine, image: i}]}}
    workerTemplate: {metadata: {labels: {app: m}}, spec: {containers: [{name: engine, image: i}]}}
"""
HELM_RELEASE = """
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: m}
spec:
  interval: 10m
  chartRef: {kind: OCIRepository, name: m}
  install: {strategy: {name: RetryOnFailure}}
"""


def item(text, **changes):
    """An object from YAML, changed at paths written with double underscores; a number is a list's index."""
    content = copy.deepcopy(documents(text)[0])
    for path, value in changes.items():
        *parents, last = [int(key) if key.isdigit() else key for key in path.split("__")]
        place = content
        for key in parents:
            place = place[key]
        place[last] = value
    return Object(content, "test.yaml", "plain")


class SchemaTests(unittest.TestCase):
    def expect(self, message, text, **changes):
        problems = SCHEMAS.problems(item(text, **changes).content)
        self.assertTrue(any(message in problem for problem in problems), problems)

    def test_right_objects_pass(self):
        for text in (DEPLOYMENT, SERVICE, SCALED_OBJECT, LEADER_WORKER_SET):
            self.assertEqual(SCHEMAS.problems(item(text).content), [])

    def test_unknown_fields(self):
        self.expect("'replica' was unexpected", DEPLOYMENT, spec__replica=1)
        self.expect("'pollInterval' was unexpected", SCALED_OBJECT, spec__pollInterval=5)
        self.expect("'lables' was unexpected", SCALED_OBJECT, metadata__lables={})
        self.expect("'maxSize' was unexpected", LEADER_WORKER_SET, spec__leaderWorkerTemplate__maxSize=2)
        self.expect(
            "'imge' was unexpected",
            LEADER_WORKER_SET,
            spec__leaderWorkerTemplate__workerTemplate__spec__containers__0__imge="i",
        )

    def test_wrong_types(self):
        self.expect("is not of type", DEPLOYMENT, spec__replicas="1")
        self.expect("is not of type 'string'", SCALED_OBJECT, spec__triggers__0__metadata__model=5)
        self.expect("is not of type 'integer'", LEADER_WORKER_SET, spec__leaderWorkerTemplate__size="2")
        self.expect(
            "does not match", DEPLOYMENT, spec__template__spec__containers__0__resources__limits__memory="64 GiB"
        )

    def test_an_unknown_kind_has_no_source(self):
        self.assertIsNone(SCHEMAS.source("example.com/v1", "Deployment"))
        self.assertIsNone(SCHEMAS.source("apps/v1beta1", "Deployment"))

    def test_definitions_are_closed_except_where_they_say_not(self):
        strict = strict_structural(
            {
                "type": "object",
                "properties": {
                    "port": {"x-kubernetes-int-or-string": True},
                    "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
                    "map": {"type": "object", "additionalProperties": {"type": "string"}},
                    "list": {"type": "array", "items": {"type": "object", "properties": {}}},
                },
            }
        )
        self.assertIs(strict["additionalProperties"], False)
        self.assertEqual(strict["properties"]["port"]["type"], ["integer", "string"])
        self.assertNotIn("additionalProperties", strict["properties"]["free"])
        self.assertEqual(strict["properties"]["map"]["additionalProperties"], {"type": "string"})
        self.assertIs(strict["properties"]["list"]["items"]["additionalProperties"], False)

    def test_fields_that_the_models_are_too_old_to_know(self):
        self.assertEqual(SCHEMAS.problems(item(HELM_RELEASE).content), [])
        retry = {"name": "RetryOften"}
        self.expect("'RetryOften' is not one of", HELM_RELEASE, spec__install__strategy=retry)
        self.expect("'sparse' was unexpected", HELM_RELEASE, spec__install__sparse=True)


class YamlTests(unittest.TestCase):
    def test_plain_scalars_are_read_as_go_reads_them(self):
        read = documents("[1e3, 1:30, 2026-01-01, no, y, 0x10, 012, '1e3', ~, v1, 1_000, 1.5]")[0]
        self.assertEqual(read, [1000.0, "1:30", "2026-01-01", False, True, 16, 12, "1e3", None, "v1", 1000, 1.5])

    def test_a_key_given_twice(self):
        with self.assertRaisesRegex(yaml.YAMLError, "'a' given twice"):
            documents("{a: 1, b: 2, a: 3}")


class LintTests(unittest.TestCase):
    def expect(self, message, problems):
        problems = list(problems)
        self.assertTrue(any(message in problem for problem in problems), problems)

    def test_right_objects_pass(self):
        everything = [item(DEPLOYMENT), item(SERVICE), item(SCALED_OBJECT)]
        for one in everything:
            for lint in (lints.names, lints.labels, lints.substitution, lints.nulls, lints.triggers, lints.selector):
                self.assertEqual(list(lint(one)), [], lint.__name__)
        self.assertEqual(list(lints.service(everything[1], everything)), [])
        self.assertEqual(list(lints.scale_target(everything[2], everything)), [])
        self.assertEqual(lints.duplicates(everything), {})

    def test_names(self):
        self.assertEqual(list(lints.names(item(DEPLOYMENT, metadata__name="3" + "m" * 62))), [])
        self.expect("DNS-1123", lints.names(item(DEPLOYMENT, metadata__name="m" * 64)))
        self.expect("DNS-1123", lints.names(item(DEPLOYMENT, metadata__name="Qwen")))
        self.expect("DNS-1035", lints.names(item(SERVICE, metadata__name="3b")))
        self.expect("leave 50", lints.names(item(LEADER_WORKER_SET, metadata__name="m" * 51)))
        self.expect("autoscaler", lints.names(item(SCALED_OBJECT, metadata__name="m" * 60)))

    def test_labels(self):
        self.expect("not a label value", lints.labels(item(DEPLOYMENT, metadata__labels={"a": "b c"})))
        self.expect("not a label value", lints.labels(item(DEPLOYMENT, metadata__labels={"a": True})))

    def test_substitution(self):
        self.expect("Flux", lints.substitution(item(DEPLOYMENT, metadata__labels={"a": "${b}"})))
        disabled = {"kustomize.toolkit.fluxcd.io/substitute": "disabled", "a": "${b}"}
        self.assertEqual(list(lints.substitution(item(DEPLOYMENT, metadata__annotations=disabled))), [])

    def test_empty_values(self):
        self.expect("spec.template.spec.containers[0].args: empty",
                    lints.nulls(item(DEPLOYMENT, spec__template__spec__containers__0__args=None)))  # fmt: skip

    def test_numeric_trigger_metadata(self):
        self.expect("5 is not a string", lints.triggers(item(SCALED_OBJECT, spec__triggers__0__metadata__threshold=5)))

    def test_replicas(self):
        self.expect("owns it", lints.no_replicas(item(DEPLOYMENT, spec__replicas=0)))
        everything = [item(DEPLOYMENT, spec__replicas=1)]
        self.expect("says replicas", lints.scale_target(item(SCALED_OBJECT), everything))

    def test_scale_target_of_another_kind(self):
        self.expect("no apps/v1 Deployment 'm'", lints.scale_target(item(SCALED_OBJECT), [item(LEADER_WORKER_SET)]))

    def test_services(self):
        self.expect("of none", lints.service(item(SERVICE, spec__selector={"app": "x"}), [item(DEPLOYMENT)]))
        both = [item(DEPLOYMENT), item(DEPLOYMENT, metadata__name="n")]
        self.expect("Deployment m, Deployment n", lints.service(item(SERVICE), both))
        self.expect("no container has a port named 'web'",
                    lints.service(item(SERVICE, spec__ports__0__targetPort="web"), [item(DEPLOYMENT)]))  # fmt: skip

    def test_a_service_of_a_leader_worker_set_selects_the_leader(self):
        group = [item(LEADER_WORKER_SET)]
        leader = {"app": "m", "leaderworkerset.sigs.k8s.io/worker-index": "0"}
        plain = {"spec__ports__0__targetPort": 8000}
        self.assertEqual(list(lints.service(item(SERVICE, spec__selector=leader, **plain), group)), [])
        self.expect("not of exactly one", lints.service(item(SERVICE, **plain), group))

    def test_selector_of_a_workload(self):
        self.expect("own pods", lints.selector(item(DEPLOYMENT, spec__selector__matchLabels={"app": "x"})))

    def test_duplicates(self):
        self.assertEqual(len(lints.duplicates([item(SERVICE), item(SERVICE), item(DEPLOYMENT)])), 1)


class TreeTests(unittest.TestCase):
    """A whole tree through helm and kubectl."""

    def check(self, **files):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "generated"
            for chart, folder in CHARTS.items():
                shutil.copytree(REPOSITORY / "Sources/Charts" / folder, root / "charts" / chart)
            for path, text in files.items():
                file = root / "production" / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
            report = Report()
            Tree(root, report, SCHEMAS).check()
        return report

    VALUES = "name: m\nlabels: {team: 'no', size: '1e3'}\nargs: ['yes', '0x10', '1:30', '']\n"

    def test_a_right_tree_passes(self):
        report = self.check(**{
            "models/m/values.yaml": self.VALUES,
            "models/m/scaledobject.yaml": SCALED_OBJECT,
            "agent/values.yaml": "replicas: 2\n",
            "kustomization.yaml": "resources: [models/m/scaledobject.yaml]\n",
        })  # fmt: skip
        self.assertEqual(dict(report.failures), {})
        self.assertGreater(report.passed["kustomize"], 0)

    def test_broken_files_fail_in_their_groups(self):
        report = self.check(**{
            "models/m/values.yaml": self.VALUES + "nodes: 2\n",
            "models/n/values.yaml": "name: n\nname: o\n",
            "models/q/values.yaml": "name: q\nlabels: a string\n",
            "models/m/scaledobject.yaml": SCALED_OBJECT,
            "models/m/again.yaml": SCALED_OBJECT,
            "kustomization.yaml": "resources: [gone.yaml]\n",
            "odd.yaml": "apiVersion: example.com/v1\nkind: Odd\nmetadata: {name: odd}\n",
        })  # fmt: skip
        failed = {group for group, failures in report.failures.items() if failures}
        self.assertEqual(
            failed, {"yaml", "helm lint", "helm template", "kustomize", "scale targets", "unique identities"}
        )
        self.assertEqual(report.unchecked["example.com/v1 Odd, no schema"], 1)


if __name__ == "__main__":
    unittest.main()
