"""Strict schemas by apiVersion and kind, and where each came from.

In order: CustomResourceDefinitions in a folder; Kubernetes' own schemas; the models of KEDA and Flux on the package index, of
older versions; for LeaderWorkerSet, whose definition no package has, its known fields around Kubernetes' pod templates.
Rules in CEL (x-kubernetes-validations) are not evaluated: only an API server does.
"""

import importlib
import importlib.metadata
import importlib.resources
import json
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

KUBERNETES = "1.35.0"
_DEFINITIONS = "kubernetes"
_OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"

# The schemas say `string or number`; the API server parses it.
_QUANTITY = {
    "type": ["string", "number"],
    "pattern": r"^[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+|[EPTGMkmun]|[KMGTPE]i)?$",
}

# apiVersion → module and distribution of the models on the package index.
_MODELS = {
    "keda.sh/v1alpha1": ("cloudcoil.models.keda.v1alpha1", "cloudcoil.models.keda"),
    "helm.toolkit.fluxcd.io/v2": ("cloudcoil.models.fluxcd.helm.v2", "cloudcoil.models.fluxcd"),
    "kustomize.toolkit.fluxcd.io/v1": ("cloudcoil.models.fluxcd.kustomize.v1", "cloudcoil.models.fluxcd"),
    "source.toolkit.fluxcd.io/v1": ("cloudcoil.models.fluxcd.source.v1", "cloudcoil.models.fluxcd"),
}


def _core(name):
    return {"$ref": f"{_DEFINITIONS}#/$defs/{name}"}


def _closed(required=(), **properties):
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


_INT_OR_STRING = {"type": ["integer", "string"]}
_LEADER_WORKER_SET = _closed(
    ["apiVersion", "kind", "metadata", "spec"],
    apiVersion={"type": "string"},
    kind={"type": "string"},
    metadata=_core(_OBJECT_META),
    spec=_closed(
        ["leaderWorkerTemplate"],
        replicas={"type": "integer", "minimum": 0},
        startupPolicy={"enum": ["LeaderCreated", "LeaderReady"]},
        networkConfig=_closed(["subdomainPolicy"], subdomainPolicy={"enum": ["Shared", "UniquePerReplica"]}),
        rolloutStrategy=_closed(
            ["type"],
            type={"enum": ["RollingUpdate"]},
            rollingUpdateConfiguration=_closed(
                partition={"type": "integer"}, maxUnavailable=_INT_OR_STRING, maxSurge=_INT_OR_STRING
            ),
        ),
        leaderWorkerTemplate=_closed(
            ["workerTemplate"],
            leaderTemplate=_core("io.k8s.api.core.v1.PodTemplateSpec"),
            workerTemplate=_core("io.k8s.api.core.v1.PodTemplateSpec"),
            size={"type": "integer", "minimum": 1},
            restartPolicy={"enum": ["Default", "None", "RecreateGroupOnPodRestart", "RecreateGroupAfterStart"]},
            subGroupPolicy=_closed(
                subGroupPolicyType={"enum": ["LeaderWorker", "LeaderExcluded"]},
                subGroupSize={"type": "integer", "minimum": 1},
            ),
        ),
    ),
)

_RETRY_STRATEGY = _closed(
    ["name"], name={"enum": ["RemediateOnFailure", "RetryOnFailure"]}, retryInterval={"type": "string"}
)
# What the models on the package index are too old to know, from the definitions of their controllers: kind → path → schema.
_NEWER_FIELDS = {
    "HelmRelease": {
        ("spec", "install", "strategy"): _RETRY_STRATEGY,
        ("spec", "upgrade", "strategy"): _RETRY_STRATEGY,
    },
    "GitRepository": {("spec", "sparseCheckout"): {"type": "array", "items": {"type": "string"}}},
}


def _add(field, schema, path, root):
    """Adds a field to the schema of a model, whose inner objects are references."""
    for name in path[:-1]:
        schema = schema["properties"][name]
        schema = next((option for option in schema.get("anyOf", []) if "$ref" in option), schema)
        if "$ref" in schema:
            schema = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    schema["properties"][path[-1]] = field


