"""A small Kubernetes API server, with what an agent uses of one and with its hard parts: versions that run out, conflicts,
too many requests, bookmarks, watches that are cut, tokens that expire, rights that are missing, connections that hang.

What it answers has the shape of what a real one answered, which a trial compares.
"""

import asyncio
import copy
import json
import re
import ssl
import subprocess
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

PATH = re.compile(
    r"/(?:api/(?P<core>v1)|apis/(?P<group>[^/]+)/(?P<version>[^/]+))/namespaces/(?P<namespace>[^/]+)/(?P<resource>[^/]+)"
    r"(?:/(?P<name>[^/]+))?(?:/(?P<subresource>[^/]+))?"
)
REASONS = {
    400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 409: "Conflict", 410: "Expired",
    429: "TooManyRequests", 500: "InternalError",
}  # fmt: skip
SCALED = {"deployments", "leaderworkersets"}
KINDS = {
    "deployments": "Deployment", "leaderworkersets": "LeaderWorkerSet", "endpointslices": "EndpointSlice",
    "configmaps": "ConfigMap", "horizontalpodautoscalers": "HorizontalPodAutoscaler", "leases": "Lease",
    "scaledobjects": "ScaledObject",
}  # fmt: skip


class Refusal(Exception):
    def __init__(self, code, message, reason=None, headers=None, is_plain=False):
        super().__init__(message)
        self.code, self.message, self.headers, self.is_plain = code, message, headers or {}, is_plain
        self.reason = reason or REASONS[code]

    @property
    def status(self):
        return {
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": self.message,
            "reason": self.reason, "code": self.code,
        }  # fmt: skip


@dataclass
class Fault:
    """Something that goes wrong with requests of one kind, a number of times."""

    kind: str
    """A code such as 429; `cut`, `hang`, `expire` (the version is gone), `slow`"""
    verb: str
    resource: str
    times: int = 1
    seconds: float = 0


@dataclass
class Watch:
    resource: str
    namespace: str
    selector: str
    queue: asyncio.Queue = field(default_factory=asyncio.Queue)


