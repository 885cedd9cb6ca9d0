"""A fleet of scripted model servers behind a real agent, for what clients see of it."""

import contextlib
import hashlib
import json
import os
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("SPINDLE_BUILD", REPOSITORY / ".build" / "debug"))
AGENT = BUILD / "spindle-agent"
MODEL_SERVER = BUILD / "scripted-model-server"


@dataclass
class Model:
    """A model of the fleet, and how its server is started."""

    name: str
    aliases: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ("chat", "completions", "embeddings", "tools", "vision", "json", "reasoning")
    min: int = 0
    max: int = 1
    concurrency: int = 8
    queue: int = 256
    queue_seconds: float = 30
    idle: float | None = None
    longest_stream: float = 600

    def routed(self):
        return {
            "name": self.name,
            "served": [{"name": name, "upstream": self.name} for name in (self.name, *self.aliases)],
            "capabilities": list(self.capabilities),
            "contextTokens": 10_000_000,
            "quality": {"low": 0.9, "medium": 0.7, "high": 0.5, "domains": []},
            "throughput": {"prefillTokensPerSecond": 5000, "decodeTokensPerSecond": 100, "measured": False},
            "costPerHour": 1,
            "gpus": 1,
            "coldStart": {"seconds": 1, "estimated": False},
            "healthPath": "/health",
        }

    def scaled(self):
        return {
            "name": self.name,
            "pool": "slots",
            "gpus": 1,
            "gpusPerNode": 1,
            "nodes": 1,
            "min": self.min,
            "max": self.max,
            "idle": {"policy": "never"} if self.idle is None else {"policy": "fixed", "seconds": self.idle},
            "coldStart": {"seconds": 1, "estimated": False},
            "startupTimeoutSeconds": 20,
            "minResidencySeconds": 0.5,
            "longestStreamSeconds": self.longest_stream,
            "concurrency": self.concurrency,
            "queue": {"size": self.queue, "timeoutSeconds": self.queue_seconds},
            "schedule": [],
            "process": {
                "command": [str(MODEL_SERVER), "--port", "{port}", "--model", self.name, *self.arguments],
                "env": {},
                "health": "/health",
            },
        }


@dataclass
class Fleet:
    """What `spindle compile` would write for it."""

    models: list[Model]
    gpus: int = 8
    routes: list[dict] = field(default_factory=list)
    tenants: list[dict] = field(default_factory=list)
    client_timeout: float = 60
    weights: dict = field(default_factory=lambda: {"accuracy": 0.5, "latency": 0.3, "cost": 0.2})
    ports: tuple[int, int] = (20100, 20199)

    def route(self, name, candidates, fallback=(), timeout=None):
        self.routes.append(
            {
                "name": name,
                "candidates": list(candidates),
                "fallback": list(fallback),
                "timeoutSeconds": timeout or self.client_timeout,
                "weights": self.weights,
                "capabilities": [],
            }
        )

    def write(self, folder):
        router = {
            "version": 1,
            "fleet": "tests",
            "environment": "loopback",
            "weights": self.weights,
            "classifier": {"kind": "none", "minConfidence": 0.6},
            "keywords": [{"match": ["prove", "theorem"], "complexity": "high", "domain": "maths"}],
            "routes": self.routes,
            "models": [model.routed() for model in self.models],
            "tenants": self.tenants,
            "switchingCost": 0.05,
            "clientTimeoutSeconds": self.client_timeout,
        }
        scaling = {
            "version": 1,
            "fleet": "tests",
            "environment": "loopback",
            "driver": "process",
            "gpuBudget": self.gpus,
            "pools": [{"name": "slots", "nodes": 1, "gpusPerNode": self.gpus, "pricePerGpuHour": 1}],
            "teams": [],
            "models": [model.scaled() for model in self.models],
            "processes": {"host": "127.0.0.1", "firstPort": self.ports[0], "lastPort": self.ports[1]},
        }
        for name, document in (("router.json", router), ("scaling.json", scaling)):
            # At once, so that the agent never reads half a file.
            path = Path(folder) / name
            path.with_suffix(".new").write_text(json.dumps(document, indent=1))
            path.with_suffix(".new").rename(path)


class Failure(Exception):
    pass


def free_ports(count):
    """A range of ports of which the first is free: enough for tests that run side by side."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        first = probe.getsockname()[1]
    return (first, first + count) if first + count < 65536 else (first - count, first)


class Agent:
    """A running agent, and what can be asked of it."""

    def __init__(self, folder, state, keys=None, log=None):
        command = [AGENT, "run", folder, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--state", state]
        self.log = open(log or os.devnull, "wb")
        self.process = subprocess.Popen(
            [str(part) for part in command + (["--keys", keys] if keys else [])],
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        line = self.process.stdout.readline()
        if not line:
            raise Failure(f"the agent ended with {self.process.wait()}")
        words = line.split()
        self.url, self.admin = words[1].removesuffix("/v1"), words[3]

    def ask(self, path, method="GET"):
        request = urllib.request.Request(self.admin + path, method=method, headers={"X-Spindle-Admin": "1"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read().decode()

    def fleet(self):
        return json.loads(self.ask("/api/fleet"))

    def metrics(self):
        """Samples by name and labels."""
        samples = {}
        for line in self.ask("/metrics").splitlines():
            if not line.startswith("#"):
                series, value = line.rsplit(" ", 1)
                samples[series] = float(value)
        return samples

    def model_servers(self):
        """Addresses of replicas by model."""
        return {
            model["name"]: [replica["address"] for replica in model["replicas"] if replica.get("address")]
            for model in self.fleet()["models"]
        }

    def stop(self, seconds=40):
        self.process.terminate()
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise Failure("the agent goes on after SIGTERM") from None
        finally:
            self.log.close()
        return status


@contextlib.contextmanager
def running(fleet, keys=None, log=None):
    """An agent that serves a fleet; both are gone afterwards."""
    for program in (AGENT, MODEL_SERVER):
        if not program.exists():
            raise Failure(f"there is no {program}: build it first")
    with tempfile.TemporaryDirectory() as folder:
        fleet.ports = free_ports(100)
        fleet.write(folder)
        key_file = None
        if keys:
            key_file = Path(folder) / "keys"
            key_file.write_text(
                "".join(f"{tenant} sha256:{hashlib.sha256(key.encode()).hexdigest()}\n" for key, tenant in keys.items())
            )
        agent = Agent(folder, Path(folder) / "state", key_file, log)
        agent.folder = folder
        try:
            yield agent
        finally:
            if agent.process.poll() is None:
                agent.stop()


@contextlib.contextmanager
def model_server(*arguments):
    """A scripted model server without an agent before it."""
    process = subprocess.Popen([str(MODEL_SERVER), "--port", "0", *arguments], stdout=subprocess.PIPE, text=True)
    try:
        yield "http://" + process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.wait(10)


def wait_until(condition, seconds, what):
    """Asks again and again, as what is waited for tells nobody."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise Failure(f"not within {seconds} s: {what}")
        time.sleep(0.05)
