"""One request of each kind that an agent makes, to compare what API servers answer.

    scripts/cluster/exchanges.py URL TOKEN STRANGER > Tests/KubernetesAPITests/Fixtures/recorded.json

records a real one, of which the namespace `llm` is to be empty: TOKEN of one who may do everything, STRANGER of one who may
do nothing.
"""

import json
import ssl
import sys
import threading
import urllib.error
import urllib.request

NAMESPACE = "llm"
MERGE = "application/merge-patch+json"
DEPLOYMENTS = f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments"
SCALE = f"{DEPLOYMENTS}/alpha/scale"
SLICES = f"/apis/discovery.k8s.io/v1/namespaces/{NAMESPACE}/endpointslices"
LEASES = f"/apis/coordination.k8s.io/v1/namespaces/{NAMESPACE}/leases"
MAPS = f"/api/v1/namespaces/{NAMESPACE}/configmaps"
AUTOSCALERS = f"/apis/autoscaling/v2/namespaces/{NAMESPACE}/horizontalpodautoscalers"


def deployment():
    container = {"name": "model-server", "image": "example.invalid/model-server"}
    template = {"metadata": {"labels": {"app": "alpha"}}, "spec": {"containers": [container]}}
    spec = {"replicas": 0, "selector": {"matchLabels": {"app": "alpha"}}, "template": template}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "alpha"}, "spec": spec}


def endpoint_slice(ready):
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {"name": "alpha-1", "labels": {"kubernetes.io/service-name": "alpha"}},
        "addressType": "IPv4",
        "endpoints": [
            {
                "addresses": ["192.0.2.7"],
                "conditions": {"ready": ready, "serving": ready, "terminating": False},
                "targetRef": {"kind": "Pod", "name": "alpha-1", "namespace": NAMESPACE},
            }
        ],
        "ports": [{"name": "http", "port": 8000, "protocol": "TCP"}],
    }


def lease(**metadata):
    spec = {
        "holderIdentity": "agent-1", "leaseDurationSeconds": 15, "leaseTransitions": 0,
        "acquireTime": "2026-01-01T00:00:00.000000Z", "renewTime": "2026-01-01T00:00:00.000000Z",
    }  # fmt: skip
    metadata = {"name": "spindle-agent"} | metadata
    return {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": metadata, "spec": spec}


def learned(**metadata):
    metadata = {"name": "spindle-agent-learned"} | metadata
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"learned.json": "{}"}}


def autoscaler():
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "alpha"}
    spec = {"scaleTargetRef": target, "maxReplicas": 2}
    return {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "old"}, "spec": spec}


def exchange(ask, crowd):
    """Makes all requests.

    `ask(name, method, path, body, kind, token)` gives the answer's document, or a watch's list of events; `crowd(on)` makes
    the server have no time for anybody with the token `stranger`.
    """
    ask("create-deployment", "POST", DEPLOYMENTS, deployment())
    scale = ask("get-scale", "GET", SCALE)
    patch = {"metadata": {"resourceVersion": scale["metadata"]["resourceVersion"]}, "spec": {"replicas": 1}}
    ask("patch-scale-dry-run", "PATCH", f"{SCALE}?dryRun=All", patch, MERGE)
    ask("patch-scale", "PATCH", SCALE, patch, MERGE)
    ask("patch-scale-of-an-old-version", "PATCH", SCALE, patch, MERGE)
    ask("get-scale-of-none", "GET", f"{DEPLOYMENTS}/beta/scale")
    ask("get-scale-without-a-token", "GET", SCALE, token="unknown")
    ask("get-scale-without-rights", "GET", SCALE, token="stranger")
    crowd(True)
    ask("get-scale-in-a-crowd", "GET", SCALE, token="stranger")
    crowd(False)

    slices = f"{SLICES}?labelSelector=kubernetes.io%2Fservice-name%20in%20%28alpha%29"
    ask("list-no-slices", "GET", slices)
    before = ask("create-lease", "POST", LEASES, lease())["metadata"]["resourceVersion"]
    created = ask("create-slice", "POST", SLICES, endpoint_slice(False))
    ask("list-slices", "GET", slices)
    version = {"resourceVersion": created["metadata"]["resourceVersion"]}
    changed = endpoint_slice(True)
    changed["metadata"] |= version
    ask("update-slice", "PUT", f"{SLICES}/alpha-1", changed)
    ask("delete-slice", "DELETE", f"{SLICES}/alpha-1")
    watch = f"{slices}&watch=true&allowWatchBookmarks=true"
    ask("watch-slices", "GET", f"{watch}&timeoutSeconds=10&resourceVersion={before}")
    ask("get-no-map", "GET", f"{MAPS}/spindle-agent-learned")
    version = {"resourceVersion": ask("create-map", "POST", MAPS, learned())["metadata"]["resourceVersion"]}
    ask("update-map", "PUT", f"{MAPS}/spindle-agent-learned", learned(**version) | {"data": {"learned.json": "[]"}})
    ask("watch-slices-of-an-old-version", "GET", f"{watch}&timeoutSeconds=10&resourceVersion=1")

    ask("create-a-lease-that-is", "POST", LEASES, lease())
    got = ask("get-lease", "GET", f"{LEASES}/spindle-agent")
    version = {"resourceVersion": got["metadata"]["resourceVersion"]}
    renewed = lease(**version)
    renewed["spec"]["leaseTransitions"] = 1
    ask("update-lease", "PUT", f"{LEASES}/spindle-agent", renewed)
    ask("watch-leases", "GET", f"{LEASES}?watch=true&allowWatchBookmarks=true&timeoutSeconds=25&resourceVersion={before}")
    ask("update-a-lease-of-an-old-version", "PUT", f"{LEASES}/spindle-agent", lease(**version))

    ask("create-autoscaler", "POST", AUTOSCALERS, autoscaler())
    ask("list-autoscalers", "GET", AUTOSCALERS)
    ask("list-scaled-objects-without-keda", "GET", f"/apis/keda.sh/v1alpha1/namespaces/{NAMESPACE}/scaledobjects")


