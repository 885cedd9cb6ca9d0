#!/usr/bin/env python3
"""Measures the agent as a proxy beside others, on loopback, in front of one and the same model server: requests a second,
added latency at a fixed rate, processor time a request, time to the first event of a stream, memory with open streams.

What is measured beside it is there if it is installed: nginx, haproxy, wrk and h2load on the PATH (Debian: nginx haproxy wrk
nghttp2-client), smg, vllm-router and litellm in the virtual environment that --peers names.
"""

import argparse
import asyncio
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODEL = "bench"
PROMPT = "Write a short note about the history of bridges. " * 4
UPSTREAM, ADMIN = 21000, 21001
PORTS = {"agent": 21010, "nginx": 21011, "haproxy": 21012, "smg": 21013, "vllm-router": 21014, "litellm": 21015}


def body(model, **more):
    return json.dumps({"model": model, "messages": [{"role": "user", "content": PROMPT}], **more})


def router_config():
    """An environment of two routes: one with keyword rules in front of one model, as content routing needs them."""
    words = [f"word{number} phrase{number}" for number in range(100)]
    model = {
        "name": MODEL, "served": [{"name": MODEL, "upstream": MODEL}], "contextTokens": 32768,
        "capabilities": ["chat", "completions", "embeddings", "tools", "json"], "gpus": 1, "healthPath": "/health",
        "quality": {"low": 0.9, "medium": 0.8, "high": 0.7, "domains": []},
        "throughput": {"prefillTokensPerSecond": 5000, "decodeTokensPerSecond": 100, "measured": False},
        "costPerHour": 2, "coldStart": {"seconds": 1, "estimated": False},
    }
    weights = {"accuracy": 0.5, "latency": 0.3, "cost": 0.2}
    return {
        "version": 1, "fleet": "bench", "environment": "bench", "weights": weights, "switchingCost": 0.05,
        "classifier": {"kind": "none", "minConfidence": 0.6},
        "keywords": [{"match": [word], "complexity": "high"} for word in words],
        "routes": [{
            "name": "auto", "candidates": [MODEL], "fallback": [], "timeoutSeconds": 60, "weights": weights, "capabilities": [],
        }],
        "models": [model], "tenants": [],
    }


def scaling_config(server):
    model = {
        "name": MODEL, "pool": "slots", "gpus": 1, "gpusPerNode": 1, "nodes": 1, "min": 1, "max": 1,
        "idle": {"policy": "never"}, "coldStart": {"seconds": 1, "estimated": False}, "startupTimeoutSeconds": 30,
        "minResidencySeconds": 1, "longestStreamSeconds": 600, "concurrency": 100000,
        "queue": {"size": 1000, "timeoutSeconds": 30}, "schedule": [],
        "process": {"command": [str(server), "--model", MODEL, "--port", "{port}", "--tokens", "16"], "env": {}, "health": "/health"},
    }
    return {
        "version": 1, "fleet": "bench", "environment": "bench", "driver": "process", "gpuBudget": 1, "teams": [],
        "pools": [{"name": "slots", "nodes": 1, "gpusPerNode": 1, "pricePerGpuHour": 2}], "models": [model],
        "processes": {"host": "127.0.0.1", "firstPort": UPSTREAM, "lastPort": UPSTREAM},
    }


NGINX = """
worker_processes 2; daemon off; pid {folder}/nginx.pid; error_log stderr crit;
events {{ worker_connections 8192; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream model {{ server 127.0.0.1:{upstream}; keepalive 256; }}
  server {{
    listen 127.0.0.1:{port}; client_max_body_size 64m;
    location / {{ proxy_pass http://model; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; }}
  }}
}}
"""
HAPROXY = """
global
  nbthread 2
defaults
  mode http
  timeout client 60s
  timeout server 60s
  timeout connect 5s
frontend clients
  bind 127.0.0.1:{port}
  default_backend model
backend model
  http-reuse always
  server one 127.0.0.1:{upstream}
"""
LITELLM = """
model_list:
  - model_name: bench
    litellm_params: {{model: openai/bench, api_base: "http://127.0.0.1:{upstream}/v1", api_key: none}}
"""


