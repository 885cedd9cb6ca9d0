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
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

import grpc
import yaml

from agents import Agent, ClusterFleet, Failure, Model, background, complete, folder_of, free_port, until
from apiserver import ApiServer, make_certificate
from crowd import Crowd, Witness
from keda import ScaledObject, messages, services
from pods import NAMESPACE, Workload
from relay import Relay

TRIALS = {}
# What of its rights the agent used, by driver.
USED = {"keda": set(), "agent": set()}
SEED = 7
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
        self.server = ApiServer()
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
    async with World("keda_sequence", "keda", Model("alpha", idle=2), wide=["alpha"]) as world:
        await world.deploy("alpha", kind="leaderworkersets")
        await world.agent()
        await decided(world)
        keda = await world.keda("alpha", kind="leaderworkersets")
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
    async with World("agent_sequence", "agent", Model("alpha", idle=2), wide=["alpha"]) as world:
        await world.deploy("alpha", kind="leaderworkersets")
        await world.agent()
        await decided(world)
        times = await sequence(world, {})
        expect([write[2:] for write in world.server.writes] == [(0, 1), (1, 0)], f"writes: {world.server.writes}")
        return times


@trial(60)
async def keda_protocol():
    """What is asked wrongly hears so, and a stream ends in good order."""
    async with World("keda_protocol", "keda", Model("alpha"), Model("beta")) as world:
        for name in ("alpha", "beta"):
            await world.deploy(name)
        agent = await world.agent()
        await decided(world)
        await world.keda("alpha")
        async with grpc.aio.insecure_channel(agent.scaler) as channel:
            stub = services.ExternalScalerStub(channel)

            async def refused(call, argument, code, *words):
                try:
                    await call(argument)
                except grpc.aio.AioRpcError as error:
                    expect(error.code() == code, f"{error.code()} in place of {code}")
                    expect(all(word in error.details() for word in words), f"`{error.details()}` says not {words}")
                else:
                    raise Failure(f"{argument} was answered")

            unknown = messages.ScaledObjectRef(name="x", namespace="llm", scalerMetadata={"model": "alfa"})
            for call in (stub.IsActive, stub.GetMetricSpec):
                await refused(call, unknown, grpc.StatusCode.NOT_FOUND, "alpha", "beta")
            nameless = messages.ScaledObjectRef(name="x", namespace="llm")
            await refused(stub.IsActive, nameless, grpc.StatusCode.INVALID_ARGUMENT, "llm/x", "`model`")
            known = messages.ScaledObjectRef(name="alpha", namespace="llm", scalerMetadata={"model": "alpha"})
            strange = messages.GetMetricsRequest(scaledObjectRef=known, metricName="queue")
            await refused(stub.GetMetrics, strange, grpc.StatusCode.NOT_FOUND, "queue", "demand")
            newer = channel.unary_stream(
                "/externalscaler.ExternalScaler/StreamMetricSpec",
                request_serializer=messages.ScaledObjectRef.SerializeToString,
                response_deserializer=messages.GetMetricSpecResponse.FromString,
            )
            try:
                async for _ in newer(known):
                    raise Failure("StreamMetricSpec was answered")
            except grpc.aio.AioRpcError as error:
                expect(error.code() == grpc.StatusCode.UNIMPLEMENTED, f"{error.code()} for what is not there")
            # The state comes when a stream opens, and `true` again and again; the end of the agent is an orderly one.
            await complete(agent.url, "alpha")
            stream = stub.StreamIsActive(known)
            began = time.monotonic()
            first = await asyncio.wait_for(stream.read(), 2)
            opened = time.monotonic() - began
            expect(first.result, "an open stream hears that the model is active")
            second = await asyncio.wait_for(stream.read(), 5)
            expect(second.result, "and hears it again")
            await agent.stop()
            rest = await stream.read()
            while rest is not grpc.aio.EOF:
                rest = await stream.read()
            expect(await stream.code() == grpc.StatusCode.OK, f"the stream ended with {await stream.code()}")
        return {"state after": opened}


