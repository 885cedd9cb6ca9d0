#!/usr/bin/env python3
"""Puts agents into a cluster of loopback: a small API server, pods that are real processes, and KEDA as it was measured.

    make test-cluster
    .build/cluster/bin/python scripts/cluster/trials.py [NAME …]

Each trial has a deadline. What is printed beside one is what was measured in it.
"""

import argparse
import asyncio
import contextlib
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path

import grpc

from agents import Agent, ClusterFleet, Failure, Model, background, complete, folder_of, until
from apiserver import ApiServer, make_certificate
from keda import ScaledObject, messages, services
from pods import NAMESPACE, Workload

TRIALS = {}
LOGS = Path(__file__).resolve().parents[2] / ".build" / "cluster" / "logs"


def trial(seconds):
    def register(body):
        TRIALS[body.__name__] = (seconds, body)
        return body

    return register


class World:
    """A cluster with models and agents, and what ends them all."""

    def __init__(self, name, driver, *models, gpus=8):
        self.name = name
        self.fleet = ClusterFleet(list(models), gpus=gpus)
        self.fleet.driver = driver
        self.server = ApiServer()
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

    async def keda(self, name, *agents, **options):
        scaled = ScaledObject(self.server, name, [agent.scaler for agent in agents or self.agents], **options)
        self.objects[name] = scaled
        self.exits.push_async_callback(scaled.stop)
        await self.work(scaled.run())
        return scaled

    def replicas(self, name):
        return self.server.replicas(NAMESPACE, name)

    async def __aexit__(self, *error):
        for agent in self.agents:
            with contextlib.suppress(ProcessLookupError, Failure):
                agent.process.send_signal(signal.SIGCONT)
                await agent.stop(20) if not error[0] else await agent.kill()
        await self.exits.aclose()


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


async def phase_is(agent, name, phase):
    return (await agent.model(name))["phase"] == phase


@trial(90)
async def keda_sequence():
    async with World("keda_sequence", "keda", Model("alpha", idle=2)) as world:
        await world.deploy("alpha")
        await world.agent()
        await decided(world)
        keda = await world.keda("alpha")
        await until(lambda: len(keda.calls) >= 6, 10, "KEDA has polled twice")
        expect(not any(call.answer.result for call in keda.calls if call.method == "IsActive"), "it is inactive at first")
        times = {}
        request = asyncio.create_task(sequence(world, times))
        began = time.monotonic()
        await until(lambda: any(active for _, active in keda.pushes), 5, "a push comes")
        times["pushed"] = time.monotonic() - began
        await request
        spec = next(call.answer for call in keda.calls if call.method == "GetMetricSpec")
        expect(spec.metricSpecs[0].targetSizeFloat == 8, "the target is the concurrency")
        slowest = max(call.seconds for call in keda.calls)
        expect(slowest < 0.5, f"a call took {slowest} s")
        expect([write[2:] for write in world.server.writes] == [(0, 1), (1, 0)], f"writes: {world.server.writes}")
        median = sorted(call.seconds for call in keda.calls)[len(keda.calls) // 2]
        return times | {"call p50": median, "call max": slowest}


@trial(90)
async def agent_sequence():
    async with World("agent_sequence", "agent", Model("alpha", idle=2)) as world:
        await world.deploy("alpha")
        await world.agent()
        await decided(world)
        times = await sequence(world, {})
        expect([write[2:] for write in world.server.writes] == [(0, 1), (1, 0)], f"writes: {world.server.writes}")
        return times


# MARK: Running them


async def run(name):
    seconds, body = TRIALS[name]
    began = time.monotonic()
    try:
        figures = await asyncio.wait_for(body(), seconds)
    except Exception as error:  # noqa: BLE001
        print(f"FAIL {name} after {time.monotonic() - began:.1f} s: {error or type(error).__name__}", flush=True)
        if not isinstance(error, Failure):
            traceback.print_exc()
        return False
    told = ", ".join(f"{key} {value:.3f} s" if isinstance(value, float) else f"{key} {value}" for key, value in (figures or {}).items())
    print(f"ok   {name} ({time.monotonic() - began:.1f} s){': ' + told if told else ''}", flush=True)
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="some trials alone: " + ", ".join(TRIALS))
    arguments = parser.parse_args()
    unknown = [name for name in arguments.names if name not in TRIALS]
    if unknown:
        parser.error(f"there is no trial {unknown[0]}; there is {', '.join(TRIALS)}")
    results = [asyncio.run(run(name)) for name in arguments.names or TRIALS]
    print(f"cluster: {sum(results)} passed, {len(results) - sum(results)} failed")
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