def strict_structural(schema):
    """A CustomResourceDefinition's schema as JSON Schema in which what the API server would prune is an error."""
    if not isinstance(schema, dict):
        return schema
    strict = {key: value for key, value in schema.items() if key not in ("description", "default", "format", "nullable")}
    for key in ("items", "additionalProperties"):
        if key in strict:
            strict[key] = strict_structural(strict[key])
    # allOf, anyOf, oneOf and not stay as they are: they only narrow what is declared around them.
    if "properties" in strict:
        strict["properties"] = {name: strict_structural(value) for name, value in strict["properties"].items()}
    open_ended = schema.get("x-kubernetes-preserve-unknown-fields") or "additionalProperties" in schema
    if schema.get("type") == "object" and not open_ended:
        strict["additionalProperties"] = False
    if schema.get("x-kubernetes-int-or-string"):
        strict["type"] = ["integer", "string"]
    if schema.get("nullable") and isinstance(strict.get("type"), str):
        strict["type"] = [strict["type"], "null"]
    return strict


def _strict_model(schema):
    """The JSON Schema of a Python model, closed, and without the nulls that stand for absent fields in Python."""
    if isinstance(schema, list):
        return [_strict_model(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {key: _strict_model(value) for key, value in schema.items() if key != "default"}
    if "anyOf" in strict:
        strict["anyOf"] = [option for option in strict["anyOf"] if option != {"type": "null"}]
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
        strict.setdefault("additionalProperties", False)
    return strict


class Schemas:
    def __init__(self, folder=None):
        self._folder = Path(folder) if folder else None
        self._validators = {}
        path = f"kubernetes-json-schema/v{KUBERNETES}-local-strict/_definitions.json"
        definitions = json.loads(importlib.resources.files("kubernetes_validate").joinpath(path).read_text())
        core = definitions["$defs"]
        core["io.k8s.apimachinery.pkg.api.resource.Quantity"] = _QUANTITY
        definitions["$id"] = _DEFINITIONS
        self._registry = Registry().with_resource(_DEFINITIONS, Resource.from_contents(definitions))
        self._core = {
            ("/".join(filter(None, (kind["group"], kind["version"]))), kind["kind"]): name
            for name, definition in core.items()
            for kind in definition.get("x-kubernetes-group-version-kind", [])
        }
        self._custom = dict(self._definitions_in(self._folder)) if self._folder else {}

    @staticmethod
    def _definitions_in(folder):
        for file in sorted(folder.glob("*.yaml")):
            for document in yaml.load_all(file.read_text(), yaml.CSafeLoader):
                if not document or document.get("kind") != "CustomResourceDefinition":
                    continue
                spec = document["spec"]
                for version in spec["versions"]:
                    key = f"{spec['group']}/{version['name']}", spec["names"]["kind"]
                    yield key, (version["schema"]["openAPIV3Schema"], file.name)

    def source(self, api, kind):
        """Where the schema of a kind comes from, or None."""
        return self._validator(api, kind)[1]

    def problems(self, content):
        """What is wrong with an object of a kind that has a source."""
        validator, _ = self._validator(str(content.get("apiVersion")), str(content.get("kind")))
        found = {f"{error.json_path.removeprefix('$.')}: {_plain(error)}" for error in validator.iter_errors(content)}
        return sorted(found)

    def _validator(self, api, kind):
        key = api, kind
        if key not in self._validators:
            schema, source = self._find(*key)
            validator = schema and Draft202012Validator(schema, registry=self._registry)
            self._validators[key] = validator, source
        return self._validators[key]

    def _find(self, api, kind):
        if (api, kind) in self._custom:
            schema, file = self._custom[api, kind]
            strict = strict_structural(schema)
            # A definition says only `object` of the metadata: every kind has the same.
            strict["properties"]["metadata"] = _core(_OBJECT_META)
            strict["required"] = sorted({*strict.get("required", []), "apiVersion", "kind", "metadata"})
            return strict, file
        if (api, kind) in self._core:
            return {**_core(self._core[api, kind]), "required": ["apiVersion", "kind", "metadata"]}, f"Kubernetes {KUBERNETES}"
        if (api, kind) == ("leaderworkerset.x-k8s.io/v1", "LeaderWorkerSet"):
            return _LEADER_WORKER_SET, "known fields of LeaderWorkerSet"
        if api in _MODELS:
            module, distribution = _MODELS[api]
            model = getattr(importlib.import_module(module), kind, None)
            if model:
                schema = _strict_model(model.model_json_schema())
                for path, field in _NEWER_FIELDS.get(kind, {}).items():
                    _add(field, schema, path, schema)
                schema["properties"]["metadata"] = _core(_OBJECT_META)
                return schema, f"{distribution} {importlib.metadata.version(distribution)}"
        return None, None


def _plain(error):
    """The deepest error of a failed alternative, rather than that none of them matched."""
    while error.context:
        error = max(error.context, key=lambda inner: len(inner.absolute_path))
    return error.message if len(error.message) < 300 else error.message[:300] + "…"
