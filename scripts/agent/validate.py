#!/usr/bin/env python3
"""Holds the simulator against the real agent: the same specs and the same trace, once simulated and once with processes.

    make validate-simulation
    scripts/agent/validate.py [SECONDS [SEED]]

A trace of some minutes goes to two models that share two GPUs: bursts and pauses, of requests that name a model and of
requests that leave the choice to the router. Model servers are scripted: they load for as long as the spec says and give
tokens at the spec's rate. Everything else is what runs: the agent, its router, its queues, processes that start and end.
"""

import asyncio
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import aiohttp

REPOSITORY = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("SPINDLE_BUILD", REPOSITORY / ".build" / "debug")).resolve()
BAR = 0.10

SPECS = """
apiVersion: spindle/v1alpha1
kind: Fleet
metadata: {{name: validation}}
defaults:
  scale: {{min: 0, minResidency: 2s, queue: {{timeout: 60s}}, longestStream: 60s}}
routing:
  weights: {{accuracy: 0.6, latency: 0.25, cost: 0.15}}
  classifier: {{kind: none}}
  routes:
    - {{name: auto, candidates: all, timeout: 60s}}
---
apiVersion: spindle/v1alpha1
kind: Model
metadata: {{name: small}}
source: file:///models/small.gguf
architecture: gemma-3-270m
placement: {{pool: slots, gpus: 1}}
scale: {{coldStart: 4s, max: 2, concurrency: 4, idleTimeout: 6s}}
throughput: {{prefill: 10000, decode: 40}}
quality: {{low: 0.9, medium: 0.6, high: 0.3}}
process: {{command: [{server}, --model, small, --port, "{{port}}", --load-seconds, "4", --first-token-ms, "2", --tokens-per-second, "40"]}}
---
apiVersion: spindle/v1alpha1
kind: Model
metadata: {{name: large}}
source: file:///models/large.gguf
architecture: gemma-3-270m
placement: {{pool: slots, gpus: 1}}
scale: {{coldStart: 8s, concurrency: 4, idleTimeout: {{policy: adaptive, min: 4s, max: 20s}}}}
throughput: {{prefill: 5000, decode: 20}}
quality: {{low: 0.95, medium: 0.9, high: 0.8}}
process: {{command: [{server}, --model, large, --port, "{{port}}", --load-seconds, "8", --first-token-ms, "4", --tokens-per-second, "20"]}}
---
apiVersion: spindle/v1alpha1
kind: Environment
metadata: {{name: local}}
local: {{ports: 28100-28199}}
pools:
  slots: {{gpu: {{memory: 8GiB, bandwidth: 50, compute: 1}}, nodes: 1, gpusPerNode: 2, pricePerGpuHour: 1}}
budgets: {{gpus: 2}}
"""


def trace(seconds, seed):
    """Bursts of 1 to 12 requests, pauses of 2 to 25 s: some end before a model goes, and some after."""
    lots = random.Random(seed)
    requests, now = [], 1.0
    while now < seconds:
        name = lots.choice(["small", "small", "large", "auto", "auto"])
        for _ in range(lots.randint(1, 12)):
            requests.append((now, 20, lots.randint(10, 80), name))
            now += lots.expovariate(2.5)
        now += lots.uniform(2, 25)
    return [request for request in requests if request[0] < seconds]


async def replay(url, requests):
    """Sends each when it is due; its seconds, or none where it was refused."""
    latencies = [None] * len(requests)
    began = time.monotonic()

    async def ask(session, index, request):
        due, _, tokens, name = request
        await asyncio.sleep(max(0, began + due - time.monotonic()))
        sent = time.monotonic()
        # Eighty letters, which the agent takes for twenty tokens.
        prompt = ("tell me about it " * 5)[:80]
        body = {
            "model": name, "max_tokens": tokens, "messages": [{"role": "user", "content": prompt}],
            "x_script": f"tokens={tokens}",
        }  # fmt: skip
        async with session.post(f"{url}/chat/completions", json=body) as answer:
            await answer.read()
            if answer.status == 200:
                latencies[index] = time.monotonic() - sent

    timeout = aiohttp.ClientTimeout(total=120)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as session:
        await asyncio.gather(*(ask(session, index, request) for index, request in enumerate(requests)))
    return latencies