# MARK: Shapes

# Objects whose keys are names of people.
FREE = {"labels", "annotations", "data", "matchLabels", "f:metadata", "details"}


def differences(ours, real, path="$"):
    """What an answer of ours holds that the real one's does not, or holds otherwise."""
    if isinstance(ours, dict) and isinstance(real, dict):
        if path.rsplit(".", 1)[-1] in FREE:
            return []
        unknown = [f"{path}.{key} is in ours alone" for key in ours if key not in real]
        return unknown + [line for key in ours if key in real for line in differences(ours[key], real[key], f"{path}.{key}")]
    if isinstance(ours, list) and isinstance(real, list):
        if len(ours) != len(real):
            return [f"{path} has {len(ours)} and not {len(real)}"]
        return [line for mine, theirs in zip(ours, real) for line in differences(mine, theirs, f"{path}[]")]
    if type(ours) is not type(real):
        return [f"{path} is {json.dumps(ours)} and not {json.dumps(real)}"]
    if path in ("$.code", "$.reason", "$.status", "$[].type", "$[].object.code", "$[].object.reason") and ours != real:
        return [f"{path} is {ours} and not {real}"]
    return []


# MARK: Recording a real one


class Recorder:
    def __init__(self, url, token, stranger):
        self.url, self.tokens = url, {None: token, "stranger": stranger, "unknown": "unknown"}
        self.context = ssl.create_default_context()
        self.context.check_hostname, self.context.verify_mode = False, ssl.CERT_NONE
        self.records, self.crowded = [], False

    def send(self, method, path, body=None, kind="application/json", token=None):
        headers = {"Authorization": f"Bearer {self.tokens[token]}", "Content-Type": kind, "Accept": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            answer = urllib.request.urlopen(request, timeout=40, context=self.context)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.status, answer.headers, answer.read().decode()

    def ask(self, name, method, path, body=None, kind="application/json", token=None):
        status, headers, text = self.send(method, path, body, kind, token)
        while self.crowded and status != 429:
            status, headers, text = self.send(method, path, body, kind, token)
        headers = {key: headers[key] for key in ("Content-Type", "Retry-After", "Transfer-Encoding") if key in headers}
        answer = text
        if headers["Content-Type"].startswith("application/json"):
            answer = [json.loads(line) for line in text.splitlines()] if "watch=true" in path and status == 200 else json.loads(text)
        record = {"name": name, "method": method, "path": path, "status": status, "headers": headers, "answer": answer}
        self.records.append(record)
        return answer

    def crowd(self, on):
        """A level of priority without a seat for the stranger, who gets one nevertheless unless there are several."""
        self.crowded = on
        root = "/apis/flowcontrol.apiserver.k8s.io/v1"
        if not on:
            self.send("DELETE", f"{root}/flowschemas/strangers")
            self.send("DELETE", f"{root}/prioritylevelconfigurations/strangers")
            return
        limited = {"nominalConcurrencyShares": 0, "lendablePercent": 0, "limitResponse": {"type": "Reject"}, "borrowingLimitPercent": 0}
        level = {"metadata": {"name": "strangers"}, "spec": {"type": "Limited", "limited": limited}}
        self.send("POST", f"{root}/prioritylevelconfigurations", level)
        rule = {
            "subjects": [{"kind": "User", "user": {"name": "stranger"}}],
            "resourceRules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"], "namespaces": ["*"]}],
        }
        reference = {"priorityLevelConfiguration": {"name": "strangers"}, "matchingPrecedence": 2, "rules": [rule]}
        self.send("POST", f"{root}/flowschemas", {"metadata": {"name": "strangers"}, "spec": reference})
        for _ in range(16):
            threading.Thread(target=self.push, daemon=True).start()

    def push(self):
        while self.crowded:
            self.send("GET", SCALE, token="stranger")


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    recorder = Recorder(*sys.argv[1:])
    version = json.loads(recorder.send("GET", "/version")[2])
    exchange(recorder.ask, recorder.crowd)
    document = {"server": f"Kubernetes {version['major']}.{version['minor']}", "exchanges": recorder.records}
    print(json.dumps(document, indent=1))


if __name__ == "__main__":
    main()
