"""The agent as the one that scales, and what it learned, by either driver."""

import asyncio
from pathlib import Path

from agents import complete, Model, until
from pods import NAMESPACE
from world import decided, expect, one_after_the_other, role, sequence, trial, two_replicas, World


@trial(90)
async def agent_sequence():
    async with World("agent_sequence", "agent", Model("alpha", idle=2), wide=["alpha"]) as world:
        world.server.lacks = {"keda.sh"}
        await world.deploy("alpha", kind="leaderworkersets")
        await world.agent()
        await decided(world)
        times = await sequence(world, {})
        expect([write[2:] for write in world.server.writes] == [(0, 1), (1, 0)], f"writes: {world.server.writes}")
        return times


@trial(120)
async def agent_replicas():
    async with World("agent_replicas", "agent", Model("alpha", concurrency=1, max=2, idle=1.5)) as world:
        await world.deploy("alpha")
        await world.agent()
        await decided(world)
        return await two_replicas(world)


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
        others = [rule for rule in role("agent") if "deployments/scale" not in rule["resources"]]
        world.server.rules = [*others, {"apiGroups": ["apps"], "resources": ["deployments/scale"], "verbs": ["get"]}]
        agent = await world.agent(join=False)
        expect(await asyncio.wait_for(agent.process.wait(), 20) != 0, "it ended well")
        log = Path(agent.log).read_text()
        expect("cannot patch" in log and "deployments/scale" in log, f"the log says: {log}")


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
