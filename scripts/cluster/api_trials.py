"""What may go wrong with an API server and with pods."""

import asyncio
import signal
import tempfile
import time
from pathlib import Path

from agents import complete, free_port, Model, until
from world import decided, expect, role, trial, World


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
