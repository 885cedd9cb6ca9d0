#!/usr/bin/env python3
"""Sends thousands of requests through an agent whose model servers are killed, stalled and restarted meanwhile, whose
configuration changes, and which are told to fail in every way that they know. Checks that each request ended in a right answer or
in a well-formed error within its deadline, that the agent counted what the clients saw, and that nothing is left behind.

    make test-chaos
    .build/clients/bin/python scripts/agent/chaos.py [--requests N] [--seed N]

All that is random comes from the seed, which is printed; what the machine makes of it does not.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import aiohttp
import psutil

from fleet import Failure, Fleet, Model, running, wait_until

AT_ONCE = 100
# Until the first content, and after it; together, and some for a busy machine, within which every request must end.
CLIENT_TIMEOUT, LONGEST_STREAM, SLACK = 20, 6, 15
FAULTS = {
    "close": 4, "bad-chunk": 2, "split": 6, "500": 3, "503": 3, "429": 3, "error-event": 3, "wrong-length": 2, "huge-headers": 1,
    "stall": 1, "stall-at-first": 1,
}  # fmt: skip
MODELS = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta")
# A model whose server has died more often than this within a minute is left alone by the agent for a while, and so it is here.
DEATHS, MINUTE = 2, 62
STATUS_OF_CODE = {
    "upstream_failed": 502, "upstream_timeout": 504, "model_starting": 503, "queue_full": 429, "model_cannot_start": 503,
    "model_not_found": 404, "no_healthy_model": 503, "upstream_unavailable": 503,
}  # fmt: skip


@dataclass
class Order:
    """One request: what is asked, and what the answer must be."""

    number: int
    api: str
    model: str
    streamed: bool
    tokens: int
    rate: int
    fault: str | None
    leaves_after: float | None

    @property
    def text(self):
        tail = "·é🧵" if self.fault == "split" else ""
        return " ".join(f"t{index}.{self.number}{tail}" for index in range(self.tokens))

    def body(self):
        script = f"tokens={self.tokens}, tokens-per-second={self.rate}, seed={self.number}"
        script += f", fault={self.fault}" if self.fault else ""
        body = {"model": self.model, "stream": self.streamed, "x_script": script}
        prompt = f"Question number {self.number}: prove it."
        if self.api == "/v1/completions":
            return body | {"prompt": prompt}
        if self.api == "/v1/responses":
            return body | {"input": prompt}
        return body | {"messages": [{"role": "user", "content": prompt}], "max_tokens": 10_000}


@dataclass
class Outcome:
    """What a client saw."""

    kind: str
    """whole, error, cut (no end of a whole answer), left (the client went), late"""
    status: int = 0
    code: str | None = None
    text: str = ""
    seconds: float = 0.0
    problems: list = field(default_factory=list)


def draw(dice, number):
    # What kills a server is sent to one that nobody else needs.
    doomed = dice.random() < 0.003
    fault = dice.choices(list(FAULTS), list(FAULTS.values()))[0] if dice.random() < 0.12 else None
    return Order(
        number=number,
        api=dice.choice(["/v1/chat/completions"] * 4 + ["/v1/completions", "/v1/responses", "/v1/messages"]),
        model="doomed" if doomed else dice.choice([*MODELS, "b", "auto", "auto", "auto", "safe"]),
        streamed=dice.random() < 0.6,
        tokens=dice.choice([1, 2, 8, 40, 200]),
        rate=dice.choice([0, 50, 200]),
        fault=dice.choice(["exit", "abort", None]) if doomed else fault,
        leaves_after=dice.uniform(0, 0.5) if dice.random() < 0.04 else None,
    )


# MARK: One client


def delta(api, event):
    """The text of an event."""
    if api == "/v1/completions":
        return "".join(choice["text"] for choice in event["choices"])
    if api == "/v1/responses":
        return event["delta"] if event["type"] == "response.output_text.delta" else ""
    if api == "/v1/messages":
        return event["delta"]["text"] if event["type"] == "content_block_delta" else ""
    return "".join(choice["delta"].get("content") or "" for choice in event["choices"])


def whole_text(api, answer):
    if api == "/v1/completions":
        return answer["choices"][0]["text"]
    if api == "/v1/responses":
        return answer["output"][0]["content"][0]["text"]
    return answer["content"][0]["text"] if api == "/v1/messages" else answer["choices"][0]["message"]["content"]


def error_of(api, payload):
    """The code of a well-formed error, and what is wrong with it otherwise."""
    error = payload.get("error")
    if api == "/v1/messages":
        if payload.get("type") == "error" and error and isinstance(error.get("type"), str) and error.get("message"):
            return error["type"], []
    elif error and isinstance(error.get("message"), str) and {"message", "type", "param", "code"} <= error.keys():
        return error["code"], []
    elif api == "/v1/responses" and payload.get("type") == "error" and payload.get("message"):
        return payload["code"], []
    return None, [f"no well-formed error: {payload}"]


async def read_stream(order, answer, outcome):
    """Events as they must be: whole ones, of this API, and one end."""
    pending = b""
    ended = False
    async for chunk in answer.content.iter_any():
        pending += chunk
        *events, pending = pending.split(b"\n\n")
        for event in events:
            lines = event.decode().split("\n")
            if all(line.startswith(":") for line in lines):
                continue
            fields = [line.partition(": ") for line in lines if not line.startswith(":")]
            data = "\n".join(value for name, _, value in fields if name == "data")
            if ended or outcome.kind == "error":
                outcome.problems.append(f"an event behind the end: {data[:80]}")
            if data == "[DONE]":
                ended = True
                continue
            payload = json.loads(data)
            if "error" in payload and payload["error"] or payload.get("type") == "error":
                outcome.kind = "error"
                outcome.code, problems = error_of(order.api, payload)
                outcome.problems += problems
                continue
            outcome.text += delta(order.api, payload)
            ended = ended or payload.get("type") in ("message_stop", "response.completed", "response.incomplete")
    if pending:
        outcome.problems.append(f"half an event at the end: {pending[:80]}")
    if ended:
        outcome.kind = "whole"
    elif outcome.kind != "error":
        outcome.problems.append("a clean end without an end")


async def read(order, session, url, outcome):
    async with session.post(url + order.api, json=order.body()) as answer:
        outcome.status = answer.status
        if answer.status == 200 and order.streamed and answer.content_type == "text/event-stream":
            return await read_stream(order, answer, outcome)
        payload = json.loads(await answer.read())
        if answer.status == 200:
            outcome.kind = "whole"
            outcome.text = whole_text(order.api, payload)
        else:
            outcome.kind = "error"
            outcome.code, outcome.problems = error_of(order.api, payload)
            if answer.status in (429, 503) and "Retry-After" not in answer.headers:
                outcome.problems.append(f"{answer.status} without Retry-After")


async def send(order, session, url):
    outcome = Outcome("none")
    start = time.monotonic()
    try:
        async with asyncio.timeout(order.leaves_after or CLIENT_TIMEOUT + LONGEST_STREAM + SLACK):
            await read(order, session, url, outcome)
    except TimeoutError:
        outcome.kind = "left" if order.leaves_after else "late"
    except aiohttp.ClientPayloadError:
        outcome.kind = "cut"
        if order.streamed:
            outcome.problems.append("a stream that was cut")
    except (aiohttp.ClientError, ValueError, KeyError, TypeError) as error:
        outcome.problems.append(repr(error))
    outcome.seconds = time.monotonic() - start
    judge(order, outcome)
    return outcome


def judge(order, outcome):
    """What may not be."""
    if outcome.kind == "whole" and outcome.text != order.text:
        outcome.problems.append(f"wrong text: {outcome.text[:120]!r}, not {order.text[:120]!r}")
    elif not order.text.startswith(outcome.text):
        outcome.problems.append(f"wrong text before the error: {outcome.text[-120:]!r}")
    if outcome.kind in ("late", "none"):
        outcome.problems.append(f"no end within {outcome.seconds:.1f} s")


# MARK: Chaos


class Chaos:
    """What happens to the model servers and the configuration while requests go on."""

    def __init__(self, agent, fleet, dice):
        self.agent, self.fleet, self.dice = agent, fleet, dice
        self.count = Counter()
        self.deaths = defaultdict(list)

    def servers(self):
        """Model servers by the names of their models."""
        children = psutil.Process(self.agent.process.pid).children()
        return [(child.cmdline()[4], child) for child in children if child.status() != psutil.STATUS_ZOMBIE]

    async def go_on(self):
        while True:
            await asyncio.sleep(self.dice.uniform(0.1, 0.5))
            what = self.dice.choices(
                [self.kill, self.terminate, self.stall, self.reload, self.spoil, self.order], [5, 1, 3, 2, 1, 1]
            )[0]
            with contextlib.suppress(psutil.Error, LookupError):
                await what()
                self.count[what.__name__] += 1

    def victim(self):
        """One that has not died too often lately."""
        now = time.monotonic()
        servers = [
            (model, server) for model, server in self.servers() if sum(now - then < MINUTE for then in self.deaths[model]) < DEATHS
        ]
        model, server = self.dice.choice(servers)
        self.deaths[model].append(now)
        return server

    async def kill(self):
        self.victim().send_signal(signal.SIGKILL)

    async def terminate(self):
        self.victim().send_signal(signal.SIGTERM)

    async def stall(self):
        _, server = self.dice.choice(self.servers())
        server.send_signal(signal.SIGSTOP)
        try:
            await asyncio.sleep(self.dice.uniform(0.1, 1.5))
        finally:
            server.send_signal(signal.SIGCONT)

    async def reload(self):
        """Another configuration: other limits, models in another order, one more or one less."""
        models = [model for model in self.fleet.models if model.name != "extra"]
        if len(models) == len(self.fleet.models):
            models.append(Model("extra"))
        self.dice.shuffle(models)
        for model in models:
            if model.name == "beta":
                model.max = self.dice.choice([1, 2, 3])
                model.concurrency = self.dice.choice([4, 8, 16])
        self.fleet.models = models
        self.fleet.write(self.agent.folder)
        if self.dice.random() < 0.5:
            self.agent.process.send_signal(signal.SIGHUP)

    async def spoil(self):
        """A configuration that cannot be."""
        path = os.path.join(self.agent.folder, "scaling.json")
        with open(path, "w") as file:
            file.write(self.dice.choice(["", "{", "[]", '{"version":1}']))
        await asyncio.sleep(self.dice.uniform(0.1, 1.5))
        self.fleet.write(self.agent.folder)

    async def order(self):
        verb = self.dice.choice(["wake", "sleep"])
        model = self.dice.choice(MODELS)
        await asyncio.to_thread(self.agent.ask, f"/api/models/{model}/{verb}", "POST")


# MARK: What is left


@dataclass
class Footprint:
    resident: int
    descriptors: int
    threads: int

    def __str__(self):
        return f"{self.resident >> 20} MiB, {self.descriptors} descriptors, {self.threads} threads"


def footprint(agent):
    process = psutil.Process(agent.process.pid)
    return Footprint(process.memory_info().rss, process.num_fds(), process.num_threads())


def settled(agent):
    report = agent.fleet()
    return all(
        model["inFlight"] == 0 and model["queued"] == 0 and all(r["phase"] == "ready" for r in model["replicas"])
        for model in report["models"]
    )


async def settle(agent):
    """Waits until nothing is under way and idle connections to model servers have been given up."""
    await asyncio.to_thread(wait_until, lambda: settled(agent), 40, "nothing is in flight, queued or under way")
    await asyncio.sleep(6)
    await asyncio.to_thread(wait_until, lambda: settled(agent), 40, "nothing is under way")


def left_behind(agent, before, after):
    """What is not as it was."""
    process = psutil.Process(agent.process.pid)
    known = sum(len(model["replicas"]) for model in agent.fleet()["models"])
    children = process.children(recursive=True)
    dead = [child.pid for child in children if child.status() == psutil.STATUS_ZOMBIE]
    if dead:
        yield f"zombies: {dead}"
    if len(children) != known:
        yield f"{len(children)} processes, {known} replicas"
    # One descriptor watches each model server.
    if after.descriptors > before.descriptors + 3:
        yield f"descriptors: {before.descriptors} before, {after.descriptors} after"
    if after.threads > before.threads + 2:
        yield f"threads: {before.threads} before, {after.threads} after"
    if after.resident > before.resident * 1.25 + (16 << 20):
        yield f"memory: {before} before, {after} after"


def miscounted(samples, orders, outcomes):
    """Where the agent's metrics say something else than the clients saw."""
    counted = Counter()
    for series, value in samples.items():
        if series.startswith("spindle_requests_total"):
            counted[int(series.split('status="')[1].split('"')[0])] += int(value)
        elif series.startswith("spindle_refusals_total"):
            counted["refused"] += int(value)
    total = sum(counted.values())
    left = sum(outcome.kind == "left" for outcome in outcomes)
    # Who left at once may not have asked for anything.
    if not len(orders) - left <= total <= len(orders):
        yield f"{len(orders)} requests sent, {total} counted: {dict(counted)}"
    seen = Counter()
    for order, outcome in zip(orders, outcomes):
        if outcome.kind == "left":
            continue
        status = outcome.status
        if outcome.kind == "cut":
            status = 502
        elif outcome.kind == "error" and status == 200:
            # What a model server says itself in a stream, the agent passes on and is content with.
            status = STATUS_OF_CODE.get(outcome.code, 200)
            if order.api == "/v1/messages" and order.fault != "error-event":
                status = {"timeout_error": 504, "overloaded_error": 503, "rate_limit_error": 429}.get(outcome.code, 502)
        seen[status] += 1
    for status, count in seen.items():
        # Those who left may have been counted under anything.
        known = counted[status] + (counted["refused"] if status in (400, 404, 429, 503) else 0)
        if not count <= known <= count + left + counted["refused"]:
            yield f"status {status}: clients saw {count}, {known} counted"


