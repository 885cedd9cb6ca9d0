"""Several agents under load, which are killed, cut off and replaced."""

import asyncio

from agents import Model, until
from crowd import Crowd, Witness
from world import decided, expect, trial, World

SEED = 7
CROWDED = [Model(name, idle=1.5, concurrency=16, max=2, queue=2000, queue_seconds=60) for name in ("alpha", "beta", "gamma", "never")]


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
    expect(all(workload.most <= 2 for workload in world.workloads.values()), "more pods were asked for than a model may have")
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


async def leader_except(world, one):
    for agent in world.agents:
        if agent is not one and agent.alive and await agent.decides():
            return agent
    return None


async def other_decides(world, one):
    found = await leader_except(world, one)
    return found is not None


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


@trial(400)
async def keda_crowd():
    async with World("keda_crowd", "keda", *CROWDED) as world:
        return await crowded(world, 5000, [kill_leader, kill_leader_in_the_cold, part_leader, kill_follower, roll, kill_all])


@trial(400)
async def agent_crowd():
    async with World("agent_crowd", "agent", *CROWDED) as world:
        return await crowded(world, 5000, [kill_leader, kill_leader_in_the_cold, part_leader, kill_follower, roll, kill_all])
