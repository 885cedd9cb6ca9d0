"""What a cluster makes of Deployments: pods that take their time, which here are scripted model servers."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "agent"))
from fleet import MODEL_SERVER  # noqa: E402

NAMESPACE = "llm"


@dataclass
class Pod:
    name: str
    address: str
    port: int
    process: asyncio.subprocess.Process
    ready: bool = False
    ending: bool = False
    doomed: bool = False


class Workload:
    """One Deployment, its pods, and the EndpointSlice of its Service."""

    def __init__(
        self, server, name, *arguments, replicas=0, load=0.3, schedule=0.1, grace=30.0, kind="deployments", port=None
    ):
        self.server, self.name, self.arguments, self.kind, self.port = server, name, arguments, kind, port
        self.version = {"deployments": "apps/v1", "leaderworkersets": "leaderworkerset.x-k8s.io/v1"}[kind]
        self.load, self.schedule, self.grace = load, schedule, grace
        self.pods, self.tasks, self.number = [], set(), 0
        self.most = self.surge = 0
        server.put(self.version, kind, NAMESPACE, name, spec={"replicas": replicas}, status={"replicas": 0})
        self.publish()

    async def run(self):
        """Keeps as many pods as are asked for."""
        while True:
            wanted = self.server.replicas(NAMESPACE, self.name, self.kind)
            present = [pod for pod in self.pods if not pod.ending]
            for _ in range(wanted + self.surge - len(present)):
                await self.create()
            # As the real controller does it: those that are not ready go first, and of the others the youngest.
            order = sorted(present, key=lambda pod: (not pod.doomed, pod.ready, -self.pods.index(pod)))
            for pod in order[: max(0, len(present) - wanted - self.surge)]:
                self.spawn(self.end(pod))
            self.most = max(self.most, sum(not pod.ending for pod in self.pods))
            await asyncio.sleep(0.02)

    def spawn(self, work):
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def create(self):
        self.number += 1
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = self.port or probe.getsockname()[1]
        process = await asyncio.create_subprocess_exec(
            MODEL_SERVER, "--port", str(port), "--model", self.name, "--load-seconds", str(self.load), *self.arguments,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        pod = Pod(f"{self.name}-{self.number}", "127.0.0.1", port, process)
        self.pods.append(pod)
        self.count()
        self.spawn(self.start(pod))

    async def start(self, pod):
        await asyncio.sleep(self.schedule)
        self.publish()
        while not pod.ending and pod.process.returncode is None:
            if await asyncio.to_thread(answers, pod):
                pod.ready = True
                self.publish()
                break
            await asyncio.sleep(0.03)
        await pod.process.wait()
        if not pod.ending:
            await self.lose(pod)

    async def lose(self, pod):
        """It ended by itself, and another comes in its place."""
        pod.ready = False
        if pod in self.pods:
            self.pods.remove(pod)
        self.count()
        self.publish()

    async def end(self, pod):
        """Its endpoint ends at once, and it when what it works on is done."""
        if pod.ending:
            return
        pod.ending, pod.ready = True, False
        self.count()
        self.publish()
        deadline = asyncio.get_running_loop().time() + self.grace
        # The endpoint has to be known as ending everywhere.
        await asyncio.sleep(1)
        while await asyncio.to_thread(in_flight, pod) and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.05)
        with contextlib.suppress(ProcessLookupError):
            pod.process.send_signal(signal.SIGKILL)
        await pod.process.wait()
        if pod in self.pods:
            self.pods.remove(pod)
        self.publish()

    async def replace(self):
        """A rolling update: a new pod is ready before the old one ends."""
        old = [pod for pod in self.pods if not pod.ending]
        self.surge = len(old)
        for _ in old:
            await self.create()
        while sum(pod.ready for pod in self.pods) < 2 * len(old):
            await asyncio.sleep(0.03)
        for pod in old:
            pod.doomed = True
        self.surge = 0

    def kill(self):
        """A pod dies, without a word."""
        for pod in self.pods:
            if not pod.ending:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pod.process.pid, signal.SIGKILL)
                return

    def count(self):
        found = self.server.get(self.kind, NAMESPACE, self.name)
        count = len([pod for pod in self.pods if not pod.ending])
        self.server.put(self.version, self.kind, NAMESPACE, self.name, spec=found["spec"], status={"replicas": count})

    def publish(self):
        """One slice for each pod, since here each has a port of its own; a real cluster has one for a hundred of them."""
        names = set()
        for pod in self.pods:
            name = f"{self.name}-{pod.port}"
            names.add(name)
            put_endpoint(self.server, self.name, "model-server", name, pod.address, pod.port, pod.ready, pod.ending)
        for resource, namespace, name in list(self.server.objects):
            if resource == "endpointslices" and name.startswith(f"{self.name}-") and name not in names:
                if self.server.objects[resource, namespace, name]["metadata"]["labels"]["kubernetes.io/service-name"] == self.name:
                    self.server.remove(resource, namespace, name)

    async def stop(self):
        for task in list(self.tasks):
            task.cancel()
        for pod in self.pods:
            with contextlib.suppress(ProcessLookupError):
                pod.process.kill()
            await pod.process.wait()


def put_endpoint(server, service, kind, name, address, port, ready=True, ending=False):
    server.put(
        "discovery.k8s.io/v1", "endpointslices", NAMESPACE, name,
        metadata={"labels": {"kubernetes.io/service-name": service, "app.kubernetes.io/name": kind}},
        addressType="IPv4",
        endpoints=[
            {
                "addresses": [address],
                "conditions": {"ready": ready, "serving": ready or ending, "terminating": ending},
                "targetRef": {"kind": "Pod", "name": name, "namespace": NAMESPACE},
            }
        ],
        ports=[{"name": "admin" if kind == "spindle-agent" else "http", "protocol": "TCP", "port": port}],
    )  # fmt: skip


def answers(pod):
    try:
        with urllib.request.urlopen(f"http://{pod.address}:{pod.port}/health", timeout=1) as answer:
            return answer.status == 200
    except OSError:
        return False


def in_flight(pod):
    try:
        with urllib.request.urlopen(f"http://{pod.address}:{pod.port}/stats", timeout=1) as answer:
            stats = json.load(answer)
            return stats["in_flight"]
    except (OSError, KeyError):
        return 0