@trial(150)
async def keda_restart():
    """An agent that comes back keeps what runs, and wakes nothing."""
    async with World("keda_restart", "keda", Model("alpha", idle=15), Model("beta", idle=15)) as world:
        await world.deploy("alpha")
        await world.deploy("beta")
        agent = await world.agent()
        await decided(world)
        keda = [await world.keda(name, cooldown=1) for name in ("alpha", "beta")]
        expect((await complete(agent.url, "alpha"))[0] == 200, "alpha answers")
        port = agent.scaler_port
        await agent.kill()
        agent.part()
        await asyncio.sleep(3)
        expect(world.replicas("alpha") == 1, "KEDA holds what it cannot ask about")
        back = Agent(world.server, world.folder, log=LOGS / "keda_restart-2.log")
        back.scaler_port = port
        world.agents.append(await back.start())
        back.join()
        begun, writes = time.monotonic(), len(world.server.writes)
        for each in keda:
            each.calls.clear()
        await until(lambda: all(any(call.method == "IsActive" for call in each.calls) for each in keda), 20, "KEDA asks it")
        # Until the idle time has passed since it came back, alpha is awake; beta never wakes.
        await asyncio.sleep(max(0, begun + 2.5 - time.monotonic()))
        expect(world.server.writes[writes:] == [], f"replicas were changed: {world.server.writes[writes:]}")
        expect((await complete(back.url, "alpha"))[0] == 200, "alpha answers the new agent")
        await until(lambda: world.replicas("alpha") == 0, 60, "alpha sleeps in the end")
        expect(world.workloads["beta"].most == 0, "beta was never woken")


@trial(120)
async def keda_races():
    """A push beside a poll is never undone: what IsActive says is true at every moment."""
    async with World("keda_races", "keda", Model("alpha", idle=0.6)) as world:
        await world.deploy("alpha", load=0.05, schedule=0.02)
        agent = await world.agent()
        await decided(world)
        await world.keda("alpha", poll=0.25, cooldown=0.5)
        waits = []
        for _ in range(8):
            await until(lambda: world.replicas("alpha") == 0 and not world.workloads["alpha"].pods, 20, "it sleeps")
            began = time.monotonic()
            status, _ = await complete(agent.url, "alpha")
            waits.append(time.monotonic() - began)
            expect(status == 200, f"the answer is {status}")
        expect(len([write for write in world.server.writes if write[3] == 1]) == 8, "each request woke it once")
        return {"cold requests": len(waits), "slowest": max(waits)}