# MARK: The run


async def requests(agent, orders, report=None):
    """All of them, so many at once."""
    waiting = iter(orders)
    outcomes = {}

    async def client(session):
        for order in waiting:
            outcomes[order.number] = await send(order, session, agent.url)
            if report and len(outcomes) % 1000 == 0:
                report(len(outcomes))

    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=5)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=None)) as session:
        await asyncio.gather(*(client(session) for _ in range(AT_ONCE)))
    return [outcomes[order.number] for order in orders]


async def run(agent, fleet, count, seed):
    dice = random.Random(seed)
    orders = [draw(dice, number) for number in range(count)]
    warm = orders[: max(100, count // 20)]
    first = await requests(agent, warm)
    await settle(agent)
    before = footprint(agent)
    print(f"after {len(warm)} requests: {before}")

    chaos = Chaos(agent, fleet, random.Random(seed + 1))
    start = time.monotonic()
    trouble = asyncio.create_task(chaos.go_on())
    say = lambda done: print(f"{done} requests, {time.monotonic() - start:.0f} s, {dict(chaos.count)}", flush=True)  # noqa: E731
    outcomes = first + await requests(agent, orders[len(warm) :], say)
    trouble.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await trouble
    fleet.write(agent.folder)
    await settle(agent)
    after = footprint(agent)
    print(f"after {count} requests: {after}, {time.monotonic() - start:.0f} s, {dict(chaos.count)}")

    problems = [
        f"request {order.number} ({order.api}, {order.model}, {'streamed' if order.streamed else 'whole'}, {order.fault}): {problem}"
        for order, outcome in zip(orders, outcomes)
        for problem in outcome.problems
    ]
    samples = agent.metrics()
    problems += list(left_behind(agent, before, after)) + list(miscounted(samples, orders, outcomes))
    kinds = Counter(outcome.kind for outcome in outcomes)
    codes = Counter(outcome.code for outcome in outcomes if outcome.kind == "error")
    slowest = max(outcome.seconds for outcome in outcomes)
    healthy = [outcome for order, outcome in zip(orders, outcomes) if order.fault in (None, "split") and not order.leaves_after]
    share = sum(outcome.kind == "whole" for outcome in healthy) / len(healthy)
    print(f"outcomes: {dict(kinds)}; errors: {dict(codes)}; slowest {slowest:.1f} s")
    print(f"of {len(healthy)} requests without a fault of their own, {share:.1%} got a whole answer")
    retries, fallbacks = (sum(v for k, v in samples.items() if k.startswith(f"spindle_{name}_total")) for name in ("retries", "fallbacks"))
    print(f"retries {retries:.0f}, fallbacks {fallbacks:.0f}")
    if share < 0.6:
        problems.append("too few whole answers: a fleet that refuses everything would pass too")
    return problems


def main():
    parser = argparse.ArgumentParser(description="Sends requests through an agent while its fleet falls apart.")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--log", help="a file for what the agent logs")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}, {arguments.requests} requests, {AT_ONCE} at once")
    common = {"longest_stream": LONGEST_STREAM, "queue_seconds": 15}
    fleet = Fleet(
        [
            Model("beta", ("b",), ("--load-seconds", "0.2", "--fault", "close=0.02"), min=1, max=3, concurrency=8, **common),
            Model("doomed", **common),
            *(
                Model(name, arguments=("--load-seconds", "0.3"), concurrency=16, idle=1 + index, **common)
                for index, name in enumerate(MODELS)
                if name != "beta"
            ),
        ],
        # One too few for all to be awake at a time.
        gpus=len(MODELS) + 2,
        client_timeout=CLIENT_TIMEOUT,
    )
    fleet.route("auto", ["alpha", "beta", "gamma"], ["beta", "delta"])
    fleet.route("safe", ["beta", "zeta"], ["eta", "alpha"])
    with running(fleet, log=arguments.log) as agent:
        problems = asyncio.run(run(agent, fleet, arguments.requests, arguments.seed))
        children = [child.pid for child in psutil.Process(agent.process.pid).children(recursive=True)]
        try:
            if status := agent.stop():
                problems.append(f"the agent ended with {status}")
        except Failure as failure:
            problems.append(str(failure))
        problems += [f"process {pid} outlived the agent" for pid in children if psutil.pid_exists(pid)]
    for problem in problems[:40]:
        print(f"FAIL {problem}")
    print(f"chaos: {len(problems)} problems, seed {arguments.seed}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