class Proxies:
    """The processes that are measured, all at once: what is idle costs nothing."""

    def __init__(self, folder, options):
        self.folder, self.processes, self.missing = folder, {}, []
        agent, server = options.build / "spindle-agent", options.build / "scripted-model-server"
        (folder / "router.json").write_text(json.dumps(router_config()))
        (folder / "scaling.json").write_text(json.dumps(scaling_config(server)))
        self.start("agent", agent, "run", folder, "--listen", f"127.0.0.1:{PORTS['agent']}", "--admin", f"127.0.0.1:{ADMIN}",
                   "--state", folder / "state", "--log-level", "error")
        wait_for(UPSTREAM)
        values = dict(folder=folder, upstream=UPSTREAM)
        if nginx := shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin"):
            (folder / "nginx.conf").write_text(NGINX.format(port=PORTS["nginx"], **values))
            self.start("nginx", nginx, "-c", folder / "nginx.conf")
        if haproxy := shutil.which("haproxy", path=os.environ["PATH"] + ":/usr/sbin"):
            (folder / "haproxy.cfg").write_text(HAPROXY.format(port=PORTS["haproxy"], **values))
            self.start("haproxy", haproxy, "-f", folder / "haproxy.cfg")
        peers = options.peers
        upstream = f"http://127.0.0.1:{UPSTREAM}"
        if peers and (peers / "smg").exists():
            self.start("smg", peers / "smg", "launch", "--host", "127.0.0.1", "--port", PORTS["smg"], "--worker-urls", upstream,
                       "--policy", "round_robin", "--log-level", "error", "--prometheus-port", 21023)
        if peers and (peers / "vllm-router").exists():
            self.start("vllm-router", peers / "vllm-router", "--host", "127.0.0.1", "--port", PORTS["vllm-router"], "--worker-urls",
                       upstream, "--policy", "round_robin", "--log-level", "error", "--prometheus-port", 21024)
        if options.litellm:
            # It starts without a key only when told so; the others check none either.
            os.environ["LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY"] = "true"
            (folder / "litellm.yaml").write_text(LITELLM.format(**values))
            self.start("litellm", options.litellm, "--config", folder / "litellm.yaml", "--host", "127.0.0.1", "--port",
                       PORTS["litellm"], "--num_workers", 2)
        for name in list(self.processes):
            if not wait_for(PORTS[name], 180) or not answers(PORTS[name]):
                print(f"{name} does not answer and is left out", file=sys.stderr)
                self.stop(name)

    def start(self, name, *command):
        log = open(self.folder / f"{name}.log", "wb")
        self.processes[name] = subprocess.Popen([str(word) for word in command], stdout=log, stderr=log, start_new_session=True)

    def stop(self, name):
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)

    def close(self):
        for name in list(self.processes):
            self.stop(name)

    def members(self, name):
        """The process and its children, without the model server that the agent has started."""
        root = self.processes[name].pid
        children = {}
        for entry in pathlib.Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                    children.setdefault(int(fields[1]), []).append(int(entry.name))
                except OSError:
                    continue
        found, queue = [], [root]
        while queue:
            pid = queue.pop()
            found.append(pid)
            queue += [] if name == "agent" else children.get(pid, [])
        return found

    def cpu_seconds(self, name):
        total = 0
        for pid in self.members(name):
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / os.sysconf("SC_CLK_TCK")

    def resident_megabytes(self, name):
        total = 0
        for pid in self.members(name):
            for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) / 1024
        return total


def wait_for(port, seconds=30):
    end = time.time() + seconds
    while time.time() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        except OSError:
            time.sleep(0.1)
    return False


def answers(port, seconds=30):
    end = time.time() + seconds
    while time.time() < end:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/v1/chat/completions", body(MODEL).encode(), {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=5) as response:
                if json.load(response)["choices"]:
                    return True
        except (OSError, ValueError, KeyError):
            time.sleep(0.5)
    return False


def throughput(port, model, folder, seconds, connections=32):
    """Requests a second, and the share of answers that were not 2xx."""
    script = folder / "post.lua"
    script.write_text(f"wrk.method='POST'\nwrk.headers['Content-Type']='application/json'\nwrk.body=[==[{body(model)}]==]\n")
    command = ["wrk", f"-c{connections}", "-t1", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{port}/v1/chat/completions"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
    count = int(re.search(r"(\d+) requests in", text).group(1))
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return rate, count, int(failed.group(1)) if failed else 0


def latencies(port, model, folder, rate, seconds):
    """Seconds of each request at a fixed rate, sorted."""
    payload, log = folder / "payload.json", folder / "h2load.log"
    payload.write_text(body(model))
    log.unlink(missing_ok=True)
    clients = 20
    subprocess.run(
        # One connection begins after the other, so that requests are spread over time: they would come by twenty at once.
        ["h2load", "--h1", f"-c{clients}", "-t1", "--rate=1", f"--rate-period={1000 // rate}ms", f"--rps={rate / clients}",
         f"-n{rate * seconds}", f"-d{payload}", f"--log-file={log}",
         "-HContent-Type: application/json", f"http://127.0.0.1:{port}/v1/chat/completions"],
        capture_output=True, check=True)
    rows = [line.split("\t") for line in log.read_text().splitlines()]
    # The first second is that of the connections.
    start = min(int(row[0]) for row in rows)
    return sorted(int(row[2]) / 1e6 for row in rows if int(row[0]) - start > 1e6)


async def first_event(port, model):
    """Seconds until the first event of a stream."""
    data = body(model, stream=True).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    begin = time.perf_counter()
    writer.write(b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                 + str(len(data)).encode() + b"\r\n\r\n" + data)
    await reader.readuntil(b"data: ")
    seconds = time.perf_counter() - begin
    writer.close()
    return seconds


async def open_streams(proxies, name, port, model, count):
    """Megabytes that a proxy takes more while so many streams are open, each with an event now and then."""
    before = proxies.resident_megabytes(name)
    data = body(model, stream=True, max_tokens=1000, x_script="tokens=1000, tokens-per-second=1").encode()
    head = (b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
            + str(len(data)).encode() + b"\r\n\r\n")

    async def stream():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head + data)
        await reader.readuntil(b"data: ")
        return writer

    writers = []
    for _ in range(0, count, 100):
        writers += await asyncio.gather(*(stream() for _ in range(100)))
    await asyncio.sleep(3)
    total = proxies.resident_megabytes(name)
    for writer in writers:
        writer.close()
    return total, total - before