@trial(90)
async def keda_busy():
    """Calls are answered at once whatever else the agent does."""
    async with World("keda_busy", "keda", Model("alpha", concurrency=64, max=1, queue=2000)) as world:
        await world.deploy("alpha")
        agent = await world.agent()
        await decided(world)
        keda = await world.keda("alpha", poll=0.1, sync=0.1)
        await complete(agent.url, "alpha")
        keda.calls.clear()
        # The clients are another process: what is measured here is how long the agent takes.
        crowd = await asyncio.create_subprocess_exec(
            sys.executable, __file__, "--ask", agent.url, stdout=asyncio.subprocess.PIPE
        )
        output, _ = await crowd.communicate()
        expect(crowd.returncode == 0, f"the clients say {output.decode()}")
        seconds = sorted(call.seconds for call in keda.calls)
        p99 = seconds[int(len(seconds) * 0.99)]
        # A machine that is busy with other things may hold up some; half of them say how fast the agent is.
        expect(seconds[len(seconds) // 2] < 0.05, f"half of the calls take more than {seconds[len(seconds) // 2]} s")
        return {"calls": len(seconds), "p50": seconds[len(seconds) // 2], "p99": p99, "max": seconds[-1]}


async def ask_much(url):
    """Three hundred streams at a time."""
    answers = await asyncio.gather(*(complete(url, "alpha", tokens=200, rate=50, stream=True) for _ in range(300)))
    if lost := [answer for answer in answers if answer[0] != 200]:
        sys.exit(f"{len(lost)} of 300 were not answered, such as {lost[0]}")


async def two_replicas(world):
    """Two requests at a concurrency of one take two replicas, and one suffices later."""
    agent = world.agents[0]
    answers = [asyncio.create_task(complete(agent.url, "alpha", tokens=60, rate=10)) for _ in range(2)]
    await until(lambda: world.replicas("alpha") == 2, 20, "two replicas are wanted")
    for status, _ in await asyncio.gather(*answers):
        expect(status == 200, f"the answer is {status}")
    await until(lambda: world.replicas("alpha") == 0, 40, "it sleeps in the end")
    return {"most pods": world.workloads["alpha"].most}


@trial(120)
async def keda_replicas():
    async with World("keda_replicas", "keda", Model("alpha", concurrency=1, max=2, idle=1.5)) as world:
        await world.deploy("alpha")
        await world.agent()
        await decided(world)
        await world.keda("alpha", stabilization=1)
        return await two_replicas(world)


@trial(120)
async def agent_replicas():
    async with World("agent_replicas", "agent", Model("alpha", concurrency=1, max=2, idle=1.5)) as world:
        await world.deploy("alpha")
        await world.agent()
        await decided(world)
        return await two_replicas(world)


@trial(90)
async def keda_stream():
    """A model is not stopped while it streams, however long."""
    async with World("keda_stream", "keda", Model("alpha", idle=0.5)) as world:
        await world.deploy("alpha")
        agent = await world.agent()
        await decided(world)
        await world.keda("alpha", poll=0.5, cooldown=0.5)
        began = time.monotonic()
        status, text = await complete(agent.url, "alpha", tokens=60, rate=10, stream=True)
        expect(status == 200 and text.endswith("t59"), f"the stream is {status} {text[-60:]}")
        expect([write[2:] for write in world.server.writes] == [(0, 1)], f"writes: {world.server.writes}")
        return {"streamed": time.monotonic() - began}


@trial(120)
async def keda_many():
    """Many models at once, each with its stream: all wake, and all fall asleep."""
    names = [f"model-{number}" for number in range(20)]
    async with World("keda_many", "keda", *(Model(name, idle=1) for name in names), gpus=20) as world:
        for name in names:
            await world.deploy(name, load=0.1)
        agent = await world.agent()
        await decided(world)
        for name in names:
            await world.keda(name, cooldown=1)
        answers = await asyncio.gather(*(complete(agent.url, name) for name in names))
        expect(all(status == 200 for status, _ in answers), "all answer")
        await until(lambda: all(world.replicas(name) == 0 for name in names), 60, "all sleep")
        return {"models": len(names)}


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


@trial(120)
async def keda_budget():
    async with World("keda_budget", "keda", Model("alpha", idle=60), Model("beta", idle=60), gpus=1) as world:
        for name in ("alpha", "beta"):
            await world.deploy(name)
        await world.agent()
        await decided(world)
        for name in ("alpha", "beta"):
            await world.keda(name, cooldown=1, poll=0.5)
        return await one_after_the_other(world)


@trial(120)
async def agent_budget():
    async with World("agent_budget", "agent", Model("alpha", idle=60), Model("beta", idle=60), gpus=1) as world:
        for name in ("alpha", "beta"):
            await world.deploy(name)
        await world.agent()
        await decided(world)
        return await one_after_the_other(world)


@trial(60)
async def agent_one_writer():
    """It leaves alone what something else scales, says so, and puts right what somebody did by hand."""
    models = [Model("alpha", min=1), Model("beta", min=1), Model("gamma", min=1)]
    async with World("agent_one_writer", "agent", *models) as world:
        for name in ("alpha", "beta", "gamma"):
            await world.deploy(name)
        world.server.put(
            "keda.sh/v1alpha1", "scaledobjects", NAMESPACE, "old", spec={"scaleTargetRef": {"name": "alpha"}}
        )
        world.server.put(
            "autoscaling/v2", "horizontalpodautoscalers", NAMESPACE, "older",
            spec={"scaleTargetRef": {"kind": "Deployment", "name": "beta"}},
        )  # fmt: skip
        agent = await world.agent()
        await until(lambda: world.replicas("gamma") == 1, 20, "gamma is woken, as its minimum wants it")
        await asyncio.sleep(1)
        expect(world.replicas("alpha") == 0 and world.replicas("beta") == 0, "what others scale was scaled")
        log = Path(agent.log).read_text()
        for words in ("ScaledObject old", "HorizontalPodAutoscaler older"):
            expect(words in log, f"the log names no `{words}`")
        world.server.scale(NAMESPACE, "gamma", 0, "somebody")
        await until(lambda: world.replicas("gamma") == 1, 20, "what somebody did by hand is put right")


@trial(60)
async def agent_rights():
    """Without the right to scale it does not begin, and says which right is missing."""
    async with World("agent_rights", "agent", Model("alpha")) as world:
        await world.deploy("alpha")
        world.server.rules = [rule for rule in role("agent") if "deployments/scale" not in rule["resources"]]
        world.server.rules.append({"apiGroups": ["apps"], "resources": ["deployments/scale"], "verbs": ["get"]})
        agent = await world.agent(join=False)
        expect(await asyncio.wait_for(agent.process.wait(), 20) != 0, "it ended well")
        log = Path(agent.log).read_text()
        expect("cannot patch" in log and "deployments/scale" in log, f"the log says: {log}")


@trial(90)
async def api_faults():
    """Conflicts, too many requests, errors, watches that break off and versions that are gone are met and overcome."""
    async with World("api_faults", "agent", Model("alpha", idle=1)) as world:
        server = world.server
        await world.deploy("alpha")
        agent = await world.agent()
        await decided(world)

        async def cycle(what):
            status, text = await complete(agent.url, "alpha")
            expect(status == 200, f"after {what} the answer is {status}: {text}")
            await until(lambda: world.replicas("alpha") == 0 and not world.workloads["alpha"].pods, 30, f"zero after {what}")

        await cycle("nothing")
        for kind, verb, resource, times in (
            ("409", "patch", "deployments/scale", 2), ("429", "patch", "deployments/scale", 2),
            ("429", "update", "leases", 2), ("500", "get", "leases", 2), ("slow", "patch", "deployments/scale", 1),
        ):  # fmt: skip
            server.fail(kind, verb, resource, times, seconds=0.5)
            await cycle(f"{kind} for {verb} {resource}")
        server.cut_watches()
        await cycle("a cut watch")
        server.fail("expire", "watch", "endpointslices", 1)
        server.cut_watches()
        await cycle("410 for a watch")
        server.compact()
        server.cut_watches()
        await cycle("a version that is gone")
        server.fail("500", "watch", "endpointslices", 1)
        server.fail("500", "list", "endpointslices", 1)
        server.cut_watches()
        await cycle("500 for a watch and a list")


@trial(90)
async def api_down():
    """Without an API server nothing changes, what runs serves, and all goes on afterwards."""
    async with World("api_down", "agent", Model("alpha", idle=600)) as world:
        await world.deploy("alpha")
        agent = await world.agent()
        await decided(world)
        expect((await complete(agent.url, "alpha"))[0] == 200, "alpha answers")
        world.server.cut_watches()
        for verb, resource in (
            ("get", "leases"), ("update", "leases"), ("list", "endpointslices"), ("watch", "endpointslices"),
            ("get", "deployments/scale"), ("patch", "deployments/scale"),
        ):  # fmt: skip
            world.server.fail("500", verb, resource, 10_000)
        await until(lambda: not_decides(agent), 30, "it decides no more")
        for _ in range(5):
            expect((await complete(agent.url, "alpha"))[0] == 200, "alpha answers without an API server")
        expect(world.replicas("alpha") == 1, "nothing was scaled")
        world.server.faults.clear()
        await until(agent.decides, 60, "it decides again")


async def not_decides(agent):
    return not await agent.decides()


@trial(200)
async def api_half_open():
    """Connections that hang for ever are given up, and what a watch should have told is asked for."""
    async with World("api_half_open", "agent", Model("alpha", idle=1)) as world:
        await world.deploy("alpha")
        agent = await world.linked_agent()
        await decided(world)
        expect((await complete(agent.url, "alpha"))[0] == 200, "alpha answers")
        agent.relays[0].freeze()
        began = time.monotonic()
        status, text = await complete(agent.url, "alpha", timeout=150)
        expect(status == 200, f"the answer is {status}: {text}")
        first = time.monotonic() - began
        await until(lambda: world.replicas("alpha") == 0 and not world.workloads["alpha"].pods, 60, "it sleeps")
        began = time.monotonic()
        expect((await complete(agent.url, "alpha", timeout=150))[0] == 200, "alpha answers again")
        return {"frozen": first, "after that": time.monotonic() - began}


@trial(90)
async def api_token():
    """In a pod: TLS by the mounted authority, and a token that is renewed."""
    with tempfile.TemporaryDirectory() as mounted:
        async with World("api_token", "agent", Model("alpha", idle=1)) as world:
            await world.server.runner.cleanup()
            await world.server.start(mounted)
            folder = Path(mounted) / "serviceaccount"
            folder.mkdir()
            (folder / "ca.crt").write_text((Path(mounted) / "server.crt").read_text())
            (folder / "namespace").write_text("llm")
            (folder / "token").write_text("first\n")
            world.server.tokens = {"first"}
            await world.deploy("alpha")
            environment = {
                "KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT": str(world.server.port),
                "SPINDLE_SERVICE_ACCOUNT": str(folder),
            }  # fmt: skip
            agent = await world.agent(environment=environment, kubeconfig=False)
            await decided(world)
            expect((await complete(agent.url, "alpha"))[0] == 200, "alpha answers")
            (folder / "token").write_text("second\n")
            world.server.tokens = {"second"}
            await until(lambda: world.replicas("alpha") == 0, 30, "it scales with the new token")
            expect((await complete(agent.url, "alpha"))[0] == 200, "alpha answers again")


@trial(90)
async def scaler_tls():
    """KEDA's port with a certificate, which is renewed, and with one of KEDA's."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        make_certificate(folder, "ca", None)
        make_certificate(folder, "agent", "127.0.0.1", "ca")
        make_certificate(folder, "keda", "keda", "ca")
        async with World("scaler_tls", "keda", Model("alpha", idle=1)) as world:
            await world.deploy("alpha")
            files = ["--scaler-cert", folder / "agent.crt", "--scaler-key", folder / "agent.key"]
            agent = await world.agent(*files, "--scaler-client-ca", folder / "ca.crt")
            await decided(world)
            authority, chain, key = ((folder / name).read_bytes() for name in ("ca.crt", "keda.crt", "keda.key"))
            stranger = ScaledObject(
                world.server, "alpha", [agent.scaler], credentials=grpc.ssl_channel_credentials(authority)
            )
            try:
                await asyncio.wait_for(stranger.ask(), 5)
                raise Failure("a stranger was answered")
            except grpc.aio.AioRpcError as error:
                expect(error.code() == grpc.StatusCode.UNAVAILABLE, f"a stranger hears {error.code()}")
            finally:
                await stranger.channel.close()
            await world.keda("alpha", credentials=grpc.ssl_channel_credentials(authority, key, chain))
            return await sequence(world, {})


@trial(60)
async def blind():
    """Without the right to see EndpointSlices it looks up the Service's name, and probes what it finds."""
    async with World("blind", "agent", Model("alpha", idle=3)) as world:
        workload = await world.deploy("alpha", port=free_port())
        router = Path(world.folder) / "router.json"
        router.write_text(router.read_text().replace("alpha.llm.svc:8000", f"localhost:{workload.port}"))
        world.server.rules = [rule for rule in role("agent") if "endpointslices" not in rule["resources"]]
        agent = await world.agent()
        await decided(world)
        began = time.monotonic()
        status, text = await complete(agent.url, "alpha")
        expect(status == 200, f"the answer is {status}: {text}")
        answered = time.monotonic() - began
        await until(lambda: world.replicas("alpha") == 0, 30, "it sleeps")
        return {"answered": answered}


@trial(90)
async def pods_fail():
    """A pod that dies is replaced by the cluster, and nobody scales meanwhile; requests wait or are sent again."""
    async with World("pods_fail", "agent", Model("alpha", idle=600, concurrency=4)) as world:
        await world.deploy("alpha")
        agent = await world.agent()
        await decided(world)
        expect((await complete(agent.url, "alpha"))[0] == 200, "alpha answers")
        lost = 0
        for _ in range(4):
            world.workloads["alpha"].kill()
            answers = await asyncio.gather(*(complete(agent.url, "alpha") for _ in range(8)))
            lost += sum(status != 200 for status, _ in answers)
        expect(lost == 0, f"{lost} requests were lost")
        expect([write[2:] for write in world.server.writes] == [(0, 1)], f"writes: {world.server.writes}")


@trial(60)
async def pods_roll():
    """A rolling update of a model: its streams end whole, new requests go to the new pod, and nobody scales."""
    async with World("pods_roll", "agent", Model("alpha", idle=600)) as world:
        workload = await world.deploy("alpha")
        agent = await world.agent()
        await decided(world)
        stream = asyncio.create_task(complete(agent.url, "alpha", tokens=40, rate=10, stream=True))
        await until(lambda: workload.pods and workload.pods[0].ready, 20, "a pod is ready")
        await asyncio.sleep(0.5)
        old = workload.pods[0].port
        update = asyncio.create_task(workload.replace())
        answered = 0
        while not stream.done():
            status, text = await complete(agent.url, "alpha")
            expect(status == 200, f"the answer is {status}: {text}")
            answered += 1
            await asyncio.sleep(0.05)
        await update
        status, text = await stream
        expect(status == 200 and text.endswith("t39"), f"the stream is {status} {text[-40:]}")
        await until(lambda: [pod.port for pod in workload.pods] != [old] and len(workload.pods) == 1, 20, "the old pod is gone")
        expect((await complete(agent.url, "alpha"))[0] == 200, "the new pod answers")
        expect([write[2:] for write in world.server.writes] == [(0, 1)], f"writes: {world.server.writes}")
        return {"answered meanwhile": answered}


@trial(120)
async def pods_hang():
    """A pod that the cluster calls ready and that answers nothing is taken out by the agent's own probes."""
    async with World("pods_hang", "agent", Model("alpha", min=2, max=2, idle=600)) as world:
        workload = await world.deploy("alpha")
        agent = await world.agent()
        await until(lambda: sum(pod.ready for pod in workload.pods) == 2, 30, "both are ready")
        await until(lambda: ready_replicas(agent, 2), 20, "the agent has both")
        workload.pods[0].process.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        await until(lambda: ready_replicas(agent, 1), 60, "one is taken out")
        seconds = time.monotonic() - began
        answers = await asyncio.gather(*(complete(agent.url, "alpha", timeout=10) for _ in range(8)))
        expect(all(status == 200 for status, _ in answers), "the other answers all")
        workload.pods[0].process.send_signal(signal.SIGCONT)
        await until(lambda: ready_replicas(agent, 2), 60, "it comes back")
        return {"taken out after": seconds}


async def ready_replicas(agent, count):
    replicas = (await agent.model("alpha"))["replicas"]
    return sum(replica["phase"] == "ready" for replica in replicas) == count


@trial(120)
async def keda_any_agent():
    """KEDA asks one agent, a client another, and a third decides, in all ways that there are."""
    names = ["alpha", "beta", "gamma"]
    async with World("keda_any_agent", "keda", *(Model(name, idle=60) for name in names)) as world:
        for name in names:
            await world.deploy(name)
        for _ in range(3):
            await world.agent()
        await decided(world)
        slowest = 0
        for number, name in enumerate(names):
            keda = await world.keda(name, world.agents[number], poll=60)
            await until(lambda: keda.calls, 10, "KEDA asks")
            began = time.monotonic()
            request = asyncio.create_task(complete(world.agents[(number + 1) % 3].url, name))
            await until(lambda: world.replicas(name) == 1, 10, f"{name} is woken")
            slowest = max(slowest, time.monotonic() - began)
            expect((await request)[0] == 200, f"{name} answers")
        return {"slowest push": slowest}


@trial(90)
async def keda_learned():
    await outlives("keda_learned", "keda")


@trial(60)
async def agent_learned():
    await outlives("agent_learned", "agent")


async def outlives(name, driver):
    """What was learned outlives the agents, and to lose it or find rubbish is harmless."""
    async with World(name, driver, Model("alpha", idle=0.3)) as world:
        await world.deploy("alpha")
        agent = await world.agent()
        keda = await world.keda("alpha", cooldown=0.5) if driver == "keda" else None
        await decided(world)
        for _ in range(2):
            expect((await complete(agent.url, "alpha"))[0] == 200, "alpha answers")
            await until(lambda: world.replicas("alpha") == 0 and not world.workloads["alpha"].pods, 20, "it sleeps")
        seen = (await agent.model("alpha"))["coldStartsSeen"]
        await agent.stop()
        agent.part()
        if keda:
            await keda.stop()
        kept = world.server.get("configmaps", NAMESPACE, "spindle-agent-learned")
        expect(kept and "alpha" in kept["data"]["learned.json"], "it was written down")
        heir = await world.agent()
        await until(heir.decides, 20, "the next one decides")
        expect((await heir.model("alpha"))["coldStartsSeen"] == seen == 2, f"cold starts: {seen}")
        await heir.stop()
        heir.part()
        world.server.put("v1", "configmaps", NAMESPACE, "spindle-agent-learned", data={"learned.json": "{]"})
        third = await world.agent()
        await until(third.decides, 20, "it decides beside rubbish")
        if keda:
            await world.keda("alpha", third)
        expect((await complete(third.url, "alpha"))[0] == 200, "and serves")


async def crowded(world, requests, happenings):
    """Three agents, a crowd, and what happens to the agents; afterwards everything must have been right."""
    for name in ("alpha", "beta", "gamma", "never"):
        await world.deploy(name, load=0.2, schedule=0.1)
    for _ in range(3):
        await world.linked_agent()
    await decided(world)
    crowd = Crowd(requests, SEED, ("alpha", "beta", "gamma"), agents=list(world.agents))
    witness = Witness(world.server, crowd, world.fleet.driver)
    witness.attach()
    if world.fleet.driver == "keda":
        for name in world.workloads:
            await world.keda(name, poll=1, cooldown=1)
    task = asyncio.create_task(crowd.run())
    try:
        for happening in happenings:
            await happening(world, crowd)
        await task
    finally:
        task.cancel()
    crowd.check()
    witness.check()
    expect(world.workloads["never"].most == 0, "a model that nobody asked for was woken")
    expect(all(workload.most <= 3 for workload in world.workloads.values()), "too many pods")
    return {
        "requests": crowd.done, "came again": crowd.broken, "slowest": crowd.slowest, "changes of replicas": witness.writes,
    }  # fmt: skip


async def after(crowd, share):
    await until(lambda: crowd.done >= crowd.requests * share, 300, f"{share:.0%} of the requests")


async def leader(world):
    for agent in world.agents:
        if agent.alive and await agent.decides():
            return agent
    return None


async def kill_leader(world, crowd):
    """The one that decides dies without a word, and another comes."""
    await after(crowd, 0.15)
    agent = await leader(world)
    await agent.kill()
    crowd.agents.remove(agent)
    agent.part()
    crowd.agents.append(await world.linked_agent())


async def kill_leader_in_the_cold(world, crowd):
    """Everything sleeps and nobody decides when requests come: they wait until somebody does."""
    await after(crowd, 0.25)
    crowd.goes_on.clear()
    await until(lambda: all(world.replicas(name) == 0 for name in world.workloads), 60, "everything sleeps")
    await until(lambda: leader(world), 40, "somebody decides")
    agent = await leader(world)
    crowd.agents.remove(agent)
    await agent.kill()
    agent.part()
    crowd.goes_on.set()
    crowd.agents.append(await world.linked_agent())


async def part_leader(world, crowd):
    """The one that decides sees neither the others nor the API server for a while."""
    await after(crowd, 0.35)
    await until(lambda: leader(world), 40, "somebody decides again")
    agent = await leader(world)
    for relay in agent.relays:
        relay.cut()
    await until(lambda: other_decides(world, agent), 60, "another decides")
    for relay in agent.relays:
        relay.mend()


async def other_decides(world, one):
    found = await leader_except(world, one)
    return found is not None


async def leader_except(world, one):
    for agent in world.agents:
        if agent is not one and agent.alive and await agent.decides():
            return agent
    return None


async def kill_follower(world, crowd):
    await after(crowd, 0.6)
    decides = await leader(world)
    agent = next(each for each in world.agents if each.alive and each is not decides)
    await agent.kill()
    crowd.agents.remove(agent)
    agent.part()
    crowd.agents.append(await world.linked_agent())


async def roll(world, crowd):
    """A rolling update: each is replaced in turn, in good order."""
    await after(crowd, 0.75)
    for agent in list(crowd.agents):
        crowd.agents.append(await world.linked_agent())
        # Its endpoint is taken out everywhere before it is told to end: that is what the chart's preStop is for.
        crowd.agents.remove(agent)
        await asyncio.sleep(0.2)
        expect(await agent.stop() == 0, f"{agent.name} ended badly")
        agent.part()


async def kill_all(world, crowd):
    """All at once, and none is left that knows anything."""
    await after(crowd, 0.9)
    old = list(crowd.agents)
    crowd.agents.extend([await world.linked_agent() for _ in range(3)])
    for agent in old:
        crowd.agents.remove(agent)
        await agent.kill()
        agent.part()


CROWDED = [Model(name, idle=1.5, concurrency=16, max=2, queue=2000, queue_seconds=60) for name in ("alpha", "beta", "gamma", "never")]


@trial(400)
async def keda_crowd():
    async with World("keda_crowd", "keda", *CROWDED) as world:
        return await crowded(world, 5000, [kill_leader, kill_leader_in_the_cold, part_leader, kill_follower, roll, kill_all])


@trial(400)
async def agent_crowd():
    async with World("agent_crowd", "agent", *CROWDED) as world:
        return await crowded(world, 5000, [kill_leader, kill_leader_in_the_cold, part_leader, kill_follower, roll, kill_all])


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


def rights_are_used():
    """The agent's Role holds no verb that no trial used."""
    for driver, used in USED.items():
        given = {
            (group, resource, verb)
            for rule in role(driver)
            for group in rule["apiGroups"]
            for resource in rule["resources"]
            for verb in rule["verbs"]
        }
        if unused := sorted(given - used):
            print(f"FAIL rights of driver {driver}: never used: {unused}")
            return False
        print(f"ok   rights of driver {driver}: {len(given)} verbs, each of them used")
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ask", help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*", metavar="NAME", help="some trials alone: " + ", ".join(TRIALS))
    arguments = parser.parse_args()
    if arguments.ask:
        return asyncio.run(ask_much(arguments.ask))
    unknown = [name for name in arguments.names if name not in TRIALS]
    if unknown:
        parser.error(f"there is no trial {unknown[0]}; there is {', '.join(TRIALS)}")
    results = [asyncio.run(run(name)) for name in arguments.names or TRIALS]
    if not arguments.names:
        results.append(rights_are_used())
    print(f"cluster: {sum(results)} passed, {len(results) - sum(results)} failed")
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
