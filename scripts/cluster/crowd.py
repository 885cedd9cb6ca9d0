"""Thousands of requests through several agents, which are killed, cut off and replaced meanwhile."""

import asyncio
import random
import time
from collections import defaultdict
from dataclasses import dataclass, field

import aiohttp

from agents import Failure


@dataclass
class Crowd:
    """Clients that come to any agent, as through a Service, and come again if one is gone, as SDKs do."""

    requests: int
    seed: int
    models: tuple
    at_once: int = 60
    agents: list = field(default_factory=list)
    outstanding: dict = field(default_factory=lambda: defaultdict(dict))
    last_end: dict = field(default_factory=lambda: defaultdict(float))
    done: int = 0
    broken: int = 0
    problems: list = field(default_factory=list)
    slowest: float = 0

    async def run(self):
        self.dice = random.Random(self.seed)
        self.goes_on = asyncio.Event()
        self.goes_on.set()
        limit = asyncio.Semaphore(self.at_once)
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, force_close=True)) as session:
            tasks = []
            for number in range(self.requests):
                await self.goes_on.wait()
                await limit.acquire()
                tasks.append(asyncio.create_task(self.one(session, number, self.dice.choice(self.models), limit)))
                # Quiet times, in which models fall asleep.
                if number % 500 == 499:
                    await asyncio.sleep(self.dice.uniform(1, 4))
                else:
                    await asyncio.sleep(0.004)
            await asyncio.gather(*tasks)

    async def one(self, session, number, model, limit):
        began = time.monotonic()
        self.outstanding[model][number] = began
        try:
            for _ in range(4):
                agent = self.dice.choice(self.agents)
                try:
                    await self.ask(session, agent, number, model)
                    break
                except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, asyncio.TimeoutError) as error:
                    # Only an agent that was killed may break a connection, and none that was told to end.
                    if not agent.is_killed:
                        self.problems.append(f"{agent.name} broke off {number}: {error!r}")
                        break
                    self.broken += 1
                    await asyncio.sleep(0.3)
            else:
                self.problems.append(f"{number} found no agent")
        finally:
            del self.outstanding[model][number]
            self.last_end[model] = time.monotonic()
            self.done += 1
            self.slowest = max(self.slowest, time.monotonic() - began)
            limit.release()

    async def ask(self, session, agent, number, model):
        tokens, streamed = self.dice.choice([1, 3, 20]), self.dice.random() < 0.5
        body = {
            "model": model, "stream": streamed, "messages": [{"role": "user", "content": f"Question {number}."}],
            "x_script": f"tokens={tokens}, tokens-per-second={self.dice.choice([0, 50])}, seed={number}",
        }  # fmt: skip
        timeout = aiohttp.ClientTimeout(total=90)
        async with session.post(agent.url + "/v1/chat/completions", json=body, timeout=timeout) as answer:
            text = await answer.text()
            expected = f"t{tokens - 1}.{number}"
            if answer.status != 200 or expected not in text:
                self.problems.append(f"{number} to {agent.name} for {model}: {answer.status} {text[:200]}")

    def oldest(self, model):
        """Seconds since the first of the requests that are under way came."""
        return time.monotonic() - min(self.outstanding[model].values(), default=time.monotonic())

    def quiet(self, model):
        """Seconds without a request."""
        return 0 if self.outstanding[model] else time.monotonic() - self.last_end[model]

    def check(self):
        if self.done != self.requests:
            raise Failure(f"{self.done} of {self.requests} requests ended")
        if self.problems:
            raise Failure(f"{len(self.problems)} requests were lost, such as {self.problems[:3]}")


@dataclass
class Witness:
    """Looks at every change of replicas: who made it, and whether somebody asked for it."""

    server: object
    crowd: Crowd
    driver: str
    # Of the idle time and a poll: within it a model may be woken again that was stopped just as a request came.
    grace: float = 3
    problems: list = field(default_factory=list)
    writes: int = 0

    def attach(self):
        record = self.server.writes
        witness = self

        class Writes(list):
            def append(self, write):
                super().append(write)
                witness.see(*write)

        self.server.writes = Writes(record)

    def see(self, by, model, before, after):
        self.writes += 1
        if self.driver == "agent":
            lease = self.server.get("leases", "llm", "spindle-agent")
            holder = (lease or {}).get("spec", {}).get("holderIdentity") or ""
            if not holder.startswith(f"{by}_"):
                self.problems.append(f"{by} wrote {model} {before} → {after} while {holder or 'nobody'} held the Lease")
        if before == 0 and self.crowd.quiet(model) > self.grace:
            self.problems.append(f"{model} was woken, and nobody had asked for it for {self.crowd.quiet(model):.1f} s")
        # What came in the moment of the decision is too late for it; with KEDA that moment is a poll of three calls.
        if after == 0 and self.crowd.oldest(model) > (2.5 if self.driver == "keda" else 1.5):
            self.problems.append(f"{model} was stopped {self.crowd.oldest(model):.1f} s after a request came")

    def check(self):
        if self.problems:
            raise Failure(f"{len(self.problems)} changes were wrong, such as {self.problems[:3]}")
