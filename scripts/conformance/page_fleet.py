"""A fleet of scripted model servers behind an agent, for the checks of the agent's page."""

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

SECONDS = 60

# Name, GPUs, replicas at most, seconds to load, price of a replica and hour, quality of easy and hard answers, and more arguments.
MODELS = [
    ("gemma-3-12b", 1, 2, 1.5, 2.0, (0.93, 0.41), []),
    ("qwen-3-235b", 4, 1, 15.0, 14.0, (0.95, 0.88), []),
    ("llama-3-70b", 4, 1, 2.0, 12.0, (0.94, 0.72), []),
    ("coder-7b", 1, 1, 0.3, 2.0, (0.80, 0.30), ["--fault", "exit-before-ready=1"]),
]
GPUS = 6


def router():
    def model(name, gpus, _, load, price, quality, __):
        easy, hard = quality
        return {
            "name": name, "gpus": gpus, "capabilities": ["chat", "completions"],
            "contextTokens": 8192 if gpus == 1 else 131072, "costPerHour": price, "healthPath": "/health",
            "coldStart": {"estimated": False, "seconds": load + 0.5},
            "quality": {"domains": [], "low": easy, "medium": (easy + hard) / 2, "high": hard},
            "served": [{"name": name, "upstream": name}],
            "throughput": {"decodeTokensPerSecond": 120 / gpus, "measured": False, "prefillTokensPerSecond": 2000},
        }

    weights = {"accuracy": 0.5, "latency": 0.3, "cost": 0.2}
    candidates = ["gemma-3-12b", "qwen-3-235b", "llama-3-70b"]
    return {
        "version": 1, "fleet": "research", "environment": "page", "weights": weights, "switchingCost": 0.05,
        "clientTimeoutSeconds": 600, "classifier": {"kind": "distilbert", "minConfidence": 0.6},
        "keywords": [
            {"match": ["prove", "theorem"], "complexity": "high", "domain": "maths"},
            {"match": ["translate", "what is"], "complexity": "low"},
        ],
        "models": [model(*each) for each in MODELS],
        "routes": [
            {"name": "auto", "candidates": candidates, "capabilities": [], "fallback": [], "timeoutSeconds": 300, "weights": weights},
            {"name": "best", "candidates": candidates, "capabilities": [], "fallback": [], "timeoutSeconds": 300,
             "weights": {"accuracy": 0.9, "latency": 0.1, "cost": 0}},
        ],
        "tenants": [],
    }


def scaling(server, first_port, models=MODELS):
    def model(name, gpus, most, load, _, __, more):
        command = [str(server), "--port", "{port}", "--model", name, "--load-seconds", str(load), "--first-token-ms", "60",
                   "--tokens-per-second", "40", *more]
        return {
            "name": name, "team": "assist", "pool": "node", "gpus": gpus, "gpusPerNode": gpus, "nodes": 1, "min": 0, "max": most,
            "coldStart": {"estimated": False, "seconds": load + 0.5}, "concurrency": 2,
            "idle": {"policy": "adaptive", "minSeconds": 60, "maxSeconds": 600} if name.startswith("qwen") else {"policy": "fixed", "seconds": 90},
            "longestStreamSeconds": 60, "minResidencySeconds": 1, "queue": {"size": 64, "timeoutSeconds": 60},
            "schedule": [], "startupTimeoutSeconds": 60,
            "process": {"command": command, "env": {}, "health": "/health"},
        }

    return {
        "version": 1, "driver": "process", "fleet": "research", "environment": "page", "gpuBudget": GPUS,
        "pools": [{"name": "node", "nodes": 1, "gpusPerNode": 8, "pricePerGpuHour": 2}], "teams": [],
        "processes": {"host": "127.0.0.1", "firstPort": first_port, "lastPort": first_port + 39},
        "models": [model(*each) for each in models],
    }


def free_ports(count):
    """The first of some ports in a row that nobody listens on."""
    for first in range(21000, 32000, count):
        with contextlib.ExitStack() as stack:
            try:
                for port in range(first, first + count):
                    stack.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except OSError:
                continue
            return first
    raise RuntimeError("no free ports")


class Fleet:
    """An agent on loopback with its folder; `with` starts it and ends it with all its models."""

    def __init__(self, agent, server, folder):
        self.agent, self.server, self.folder = Path(agent).resolve(), Path(server).resolve(), Path(folder)
        self.first_port = free_ports(40)
        self.admin_port, self.requests = 0, []
        self.configuration = self.folder / "agent"
        self.configuration.mkdir(parents=True)
        self.write("router.json", router())
        self.write("scaling.json", scaling(self.server, self.first_port))

    def write(self, name, value):
        """Puts a file in the place of another at once, as those do who mean it."""
        text = value if isinstance(value, str) else json.dumps(value)
        fresh = self.configuration / f".{name}"
        fresh.write_text(text, encoding="utf-8")
        os.replace(fresh, self.configuration / name)

    def start(self):
        log = open(self.folder / "agent.log", "ab")
        self.process = subprocess.Popen(
            [self.agent, "run", self.configuration, "--listen", "127.0.0.1:0", "--admin", f"127.0.0.1:{self.admin_port}",
             "--state", self.folder / "state"],
            stdout=subprocess.PIPE, stderr=log, text=True,
        )
        log.close()
        line = self.process.stdout.readline()
        found = re.search(r"clients: http://(\S+)/v1 +admin: http://(\S+)", line)
        if not found:
            raise RuntimeError(f"the agent did not start: {line}{(self.folder / 'agent.log').read_text()}")
        self.clients, self.admin = found.groups()
        self.admin_port = int(self.admin.rsplit(":", 1)[1])

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        if self.process.returncode is None:
            self.stop()
        for request in self.requests:
            request.join(timeout=SECONDS)

    @property
    def url(self):
        return f"http://{self.admin}/"

    def get(self, path, headers=None, method="GET"):
        connection = http.client.HTTPConnection(self.admin, timeout=SECONDS)
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body

    def model(self, name):
        models = json.loads(self.get("/api/fleet")[2])["models"]
        return next(model for model in models if model["name"] == name)

    def wait(self, name, holds):
        """Until something holds of a model."""
        end = time.monotonic() + SECONDS
        while not holds(model := self.model(name)):
            if time.monotonic() > end:
                raise RuntimeError(f"did not come about: {model}")
            time.sleep(0.05)
        return model

    def chat(self, model, prompt, stream=False, script=None):
        """A request and its answer's status."""
        body = {"model": model, "stream": stream, "messages": [{"role": "user", "content": prompt}]}
        headers = {"content-type": "application/json"} | ({"x-script": script} if script else {})
        request = urllib.request.Request(f"http://{self.clients}/v1/chat/completions", json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                answer.read()
                return answer.status
        except urllib.error.HTTPError as error:
            error.read()
            return error.code

    def chat_meanwhile(self, *arguments, **named):
        """The same without waiting for the answer, which may be cut off when the agent ends."""

        def run():
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.chat(*arguments, **named)

        self.requests.append(threading.Thread(target=run, daemon=True))
        self.requests[-1].start()
