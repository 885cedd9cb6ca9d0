"""Agents of a cluster, as processes on loopback, and what clients see of them."""

import asyncio
import contextlib
import json
import os
import socket
import sys
import tempfile
import time
from pathlib import Path

import aiohttp

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "agent"))
from fleet import AGENT, Failure, Fleet, Model  # noqa: E402

from pods import NAMESPACE, put_endpoint  # noqa: E402


class ClusterFleet(Fleet):
    """What `spindle compile` would write for a fleet in a cluster."""

    driver = "keda"
    # Models whose replicas span several nodes.
    wide = ()

    def write(self, folder):
        super().write(folder)
        router, scaling = (json.loads((Path(folder) / f"{name}.json").read_text()) for name in ("router", "scaling"))
        for model in router["models"]:
            model["address"] = f"http://{model['name']}.{NAMESPACE}.svc:8000"
        scaling["driver"] = self.driver
        del scaling["processes"]
        for model in scaling["models"]:
            del model["process"]
            model["target"] = {
                "apiVersion": "apps/v1", "kind": "Deployment", "name": model["name"], "namespace": NAMESPACE,
            }  # fmt: skip
            if model["name"] in self.wide:
                model["target"] |= {"apiVersion": "leaderworkerset.x-k8s.io/v1", "kind": "LeaderWorkerSet"}
        for name, document in (("router", router), ("scaling", scaling)):
            path = Path(folder) / f"{name}.json"
            path.with_suffix(".new").write_text(json.dumps(document, indent=1))
            path.with_suffix(".new").rename(path)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Agent:
    """One agent."""

    number = 0

    def __init__(self, server, folder, *arguments, environment=None, log=None, listen=None, api=None):
        Agent.number += 1
        self.is_killed = False
        self.name = f"agent-{Agent.number}"
        self.server, self.folder, self.arguments, self.environment = server, folder, arguments, environment or {}
        self.scaler_port, self.log = free_port(), log
        self.listen, self.api = listen or "127.0.0.1:0", api

    @property
    def scaler(self):
        return f"127.0.0.1:{self.scaler_port}"

    async def start(self, kubeconfig=True):
        command = [
            AGENT, "run", self.folder, "--listen", self.listen, "--admin", "127.0.0.1:0", "--state",
            f"{self.folder}/{self.name}", "--scaler", self.scaler, *self.arguments,
        ]  # fmt: skip
        if kubeconfig:
            path = self.server.kubeconfig(f"{self.folder}/{self.name}.kubeconfig", token=self.name, url=self.api)
            command += ["--kubeconfig", path]
        self.output = open(self.log or os.devnull, "ab")
        self.process = await asyncio.create_subprocess_exec(
            *[str(part) for part in command],
            stdout=asyncio.subprocess.PIPE,
            stderr=self.output,
            env=os.environ | {"POD_NAME": self.name} | self.environment,
        )
        line = (await asyncio.wait_for(self.process.stdout.readline(), 30)).decode()
        if not line:
            raise Failure(f"{self.name} ended with {await self.process.wait()}")
        words = line.split()
        self.url, self.admin = words[1].removesuffix("/v1"), words[3]
        self.admin_port = int(self.admin.rsplit(":", 1)[1])
        return self

    @property
    def alive(self):
        return not self.is_killed and self.process.returncode is None

    def join(self, port=None):
        """Its pod is named by the headless Service of the agents."""
        put_endpoint(
            self.server, "spindle-agent-peers", "spindle-agent", self.name, "127.0.0.1", port or self.admin_port
        )

    def part(self):
        self.server.remove("endpointslices", NAMESPACE, self.name)

    async def ask(self, path, method="GET"):
        async with aiohttp.ClientSession() as session:
            async with session.request(method, self.admin + path, headers={"X-Spindle-Admin": "1"}) as answer:
                return await answer.text()

    async def fleet(self):
        return json.loads(await self.ask("/api/fleet"))

    async def model(self, name):
        return next(model for model in (await self.fleet())["models"] if model["name"] == name)

    async def metric(self, series):
        for line in (await self.ask("/metrics")).splitlines():
            if line.startswith(series + " "):
                return float(line.rsplit(" ", 1)[1])
        return None

    async def decides(self):
        return await self.metric("spindle_deciding") == 1

    async def stop(self, seconds=60):
        if self.process.returncode is None:
            self.process.terminate()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self.process.wait(), seconds)
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
            raise Failure(f"{self.name} goes on after SIGTERM")
        self.output.close()
        return self.process.returncode

    async def kill(self):
        self.is_killed = True
        self.process.kill()
        await self.process.wait()


async def complete(url, model, *, tokens=3, rate=0, stream=False, timeout=60, script=""):
    """One request: its status and its text."""
    body = {
        "model": model, "stream": stream, "messages": [{"role": "user", "content": "Tell me."}],
        "x_script": f"tokens={tokens}, tokens-per-second={rate}{script}",
    }  # fmt: skip
    async with aiohttp.ClientSession() as session:
        async with session.post(
            url + "/v1/chat/completions", json=body, timeout=aiohttp.ClientTimeout(total=timeout)
        ) as answer:
            text = await answer.text()
            if answer.status != 200:
                return answer.status, text
            if stream:
                events = [line[6:] for line in text.splitlines() if line.startswith("data: ")]
                whole = events and events[-1] == "[DONE]"
                pieces = [json.loads(event) for event in events if event != "[DONE]"]
                if any("error" in piece for piece in pieces) or not whole:
                    return 500, text
                return 200, "".join(
                    choice["delta"].get("content") or "" for piece in pieces for choice in piece["choices"]
                )
            return 200, json.loads(text)["choices"][0]["message"]["content"]


async def until(condition, seconds, what):
    """Asks again and again; the condition may be a coroutine's."""
    deadline = time.monotonic() + seconds
    while True:
        result = condition()
        if asyncio.iscoroutine(result):
            try:
                result = await result
            except (aiohttp.ClientError, OSError):
                result = False
        if result:
            return time.monotonic()
        if time.monotonic() > deadline:
            raise Failure(f"not within {seconds} s: {what}")
        await asyncio.sleep(0.03)


@contextlib.asynccontextmanager
async def background(*works):
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task


@contextlib.contextmanager
def folder_of(fleet):
    with tempfile.TemporaryDirectory() as folder:
        fleet.write(folder)
        yield folder


__all__ = ["Agent", "ClusterFleet", "Failure", "Model", "background", "complete", "folder_of", "free_port", "until"]
