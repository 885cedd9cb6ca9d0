"""A cluster of loopback for one trial, and what all trials share."""

import asyncio
import contextlib
import signal
import subprocess
import time
from pathlib import Path

import yaml

from agents import Agent, background, ClusterFleet, complete, Failure, folder_of, until
from apiserver import ApiServer
from keda import ScaledObject
from pods import NAMESPACE, Workload
from relay import Relay

TRIALS = {}
# What makes the API server of a trial: ours, or the one that was named.
SERVER = [ApiServer]
# What of its rights the agent used, by driver.
USED = {"keda": set(), "agent": set()}
LOGS = Path(__file__).resolve().parents[2] / ".build" / "cluster" / "logs"


def trial(seconds):
    def register(body):
        TRIALS[body.__name__] = (seconds, body)
        return body

    return register


class World:
    """A cluster with models and agents, and what ends them all."""

    def __init__(self, name, driver, *models, gpus=8, wide=()):
        self.name = name
        self.fleet = ClusterFleet(list(models), gpus=gpus)
        self.fleet.driver, self.fleet.wide = driver, wide
        self.server = SERVER[0]()
        self.server.rules = role(driver)
        self.workloads, self.agents, self.objects = {}, [], {}
        self.exits = contextlib.AsyncExitStack()

    async def __aenter__(self):
        await self.server.start()
        self.folder = self.exits.enter_context(folder_of(self.fleet))
        self.exits.push_async_callback(self.server.stop)
        return self

    def work(self, coroutine):
        return self.exits.enter_async_context(background(coroutine))

    async def deploy(self, name, *arguments, **options):
        workload = Workload(self.server, name, *arguments, **options)
        self.workloads[name] = workload
        self.exits.push_async_callback(workload.stop)
        await self.work(workload.run())
        return workload

    async def agent(self, *arguments, join=True, **options):
        LOGS.mkdir(parents=True, exist_ok=True)
        log = LOGS / f"{self.name}-{len(self.agents) + 1}.log"
        log.unlink(missing_ok=True)
        start = {key: options.pop(key) for key in ("kubeconfig",) if key in options}
        agent = Agent(self.server, self.folder, *arguments, log=log, **options)
        await agent.start(**start)
        self.agents.append(agent)
        if join:
            agent.join()
        return agent

    async def linked_agent(self):
        """One whose ways to the others and to the API server can be cut."""
        api = await Relay(self.server.port).start()
        agent = await self.agent(join=False, api=f"http://127.0.0.1:{api.port}")
        peer = await Relay(agent.admin_port).start()
        agent.join(peer.port)
        agent.relays = [api, peer]
        for relay in agent.relays:
            self.exits.push_async_callback(relay.stop)
        return agent

    async def keda(self, name, *agents, **options):
        scaled = ScaledObject(self.server, name, [agent.scaler for agent in agents or self.agents], **options)
        self.objects[name] = scaled
        self.exits.push_async_callback(scaled.stop)
        await self.work(scaled.run())
        return scaled

    def replicas(self, name):
        return self.server.replicas(NAMESPACE, name, self.workloads[name].kind)

    async def __aexit__(self, *error):
        for agent in self.agents:
            with contextlib.suppress(ProcessLookupError, Failure):
                agent.process.send_signal(signal.SIGCONT)
                await agent.stop(20) if not error[0] else await agent.kill()
        await self.exits.aclose()
        if not error[0]:
            USED[self.fleet.driver] |= self.server.used


def role(driver):
    """The rules of the Role that the agent's chart makes, which the API server holds it to."""
    chart = Path(__file__).resolve().parents[2] / "Sources" / "Charts" / "SpindleAgent"
    helm = Path(__file__).resolve().parents[2] / ".build" / "conformance" / "bin" / "helm"
    output = subprocess.run(
        [helm, "template", "spindle-agent", chart, "--set", f"driver={driver},leaderWorkerSets=true", "--show-only", "templates/rbac.yaml"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return next(document for document in yaml.safe_load_all(output) if document["kind"] == "Role")["rules"]


def expect(condition, what):
    if not condition:
        raise Failure(what)


async def decided(world, count=1):
    await until(lambda: any_decides(world), 30, "an agent decides")


async def any_decides(world):
    for agent in world.agents:
        if agent.process.returncode is None and await agent.decides():
            return True
    return False


async def phase_is(agent, name, phase):
    return (await agent.model(name))["phase"] == phase


async def sequence(world, times):
    """Cold request → active → replica up → response → idle → inactive."""
    agent = world.agents[0]
    began = time.monotonic()
    request = asyncio.create_task(complete(agent.url, "alpha"))
    await until(lambda: world.replicas("alpha") == 1, 10, "the Deployment is at 1")
    times["scaled"] = time.monotonic() - began
    await until(lambda: any(pod.ready for pod in world.workloads["alpha"].pods), 20, "a pod is ready")
    times["pod ready"] = time.monotonic() - began
    status, text = await request
    times["answered"] = time.monotonic() - began
    expect(status == 200 and text == "t0 t1 t2", f"the answer is {status} {text}")
    ended = time.monotonic()
    await until(lambda: world.replicas("alpha") == 0, 30, "the Deployment is at 0 again")
    times["at zero"] = time.monotonic() - ended
    await until(lambda: not world.workloads["alpha"].pods, 20, "the pod is gone")
    await until(lambda: phase_is(agent, "alpha", "zero"), 20, "the agent says zero")
    return times


async def two_replicas(world):
    """Two requests at a concurrency of one take two replicas, and one suffices later."""
    agent = world.agents[0]
    answers = [asyncio.create_task(complete(agent.url, "alpha", tokens=60, rate=10)) for _ in range(2)]
    await until(lambda: world.replicas("alpha") == 2, 20, "two replicas are wanted")
    for status, _ in await asyncio.gather(*answers):
        expect(status == 200, f"the answer is {status}")
    await until(lambda: world.replicas("alpha") == 0, 40, "it sleeps in the end")
    return {"most pods": world.workloads["alpha"].most}


async def one_after_the_other(world):
    """One GPU for two models: the idle one makes room, and never do both run."""
    agent, most = world.agents[0], [0]

    async def watch():
        while True:
            most[0] = max(most[0], world.replicas("alpha") + world.replicas("beta"))
            await asyncio.sleep(0.01)

    await world.work(watch())
    for name in ("alpha", "beta", "alpha"):
        status, text = await complete(agent.url, name)
        expect(status == 200, f"{name} answers {status}: {text}")
    expect(most[0] == 1, f"{most[0]} replicas were wanted at a time")
    return {"most at a time": most[0]}