def percentile(values, share):
    return values[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5, help="of each measurement (default: %(default)s)")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / ".build/release")
    parser.add_argument("--peers", type=pathlib.Path, help="bin folder of a virtual environment with smg and vllm-router")
    parser.add_argument("--litellm", type=pathlib.Path, help="the executable of LiteLLM's proxy")
    parser.add_argument("--streams", type=int, default=2000)
    parser.add_argument("--keep", type=pathlib.Path, help="write results here, as JSON")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(65536, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        proxies = Proxies(folder, options)
        try:
            measure(proxies, folder, options)
        finally:
            proxies.close()


def measure(proxies, folder, options):
    targets = {"direct": (UPSTREAM, MODEL)}
    for name in proxies.processes:
        targets[name] = (PORTS[name], "auto" if name == "agent" else MODEL)
    samples = {name: {} for name in targets}

    def add(name, what, value):
        samples[name].setdefault(what, []).append(value)

    for round in range(options.rounds + 1):
        print(f"round {round} of {options.rounds}", file=sys.stderr)
        for name, (port, model) in targets.items():
            before = proxies.cpu_seconds(name) if name != "direct" else 0
            try:
                rate, count, failed = throughput(port, model, folder, options.seconds)
            except subprocess.CalledProcessError:
                print(f"{name} stopped answering in round {round}", file=sys.stderr)
                continue
            after = proxies.cpu_seconds(name) if name != "direct" else 0
            times = latencies(port, model, folder, 50 if name == "litellm" else 1000, options.seconds)
            firsts = sorted(asyncio.run(first_event(port, model)) for _ in range(100))
            # The first round warms everything up.
            if round == 0:
                continue
            add(name, "rate", rate)
            add(name, "failed", failed)
            add(name, "cpu", (after - before) / count * 1e6)
            add(name, "p50", percentile(times, 0.5) * 1e3)
            add(name, "p99", percentile(times, 0.99) * 1e3)
            add(name, "first", percentile(firsts, 0.5) * 1e3)
    for name, (port, model) in targets.items():
        if name in ("direct", "litellm") or options.streams == 0:
            continue
        try:
            total, more = asyncio.run(asyncio.wait_for(open_streams(proxies, name, port, model, options.streams), 60))
            add(name, "memory", total)
            add(name, "streams", more)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            print(f"{name}: {options.streams} streams: {error}", file=sys.stderr)
    report(samples, options)


def report(samples, options):
    def median(name, what):
        values = samples[name].get(what)
        return statistics.median(values) if values else None

    def show(value, digits=2):
        return "–" if value is None else f"{value:,.{digits}f}"

    direct = {what: median("direct", what) for what in ("p50", "p99", "first")}
    print("| | requests/s | added p50 ms | added p99 ms | added first event ms | CPU µs/request | MB with "
          f"{options.streams} streams | failed |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for name in samples:
        added = {
            what: None if name == "direct" or median(name, what) is None else median(name, what) - direct[what] for what in direct}
        print(f"| {name} | {show(median(name, 'rate'), 0)} | {show(added['p50'])} | {show(added['p99'])} | {show(added['first'])} | "
              f"{show(median(name, 'cpu') if name != 'direct' else None, 1)} | {show(median(name, 'memory'), 0)} | "
              f"{sum(samples[name].get('failed', [0]))} |")
    print(f"\ndirect: p50 {show(direct['p50'])} ms, p99 {show(direct['p99'])} ms, first event {show(direct['first'])} ms\n")
    ours = median("agent", "rate")
    bars = [("over vllm-router's throughput", "vllm-router", 1.0), ("over nginx's throughput", "nginx", 0.5),
            ("over LiteLLM's throughput", "litellm", 100.0)]
    for what, peer, bar in bars:
        if peer in samples and median(peer, "rate"):
            ratio = statistics.median(a / b for a, b in zip(samples["agent"]["rate"], samples[peer]["rate"]))
            print(f"- {what}: {ratio:.2f}× (bar {bar}×) {'met' if ratio >= bar else '**not met**'}")
    for what, unit, bar in (("p50", "ms", 0.3), ("p99", "ms", 1.5)):
        added = median("agent", what) - direct[what]
        print(f"- added {what} at 1,000 requests a second: {added:.2f} {unit} (bar {bar}) {'met' if added <= bar else '**not met**'}")
    if memory := median("agent", "memory"):
        print(f"- {options.streams} open streams: {memory:.0f} MB (bar 150) {'met' if memory <= 150 else '**not met**'}")
    print(f"\n{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, agent at {ours:,.0f} requests a second")
    if options.keep:
        options.keep.write_text(json.dumps(samples, indent=2) + "\n")


if __name__ == "__main__":
    main()
