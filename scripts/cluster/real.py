"""A real Kubernetes API server in the place of ours, for the trials that need no faults: `trials.py --server URL`.

It has to be one of its own for the trials: the namespace `llm` is emptied, Deployments in it are given no pods by it
(without a controller manager, or none that finds a node), and kinds of others are made as far as they are missing.
"""

import asyncio
import copy
import json
import socket
import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import yaml
from apiserver import KINDS
from relay import Relay

NAMESPACE = "llm"
CHART = Path(__file__).resolve().parents[2] / "Sources" / "Charts" / "SpindleAgent"
HELM = Path(__file__).resolve().parents[2] / ".build" / "conformance" / "bin" / "helm"
GROUPS = {
    "deployments": "apps/v1", "leaderworkersets": "leaderworkerset.x-k8s.io/v1", "endpointslices": "discovery.k8s.io/v1",
    "configmaps": "v1", "horizontalpodautoscalers": "autoscaling/v2",
    "leases": "coordination.k8s.io/v1", "scaledobjects": "keda.sh/v1alpha1", "roles": "rbac.authorization.k8s.io/v1",
    "rolebindings": "rbac.authorization.k8s.io/v1",
}  # fmt: skip

class Answer(Exception):
    def __init__(self, status, body):
        super().__init__(f"{status}: {body[:300]}")
        self.status, self.body = status, body


def path_of(resource, name=None, namespace=NAMESPACE):
    group = GROUPS[resource]
    root = "apis" if "/" in group else "api"
    return f"/{root}/{group}/namespaces/{namespace}/{resource}" + (f"/{name}" if name else "")


