#!/usr/bin/env python3
"""Makes every call of the official `openai` and `anthropic` packages twice, to a scripted model server and through the agent to
one like it, and compares the results field by field; then the errors, which are the agent's own. Exits 1 on a difference.

    make test-clients
"""

import asyncio
import json
import re
import sys
import threading
import time
import urllib.request

import anthropic
import openai

from fleet import Fleet, Model, model_server, running, wait_until

MODEL = "scripted"
KEYS = {"sk-right": "portal", "sk-slow": "batch", "sk-narrow": "narrow", "sk-single": "single"}
TENANTS = [
    {"name": "portal", "priority": 50},
    {"name": "batch", "priority": 10, "requestsPerMinute": 2},
    {"name": "narrow", "priority": 10, "models": ["other"]},
    {"name": "single", "priority": 10, "concurrency": 1},
]
HELLO = [{"role": "user", "content": "Hello, how are you?"}]
PARTS = [
    {"role": "developer", "content": "Be brief."},
    {"role": "user", "content": [{"type": "text", "text": "Grüße 🧵"}, {"type": "text", "text": "\u2028 and 1.0"}]},
    {"role": "assistant", "content": None, "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
    {"role": "tool", "tool_call_id": "c", "content": "3"},
]
TOOL = {"type": "function", "function": {"name": "say", "parameters": {"type": "object", "properties": {"text": {"type": "string"}}}}}
FLAT_TOOL = {"type": "function", "name": "say", "parameters": TOOL["function"]["parameters"], "strict": False}
CLAUDE_TOOL = {"name": "say", "input_schema": TOOL["function"]["parameters"]}


def script(text):
    return {"extra_body": {"x_script": text}}


class Clients:
    """Both packages, with one address."""

    def __init__(self, url, key="sk-right", **options):
        options = {"max_retries": 0, "timeout": 20, **options}
        self.url = url
        self.openai = openai.OpenAI(base_url=url + "/v1", api_key=key, **options)
        self.asynchronous = openai.AsyncOpenAI(base_url=url + "/v1", api_key=key, **options)
        self.anthropic = anthropic.Anthropic(base_url=url, api_key=key, **options)


# MARK: What is called

CALLS = {}


def call(function):
    CALLS[function.__name__.replace("_", " ")] = function
    return function


def chat(clients, messages=HELLO, **options):
    return clients.openai.chat.completions.create(model=MODEL, messages=messages, **options)


@call
def chat_whole(clients):
    return chat(clients)


@call
def chat_with_every_option(clients):
    return chat(
        clients,
        PARTS,
        temperature=1.0,
        top_p=0.5,
        n=1,
        stop=["\n", "END"],
        seed=7,
        max_completion_tokens=5,
        logprobs=True,
        top_logprobs=2,
        logit_bias={"50256": -100},
        presence_penalty=0.1,
        frequency_penalty=-0.1,
        user="u",
        metadata={"a": "b"},
        reasoning_effort="low",
        store=False,
        service_tier="auto",
        response_format={"type": "json_object"},
        parallel_tool_calls=False,
        tools=[TOOL],
        extra_body={"guided_regex": "\\d+", "chat_template_kwargs": {"enable_thinking": False}, "priority": 0},
    )


@call
def chat_tool(clients):
    return chat(clients, tools=[TOOL], tool_choice="required")


@call
def chat_stream(clients):
    return list(chat(clients, stream=True))


@call
def chat_stream_with_usage(clients):
    return list(chat(clients, stream=True, stream_options={"include_usage": True}))


@call
def chat_stream_of_a_tool(clients):
    return list(chat(clients, stream=True, tools=[TOOL]))


@call
def chat_stream_in_splinters(clients):
    return list(chat(clients, stream=True, **script("fault=split, tokens=30")))


@call
def chat_stream_as_bytes(clients):
    with clients.openai.chat.completions.with_streaming_response.create(
        model=MODEL, messages=HELLO, stream=True, stream_options={"include_usage": True}
    ) as answer:
        return b"".join(answer.iter_bytes()).decode(), answer.headers["content-type"].split(";")[0]


@call
def chat_stream_helper(clients):
    with clients.openai.chat.completions.stream(model=MODEL, messages=HELLO, tools=[]) as stream:
        return [event.type for event in stream], stream.get_final_completion()


@call
def chat_of_many_tokens(clients):
    return list(chat(clients, stream=True, **script("tokens=3000")))


@call
def chat_with_a_long_prompt(clients):
    return chat(clients, [{"role": "user", "content": "é" * 4_000_000}])


@call
def chat_whole_answer_of_megabytes(clients):
    return chat(clients, **script("tokens=400000"))


@call
def chat_concurrently(clients):
    async def all_of_them():
        client = openai.AsyncOpenAI(base_url=clients.url + "/v1", api_key="sk-right", max_retries=0, timeout=20)
        async with client:
            calls = (client.chat.completions.create(model=MODEL, messages=HELLO, seed=seed) for seed in range(24))
            return await asyncio.gather(*calls)

    return asyncio.run(all_of_them())


@call
def completion(clients):
    return clients.openai.completions.create(model=MODEL, prompt="Once", max_tokens=4, echo=False)


@call
def completion_stream(clients):
    return list(clients.openai.completions.create(model=MODEL, prompt=["Once"], stream=True))


@call
def embeddings(clients):
    return clients.openai.embeddings.create(model=MODEL, input=["a", "b", "c"], dimensions=16)


@call
def embeddings_as_numbers(clients):
    return clients.openai.embeddings.create(model=MODEL, input="a", encoding_format="float")


@call
def embeddings_of_tokens(clients):
    return clients.openai.embeddings.create(model=MODEL, input=[1, 2, 3], encoding_format="base64")


@call
def response(clients):
    return clients.openai.responses.create(model=MODEL, input="Hello", instructions="Be brief.")


@call
def response_cut_off(clients):
    return clients.openai.responses.create(model=MODEL, input=HELLO, max_output_tokens=3)


@call
def response_stream(clients):
    return list(clients.openai.responses.create(model=MODEL, input="Hello", stream=True))


@call
def response_stream_of_a_tool(clients):
    return list(clients.openai.responses.create(model=MODEL, input="Hello", tools=[FLAT_TOOL], stream=True))


@call
def response_stream_helper(clients):
    with clients.openai.responses.stream(model=MODEL, input="Hello") as stream:
        return [event.type for event in stream], stream.get_final_response()


@call
def response_that_the_engine_forgot(clients):
    made = clients.openai.responses.create(model=MODEL, input="Hello")
    return failure(lambda: clients.openai.responses.retrieve(made.id))


@call
def message(clients):
    return clients.anthropic.messages.create(model=MODEL, max_tokens=64, messages=HELLO, system="Be brief.")


@call
def message_with_a_tool(clients):
    return clients.anthropic.messages.create(model=MODEL, max_tokens=64, messages=HELLO, tools=[CLAUDE_TOOL])


@call
def message_stream(clients):
    return list(clients.anthropic.messages.create(model=MODEL, max_tokens=5, messages=HELLO, stream=True))


@call
def message_stream_helper(clients):
    with clients.anthropic.messages.stream(model=MODEL, max_tokens=64, messages=HELLO, tools=[CLAUDE_TOOL]) as stream:
        return [event.type for event in stream], stream.get_final_message()


@call
def message_to_the_beta_path(clients):
    return clients.anthropic.beta.messages.create(model=MODEL, max_tokens=64, messages=HELLO)


@call
def bad_request(clients):
    return failure(lambda: chat(clients, **script("tokens=few")))


@call
def error_in_a_stream(clients):
    return failure(lambda: list(chat(clients, stream=True, **script("fault=error-event, after=3"))))


@call
def error_in_a_stream_of_messages(clients):
    options = script("fault=error-event, after=3")
    return failure(lambda: list(clients.anthropic.messages.create(model=MODEL, max_tokens=64, messages=HELLO, stream=True, **options)))


@call
def time_out(clients):
    return type_of(lambda: chat(clients, timeout=0.3, **script("fault=stall-at-first")))


@call
def server_error(clients):
    return type_of(lambda: chat(clients, **script("fault=500")))


@call
def too_many_requests(clients):
    return type_of(lambda: chat(clients, **script("fault=429"))), retry_after(lambda: chat(clients, **script("fault=429")))


@call
def unavailable(clients):
    return type_of(lambda: chat(clients, **script("fault=503"))), retry_after(lambda: chat(clients, **script("fault=503")))


# MARK: What comes of it


def caught(body):
    try:
        body()
    except (openai.OpenAIError, anthropic.AnthropicError) as error:
        return error
    raise AssertionError("there was no error")


def failure(body):
    """An error with all that it says."""
    error = caught(body)
    return type_of(lambda: throw(error)), getattr(error, "status_code", None), error.body


def throw(error):
    raise error


def type_of(body):
    return type(caught(body)).__name__


def retry_after(body):
    return caught(body).response.headers.get("retry-after")


IDS = re.compile(r"\b(chatcmpl|cmpl|resp|msg|item|call|toolu)(-|_)\d+\b")


def comparable(value):
    """A result without what differs from one call to the next: the numbers in identifiers."""
    if hasattr(value, "model_dump"):
        value = value.model_dump(warnings=False)
    if isinstance(value, dict):
        return {key: comparable(part) for key, part in value.items() if key != "_request_id"}
    if isinstance(value, list | tuple):
        return [comparable(part) for part in value]
    return IDS.sub(r"\1\2N", value) if isinstance(value, str) else value


def differences(one, other, path="$"):
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one | other:
            missing = object()
            yield from differences(one.get(key, missing), other.get(key, missing), f"{path}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (left, right) in enumerate(zip(one, other)):
            yield from differences(left, right, f"{path}[{index}]")
    elif one != other or type(one) is not type(other):
        yield f"{path}: {str(one)[:200]} directly, {str(other)[:200]} through the agent"


class Report:
    def __init__(self):
        self.passed = 0
        self.failed = []

    def check(self, name, problems):
        problems = list(problems)
        if problems:
            self.failed.append(name)
            print(f"FAIL {name}")
            for problem in problems[:8]:
                print(f"     {problem}")
        else:
            self.passed += 1

    def expect(self, name, condition, seen):
        self.check(name, [] if condition else [f"got {seen!r}"])


# MARK: The agent's own answers


def check_errors(report, url, agent):
    """Errors that no model server has made."""

    def expect(name, body, kind, status, code):
        error = caught(body)
        seen = (type(error).__name__, getattr(error, "status_code", None), getattr(error, "code", None))
        wanted = (kind, status, code)
        report.expect(name, seen == wanted and str(error), seen)
        return error

    right, wrong = Clients(url), Clients(url, "sk-wrong")
    unnamed = {"model": "scriptedd", "messages": HELLO}
    expect("wrong key", lambda: chat(wrong), "AuthenticationError", 401, "invalid_api_key")
    error = expect("unknown model", lambda: right.openai.chat.completions.create(**unnamed), "NotFoundError", 404, "model_not_found")
    report.expect("unknown model, suggestion", "Did you mean `scripted`?" in str(error), str(error))
    expect("forbidden model", lambda: chat(Clients(url, "sk-narrow")), "PermissionDeniedError", 403, "model_not_allowed")
    expect("no messages file", lambda: right.openai.files.list(), "NotFoundError", 404, "unknown_url")
    empty = lambda: right.openai.chat.completions.create(model="", messages=HELLO)  # noqa: E731
    expect("empty model", empty, "BadRequestError", 400, "empty_string")

    slow = Clients(url, "sk-slow")
    for _ in range(2):
        chat(slow)
    error = expect("rate limit", lambda: chat(slow), "RateLimitError", 429, "rate_limit_exceeded")
    report.expect("rate limit, Retry-After", 1 <= int(error.response.headers["retry-after"]) <= 30, error.response.headers)

    single = Clients(url, "sk-single")
    stream = chat(single, stream=True, **script("tokens=1000, tokens-per-second=50"))
    next(iter(stream))
    expect("concurrency", lambda: chat(single), "RateLimitError", 429, "rate_limit_exceeded")
    stream.close()
    wait_until(lambda: not fails(lambda: chat(single)), 5, "a cancelled stream gives its place back")
    report.expect("concurrency given back", True, None)

    never = lambda: right.openai.chat.completions.create(model="never", messages=HELLO)  # noqa: E731
    error = expect("cold start", never, "InternalServerError", 503, "model_starting")
    report.expect("cold start, Retry-After", int(error.response.headers["retry-after"]) >= 1, error.response.headers)
    waiting = lambda: list(right.openai.chat.completions.create(model="never", messages=HELLO, stream=True))  # noqa: E731
    expect("cold start, streamed", waiting, "InternalServerError", 503, "model_starting")

    def message(clients, model=MODEL):
        return clients.anthropic.messages.create(model=model, max_tokens=9, messages=HELLO)

    for name, body, status, kind in (
        ("messages: wrong key", lambda: message(wrong), 401, "authentication_error"),
        ("messages: unknown model", lambda: message(right, "claude"), 404, "not_found_error"),
        ("messages: forbidden model", lambda: message(Clients(url, "sk-narrow")), 403, "permission_error"),
        ("messages: rate limit", lambda: message(slow), 429, "rate_limit_error"),
        ("messages: cold start", lambda: message(right, "never"), 503, "overloaded_error"),
    ):
        error = caught(body)
        seen = (error.status_code, error.body.get("type"), error.body.get("error", {}).get("type"))
        report.expect(name, seen == (status, "error", kind), seen)


def fails(body):
    try:
        body()
    except openai.OpenAIError:
        return True
    return False


def check_models(report, url):
    names = {model.id for model in Clients(url).openai.models.list()}
    report.expect("models", names == {MODEL, "alias", "other", "never", "auto"}, names)
    names = {model.id for model in Clients(url, "sk-narrow").openai.models.list()}
    report.expect("models of a tenant", names == {"other", "auto"}, names)
    report.expect("one model", Clients(url).openai.models.retrieve("alias").id == "alias", None)
    report.expect("no model", type_of(lambda: Clients(url).openai.models.retrieve("x")) == "NotFoundError", None)


def check_routes(report, url):
    raw = Clients(url).openai.chat.completions.with_raw_response
    answer = raw.create(model="auto", messages=HELLO, extra_headers={"X-Request-Id": "mine", "Traceparent": "00-1-2-01"})
    headers = answer.headers
    report.expect("route", headers["x-spindle-model"] in (MODEL, "other"), headers)
    report.expect("route, served model", answer.parse().model == headers["x-spindle-model"], answer.parse().model)
    report.expect("route, request id", (headers["x-request-id"], answer.parse()._request_id) == ("mine", "mine"), headers)
    report.expect("route, complexity", "low=" in headers["x-spindle-complexity"], headers)
    alias = raw.create(model="alias", messages=HELLO)
    report.expect("alias", alias.parse().model == MODEL, alias.parse().model)


def check_broken_streams(report, url):
    """A stream that fails in the middle ends in an error, after the right tokens."""
    for fault in ("close", "bad-chunk", "wrong-length"):
        tokens = []

        def read():
            for event in chat(Clients(url), stream=True, **script(f"fault={fault}, after=5, tokens=9")):
                tokens.append(event.choices[0].delta.content or "")

        error = caught(read)
        text = "".join(tokens)
        report.expect(f"stream, {fault}", (error.code, text) == ("upstream_failed", "t0 t1 t2 t3 t4"), (error, text))


def check_cancellation(report, url, agent):
    """A client that leaves stops the model at once."""
    address = agent.model_servers()[MODEL][0]

    def statistics():
        with urllib.request.urlopen(f"http://{address}/stats", timeout=5) as answer:
            return json.load(answer)

    before = statistics()["cancelled"]
    stream = chat(Clients(url), stream=True, **script("tokens=100000, tokens-per-second=100"))
    next(iter(stream))
    stream.close()
    start = time.monotonic()
    wait_until(lambda: statistics()["cancelled"] == before + 1, 5, "a closed stream is cancelled")
    report.expect("cancelled stream", time.monotonic() - start < 1, time.monotonic() - start)

    thread = threading.Thread(target=lambda: caught(lambda: chat(Clients(url), timeout=0.5, **script("fault=stall-at-first"))))
    thread.start()
    thread.join()
    wait_until(lambda: statistics()["cancelled"] == before + 2, 5, "a call that timed out is cancelled")
    wait_until(lambda: statistics()["in_flight"] == 0, 5, "nothing is left in flight")
    report.expect("cancelled call", True, None)


def main():
    server = ("--tokens", "12")
    fleet = Fleet(
        [
            Model(MODEL, ("alias",), server, min=1, concurrency=64),
            Model("other", (), server),
            Model("never", (), (*server, "--load-seconds", "600"), queue_seconds=0.5),
        ],
        tenants=TENANTS,
    )
    fleet.route("auto", [MODEL, "other"])
    report = Report()
    with model_server("--model", MODEL, *server) as address, running(fleet, KEYS) as agent:
        direct, through = Clients(address), Clients(agent.url)
        for name, body in CALLS.items():
            results = []
            for clients in (direct, through):
                try:
                    results.append(comparable(body(clients)))
                except Exception as error:
                    results.append({"raised": repr(error)[:300]})
            report.check(name, differences(*results))
            if isinstance(results[0], dict) and "raised" in results[0]:
                report.check(f"{name}, directly", [results[0]["raised"]])
        check_models(report, agent.url)
        check_routes(report, agent.url)
        check_errors(report, agent.url, agent)
        check_broken_streams(report, agent.url)
        check_cancellation(report, agent.url, agent)
        report.expect("status at the end", agent.stop() == 0, agent.process.returncode)
    print(f"clients: {report.passed} passed, {len(report.failed)} failed (openai {openai.__version__}, anthropic {anthropic.__version__})")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