def metric(text, name):
    """The sum of a metric over its labels."""
    return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if re.match(rf"{name}(\{{|\s)", line))


async def measure(folder, requests, seconds):
    log = open(folder / "agent.log", "wb")
    agent = await asyncio.create_subprocess_exec(
        str(BUILD / "spindle-agent"), "run", str(folder / "generated/local/agent"), "--listen", "127.0.0.1:0", "--admin",
        "127.0.0.1:0", "--state", str(folder / "state"), stdout=asyncio.subprocess.PIPE, stderr=log,
    )  # fmt: skip
    try:
        words = (await asyncio.wait_for(agent.stdout.readline(), 30)).decode().split()
        url, admin = words[1], words[3]
        began = time.monotonic()
        latencies = await replay(url, requests)
        # The simulation looks at the whole of the trace's time.
        await asyncio.sleep(max(0, began + seconds - time.monotonic()))
        async with aiohttp.ClientSession() as session:
            async with session.get(f"{admin}/metrics") as answer:
                text = await answer.text()
    finally:
        agent.terminate()
        await agent.wait()
        log.close()
    served = sorted(value for value in latencies if value is not None)
    return {
        "served": len(served),
        "cold starts": metric(text, "spindle_cold_start_seconds_count"),
        "seconds of a cold start": metric(text, "spindle_cold_start_seconds_sum")
        / max(1, metric(text, "spindle_cold_start_seconds_count")),
        "latency, mean": sum(served) / len(served),
        "latency, median": served[(len(served) + 1) // 2 - 1],
        "latency, 95 %": served[-(-95 * len(served) // 100) - 1],
        "GPU-seconds": metric(text, "spindle_gpu_seconds_total"),
    }


def predict(folder, seeds):
    """Means over seeds, which differ in cold starts alone."""
    sums = {}
    for seed in range(1, seeds + 1):
        command = [BUILD / "spindle", "simulate", "--trace", "trace.csv", "--policy", "spec", "--cold-start-variation", "0", "--stop-seconds", "0", "--seed", str(seed), "--format", "json"]
        output = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
        row = json.loads(output)["strategies"][0]
        figures = {
            "served": row["served"],
            "cold starts": row["coldStarts"],
            "latency, mean": row["latency"]["mean"],
            "latency, median": row["latency"]["p50"],
            "latency, 95 %": row["latency"]["p95"],
            "GPU-seconds": row["gpuHours"] * 3600,
        }
        for key, value in figures.items():
            sums[key] = sums.get(key, 0) + value / seeds
    return sums


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 240
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    requests = trace(seconds, seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "specs").mkdir()
        (folder / "specs/fleet.yaml").write_text(SPECS.format(server=BUILD / "scripted-model-server"))
        rows = "".join(f"{time:.3f},{prompt},{answer},{name}\n" for time, prompt, answer, name in requests)
        (folder / "trace.csv").write_text(f"time,prompt_tokens,answer_tokens,name\n{rows}")
        subprocess.run([BUILD / "spindle", "compile"], cwd=folder, check=True, capture_output=True)
        predicted = predict(folder, 5)
        # As long as the simulated trace, whose end is its last request.
        measured = asyncio.run(measure(folder, requests, requests[-1][0]))
    print(f"| {len(requests)} requests in {requests[-1][0]:.0f} s | simulated | measured | ratio | |\n|---|---:|---:|---:|---|")
    worst = 0
    for key, value in predicted.items():
        ratio = value / measured[key]
        worst = max(worst, abs(ratio - 1))
        print(f"| {key} | {value:.2f} | {measured[key]:.2f} | {ratio:.3f} | {'' if abs(ratio - 1) <= BAR else '**over 10 %**'} |")
    print(f"\nA cold start took {measured['seconds of a cold start']:.2f} s on average.")
    sys.exit(worst > BAR)


if __name__ == "__main__":
    main()