class RealServer:
    """What the trials want of an API server, of a real one."""

    def __init__(self, url, token):
        self.url, self.token = url, token
        self.port = int(url.rsplit(":", 1)[1])
        self.context = ssl.create_default_context()
        self.context.check_hostname, self.context.verify_mode = False, ssl.CERT_NONE
        self.writes, self.used, self._rules = [], set(), None
        self.started = False
        self.scaled = asyncio.Event()
        self.relays = {}
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))
            self.address = probe.getsockname()[0]

    def call(self, method, path, body=None, kind="application/json"):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10, context=self.context) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Answer(error.code, error.read().decode()) from None

    def ensure(self, path, body):
        try:
            return self.call("POST", path, body)
        except Answer as answer:
            if answer.status != 409:
                raise

    # MARK: Objects, as the tests see them

    def get(self, resource, namespace, name):
        try:
            return self.call("GET", path_of(resource, name, namespace))
        except Answer as answer:
            if answer.status == 404:
                return None
            raise

    def put(self, api_version, resource, namespace, name, **fields):
        fields = copy.deepcopy(fields)
        status = fields.pop("status", None)
        body = {"apiVersion": api_version, "kind": KINDS[resource], "metadata": {"name": name}} | fields
        body["metadata"] |= {"name": name}
        if resource == "endpointslices":
            self.lead(body)
        found = self.get(resource, namespace, name)
        if found is None:
            if resource == "deployments":
                body["spec"] |= deployment(name)
            if resource == "horizontalpodautoscalers":
                body["spec"]["scaleTargetRef"] |= {"apiVersion": "apps/v1"}
                body["spec"] |= {"maxReplicas": 2}
            found = self.call("POST", path_of(resource, None, namespace), body)
        elif status is None:
            found = self.call("PATCH", path_of(resource, name, namespace), body, "application/merge-patch+json")
        if status is not None:
            kind = "application/merge-patch+json"
            found = self.call("PATCH", path_of(resource, name, namespace) + "/status", {"status": status}, kind)
        return found

    def lead(self, slice):
        """Endpoints are refused that are on loopback: they get this machine's own address, from where a wire leads there."""
        port = slice["ports"][0]["port"]
        slice["endpoints"][0]["addresses"] = [self.address]
        if port not in self.relays:
            self.relays[port] = asyncio.create_task(Relay(port).start(self.address, port))

    def remove(self, resource, namespace, name):
        try:
            self.call("DELETE", path_of(resource, name, namespace))
        except Answer as answer:
            if answer.status != 404:
                raise

    @property
    def objects(self):
        """Only what is looked through for more than one name."""
        items = self.call("GET", path_of("endpointslices"))["items"]
        return {("endpointslices", NAMESPACE, item["metadata"]["name"]): item for item in items}

    def replicas(self, namespace, name, resource="deployments"):
        return self.get(resource, namespace, name)["spec"].get("replicas", 0)

    def scale(self, namespace, name, replicas, by, resource="deployments"):
        """As another than the agent does it, such as KEDA."""
        body = {"spec": {"replicas": replicas}}
        self.call("PATCH", path_of(resource, name, namespace) + "/scale", body, "application/merge-patch+json")
        self.scaled.set()

    # MARK: Its life in a trial

    @property
    def rules(self):
        return self._rules

    @rules.setter
    def rules(self, rules):
        self._rules = rules
        if self.started:
            self.call("PATCH", path_of("roles", "spindle-agent"), {"rules": rules}, "application/merge-patch+json")
            self.settle()

    def settle(self):
        """Rights hold a moment after they are given."""
        scale = [rule["verbs"] for rule in self.rules if "deployments/scale" in rule["resources"]]
        while any(self.may(verb) != any(verb in verbs for verbs in scale) for verb in ("get", "patch")):
            time.sleep(0.02)

    def may(self, verb):
        what = {"namespace": NAMESPACE, "verb": verb, "group": "apps", "resource": "deployments", "subresource": "scale"}
        user = f"system:serviceaccount:{NAMESPACE}:spindle-agent"
        review = {"spec": {"user": user, "resourceAttributes": what}}
        return self.call("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", review)["status"]["allowed"]

    async def start(self):
        self.ensure("/api/v1/namespaces", {"metadata": {"name": NAMESPACE}})
        for group, kind, plural in (
            ("leaderworkerset.x-k8s.io/v1", "LeaderWorkerSet", "leaderworkersets"),
            ("keda.sh/v1alpha1", "ScaledObject", "scaledobjects"),
        ):
            self.ensure("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition(group, kind, plural))
        deadline = asyncio.get_running_loop().time() + 20
        for resource in KINDS:
            while True:
                try:
                    self.call("DELETE", path_of(resource))
                    break
                except Answer:
                    if asyncio.get_running_loop().time() > deadline:
                        raise
                    await asyncio.sleep(0.2)
        self.stopped = False
        known = {}
        for resource in ("deployments", "leaderworkersets"):
            threading.Thread(target=self.follow, args=(resource, known), daemon=True).start()
        # The rights that the chart gives, to what runs as its account.
        for document in chart():
            self.ensure(path_of(document["kind"].lower() + "s"), document)
        self.started = True
        self.rules = self.rules
        self.ensure(f"/api/v1/namespaces/{NAMESPACE}/serviceaccounts", {"metadata": {"name": "spindle-agent"}})

    def follow(self, resource, known):
        """Notes who changes replicas from what to what."""
        headers = {"Authorization": f"Bearer {self.token}"}
        request = urllib.request.Request(f"{self.url}{path_of(resource)}?watch=true", headers=headers)
        with urllib.request.urlopen(request, context=self.context) as lines:
            for line in lines:
                if self.stopped:
                    return
                event = json.loads(line)
                if event["type"] == "ERROR":
                    return
                found = event["object"]
                name, replicas = found["metadata"]["name"], found["spec"].get("replicas", 0)
                by = (found["metadata"].get("managedFields") or [{}])[-1].get("manager", "")
                if known.get(name, replicas) != replicas:
                    self.writes.append((by, name, known[name], replicas))
                known[name] = replicas

    async def stop(self):
        self.stopped = True
        for started in self.relays.values():
            await (await started).stop()

    def kubeconfig(self, path, token="token", url=None):
        """With a token of the agent's account that the server has made."""
        body = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {"expirationSeconds": 600}}
        account = f"/api/v1/namespaces/{NAMESPACE}/serviceaccounts/spindle-agent/token"
        token = self.call("POST", account, body)["status"]["token"]
        cluster = {"server": url or self.url, "insecure-skip-tls-verify": True}
        document = {
            "apiVersion": "v1", "kind": "Config", "current-context": "test",
            "contexts": [{"name": "test", "context": {"cluster": "test", "user": "agent", "namespace": NAMESPACE}}],
            "clusters": [{"name": "test", "cluster": cluster}], "users": [{"name": "agent", "user": {"token": token}}],
        }  # fmt: skip
        Path(path).write_text(json.dumps(document))
        return path


def deployment(name):
    container = {"name": "model-server", "image": "example.invalid/model-server"}
    return {
        "selector": {"matchLabels": {"app": name}},
        "template": {"metadata": {"labels": {"app": name}}, "spec": {"containers": [container]}},
    }


def definition(api_version, kind, plural):
    """As much of a kind as is used here: anything goes, and `scale` is where it is in the real one."""
    group, version = api_version.split("/")
    scale = {"specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas"}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {
            "name": f"{plural}.{group}",
            # The API's own groups are to be approved.
            "annotations": {"api-approved.kubernetes.io": "unapproved, for trials"},
        },
        "spec": {
            "group": group,
            "scope": "Namespaced",
            "names": {"kind": kind, "listKind": f"{kind}List", "plural": plural, "singular": kind.lower()},
            "versions": [
                {
                    "name": version,
                    "served": True,
                    "storage": True,
                    "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}},
                    "subresources": {"status": {}, "scale": scale},
                }
            ],
        },
    }


def chart():
    command = [HELM, "template", "spindle-agent", CHART, "--namespace", NAMESPACE]
    output = subprocess.run([*command, "--show-only", "templates/rbac.yaml"], check=True, capture_output=True, text=True)
    return [document for document in yaml.safe_load_all(output.stdout) if document]