class ApiServer:
    def __init__(self):
        self.objects = {}
        self.version = 1000
        # What was before it began cannot be watched from.
        self.oldest = self.version
        self.events = deque(maxlen=1000)
        self.watches = set()
        self.faults = []
        # Groups that nobody has brought.
        self.lacks = set()
        self.tokens = None
        self.rules = None
        self.used = set()
        self.denied = set()
        self.writes = []
        self.requests = 0
        self.scaled = asyncio.Event()
        self.bookmark_seconds = 1.0

    # MARK: Objects, as the tests see them

    def put(self, api_version, resource, namespace, name, **fields):
        """Makes an object, or changes one."""
        key = (resource, namespace, name)
        known = key in self.objects
        self.version += 1
        found = self.objects.get(key, {"kind": KINDS[resource], "apiVersion": api_version, "metadata": {"name": name, "namespace": namespace}})
        found = copy.deepcopy(found) | copy.deepcopy(fields)
        found["metadata"] = found["metadata"] | fields.get("metadata", {})
        found["metadata"] |= {"name": name, "namespace": namespace, "resourceVersion": str(self.version)}
        self.objects[key] = found
        self.tell("MODIFIED" if known else "ADDED", resource, namespace, found)
        return found

    def get(self, resource, namespace, name):
        return self.objects.get((resource, namespace, name))

    def remove(self, resource, namespace, name):
        found = self.objects.pop((resource, namespace, name), None)
        if found:
            self.version += 1
            found["metadata"]["resourceVersion"] = str(self.version)
            self.tell("DELETED", resource, namespace, found)

    def tell(self, kind, resource, namespace, found):
        event = (self.version, kind, resource, namespace, copy.deepcopy(found))
        self.events.append(event)
        for watch in self.watches:
            watch.queue.put_nowait(event)

    def compact(self):
        """What has been until now can be watched from no longer."""
        self.oldest = self.version

    def replicas(self, namespace, name, resource="deployments"):
        return self.get(resource, namespace, name)["spec"]["replicas"]

    def scale(self, namespace, name, replicas, by, resource="deployments"):
        found = copy.deepcopy(self.get(resource, namespace, name))
        if found["spec"]["replicas"] != replicas:
            self.writes.append((by, name, found["spec"]["replicas"], replicas))
            found["spec"]["replicas"] = replicas
            found = self.put(found["apiVersion"], resource, namespace, name, spec=found["spec"])
            self.scaled.set()
        return found

    def fail(self, kind, verb, resource, times=1, seconds=0.0):
        self.faults.append(Fault(str(kind), verb, resource, times, seconds))

    def cut_watches(self):
        for watch in self.watches:
            watch.queue.put_nowait(None)

    # MARK: Requests

    async def start(self, folder=None):
        """Listens, with TLS if there is a folder for a certificate."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.handle)
        # A test that ends waits for no watch.
        self.runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self.runner.setup()
        context = None
        if folder:
            make_certificate(folder, "server", "127.0.0.1")
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(Path(folder) / "server.crt", Path(folder) / "server.key")
        site = web.TCPSite(self.runner, "127.0.0.1", 0, ssl_context=context)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]
        self.url = f"{'https' if folder else 'http'}://127.0.0.1:{self.port}"

    async def stop(self):
        self.cut_watches()
        await self.runner.cleanup()

    def kubeconfig(self, path, token="token", url=None):
        Path(path).write_text(
            json.dumps(
                {
                    "apiVersion": "v1", "kind": "Config", "current-context": "test",
                    "contexts": [{"name": "test", "context": {"cluster": "test", "user": "agent", "namespace": "llm"}}],
                    "clusters": [{"name": "test", "cluster": {"server": url or self.url}}],
                    "users": [{"name": "agent", "user": {"token": token}}],
                }
            )  # fmt: skip
        )
        return path

    async def handle(self, request):
        self.requests += 1
        try:
            return await self.answer(request)
        except Refusal as refusal:
            if refusal.is_plain:
                return web.Response(text=f"{refusal}\n", status=refusal.code, headers=refusal.headers)
            return web.json_response(refusal.status, status=refusal.code, headers=refusal.headers)

    async def answer(self, request):
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.tokens is not None and token not in self.tokens:
            raise Refusal(401, "Unauthorized")
        match = PATH.fullmatch(request.path)
        if not match or match["group"] in self.lacks:
            raise Refusal(404, "404 page not found", is_plain=True)
        what = match.groupdict()
        group, subresource = what["group"] or "", what["subresource"]
        resource = what["resource"] + (f"/{subresource}" if subresource else "")
        watched = request.query.get("watch") == "true"
        verb = {"POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}.get(request.method) or (
            "get" if what["name"] else "watch" if watched else "list"
        )
        self.authorize(group, resource, verb, what["name"])
        await self.meet_fault(verb, resource)
        namespace, name = what["namespace"], what["name"]
        if verb == "watch":
            return await self.watch(request, what["resource"], namespace)
        if verb == "list":
            return web.json_response(self.list(what, request.query.get("labelSelector", "")))
        if verb == "create":
            return web.json_response(self.create(what["resource"], namespace, await request.json()), status=201)
        found = self.get(what["resource"], namespace, name)
        if not found:
            raise Refusal(404, f'{what["resource"]}.{group} "{name}" not found')
        if subresource == "scale" and what["resource"] in SCALED:
            if verb == "patch":
                found = self.patch_scale(what["resource"], found, await request.json(), request)
            return web.json_response(scale_of(found))
        if verb == "delete":
            self.remove(what["resource"], namespace, name)
            details = {"name": name, "group": group, "kind": what["resource"]}
            return web.json_response({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details})
        if verb == "update":
            found = self.update(what["resource"], found, await request.json())
        return web.json_response(found)

    def authorize(self, group, resource, verb, name):
        if self.rules is None:
            self.used.add((group, resource, verb))
            return
        for rule in self.rules:
            names = rule.get("resourceNames")
            if group in rule["apiGroups"] and resource in rule["resources"] and verb in rule["verbs"]:
                if not names or name in names:
                    self.used.add((group, resource, verb))
                    return
        self.denied.add((group, resource, verb))
        raise Refusal(
            403,
            f'{resource}.{group} is forbidden: User "system:serviceaccount:llm:spindle-agent" cannot {verb} resource '
            f'"{resource}" in API group "{group}" in the namespace "llm"',
        )

    async def meet_fault(self, verb, resource):
        for fault in self.faults:
            if fault.times > 0 and fault.verb == verb and fault.resource == resource:
                fault.times -= 1
                if fault.kind.isdigit():
                    code = int(fault.kind)
                    if code == 429:
                        # What has no time makes no document.
                        message = "Too many requests, please try again later."
                        raise Refusal(code, message, headers={"Retry-After": "1"}, is_plain=True)
                    raise Refusal(code, f"made to fail with {code}")
                if fault.kind == "expire":
                    raise Refusal(410, "too old resource version", "Expired")
                if fault.kind in ("slow", "hang"):
                    await asyncio.sleep(fault.seconds or 3600)
                return

    def list(self, what, selector):
        resource, namespace = what["resource"], what["namespace"]
        version = f"{what['group']}/{what['version']}" if what["group"] else what["core"]
        # What each of them is, the list says.
        items = [
            {key: value for key, value in found.items() if key not in ("kind", "apiVersion")}
            for (kind, space, _), found in self.objects.items()
            if kind == resource and space == namespace and selects(selector, found)
        ]
        return {"kind": f"{KINDS[resource]}List", "apiVersion": version, "metadata": {"resourceVersion": str(self.version)}, "items": items}

    def create(self, resource, namespace, body):
        name = body["metadata"]["name"]
        if self.get(resource, namespace, name):
            raise Refusal(409, f'{resource} "{name}" already exists', "AlreadyExists")
        return self.put(body.pop("apiVersion"), resource, namespace, name, **body)

    def update(self, resource, found, body):
        meta = found["metadata"]
        if body["metadata"].get("resourceVersion") != meta["resourceVersion"]:
            raise conflict(resource, meta["name"])
        return self.put(body.pop("apiVersion"), resource, meta["namespace"], meta["name"], **body)

    def patch_scale(self, resource, found, body, request):
        meta = found["metadata"]
        if request.content_type != "application/merge-patch+json":
            raise Refusal(400, f"{request.content_type} is not supported here")
        if body.get("metadata", {}).get("resourceVersion", meta["resourceVersion"]) != meta["resourceVersion"]:
            raise conflict(resource, meta["name"])
        if request.query.get("dryRun") == "All":
            return found
        by = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return self.scale(meta["namespace"], meta["name"], body["spec"]["replicas"], by, resource)

    # MARK: Watches

    async def watch(self, request, resource, namespace):
        deadline = asyncio.get_running_loop().time() + float(request.query.get("timeoutSeconds", 300))
        since = int(request.query.get("resourceVersion") or self.version)
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)

        async def send(kind, found):
            await response.write(json.dumps({"type": kind, "object": found}).encode() + b"\n")

        if since < self.oldest:
            # As the real one does it: not as the status of the answer, but as an event.
            await send("ERROR", Refusal(410, f"too old resource version: {since} ({self.oldest})", "Expired").status)
            return response
        watch = Watch(resource, namespace, request.query.get("labelSelector", ""))
        for event in self.events:
            if event[0] > since:
                watch.queue.put_nowait(event)
        self.watches.add(watch)
        try:
            while asyncio.get_running_loop().time() < deadline:
                try:
                    event = await asyncio.wait_for(watch.queue.get(), self.bookmark_seconds)
                except TimeoutError:
                    await send("BOOKMARK", {"kind": KINDS[resource], "metadata": {"resourceVersion": str(self.version)}})
                    continue
                if event is None:
                    # In the middle of a line.
                    await response.write(b'{"type":"MODIFIED","obj')
                    request.transport.close()
                    return response
                _, kind, changed, space, found = event
                if changed == resource and space == namespace and selects(watch.selector, found):
                    await send(kind, found)
            return response
        except (ConnectionError, asyncio.CancelledError):
            return response
        finally:
            self.watches.discard(watch)

    __hash__ = object.__hash__


Watch.__hash__ = object.__hash__


def conflict(resource, name):
    return Refusal(
        409,
        f'Operation cannot be fulfilled on {resource} "{name}": the object has been modified; please apply your changes '
        "to the latest version and try again",
    )


def selects(selector, found):
    """Equality, and sets: `a=b,c in (d,e)`."""
    labels = found["metadata"].get("labels", {})
    for name, values in re.findall(r"([\w./-]+) in \(([^)]*)\)", selector):
        if labels.get(name) not in [value.strip() for value in values.split(",")]:
            return False
    rest = re.sub(r"[\w./-]+ in \([^)]*\)", "", selector)
    return all(labels.get(name) == value for name, value in re.findall(r"([\w./-]+)=([\w./-]+)", rest))


def scale_of(found):
    meta = found["metadata"]
    return {
        "kind": "Scale", "apiVersion": "autoscaling/v1",
        "metadata": {key: meta[key] for key in ("name", "namespace", "resourceVersion")},
        # Zero is left out.
        "spec": {"replicas": found["spec"]["replicas"]} if found["spec"]["replicas"] else {},
        "status": {"replicas": found.get("status", {}).get("replicas", 0), "selector": f"app={meta['name']}"},
    }  # fmt: skip


def make_certificate(folder, name, host, authority=None):
    """A certificate for an address, signed by an authority of the same folder or by itself."""
    folder = Path(folder)
    files = {kind: folder / f"{name}.{kind}" for kind in ("crt", "key", "csr")}
    extensions = folder / f"{name}.ext"
    extensions.write_text(
        "basicConstraints=CA:TRUE\n" if host is None
        else f"subjectAltName={'IP' if host[0].isdigit() else 'DNS'}:{host}\nextendedKeyUsage=serverAuth,clientAuth\n"
    )  # fmt: skip
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    new = ["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}"]
    subprocess.run([*new, "-keyout", files["key"], "-out", files["csr"]], **quiet)
    signer = (
        ["-CA", folder / f"{authority}.crt", "-CAkey", folder / f"{authority}.key", "-CAcreateserial"]
        if authority
        else ["-signkey", files["key"]]
    )
    subprocess.run(
        ["openssl", "x509", "-req", "-days", "2", "-in", files["csr"], "-out", files["crt"], "-extfile", extensions, *signer],
        **quiet,
    )
