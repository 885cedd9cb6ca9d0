"""Whether the API server of the trials answers as a real one does."""

import asyncio
import json
import urllib.error
import urllib.request
from pathlib import Path

from apiserver import ApiServer
from exchanges import differences, exchange
from world import expect, trial

RECORDED = Path(__file__).resolve().parents[2] / "Tests" / "KubernetesAPITests" / "Fixtures" / "recorded.json"


@trial(90)
async def api_shapes():
    """What the small API server answers has the shape of what a real one answered."""
    server = ApiServer()
    await server.start()
    server.tokens, server.lacks = {"token"}, {"keda.sh"}
    recorded = json.loads(RECORDED.read_text())
    real = {exchange["name"]: exchange for exchange in recorded["exchanges"]}
    wrong, compared = [], []

    def ask(name, method, path, body=None, kind="application/json", token=None):
        if token == "stranger" and not server.faults:
            server.rules = []
        watched = "watch=true" in path
        headers = {"Authorization": f"Bearer {token if token == 'unknown' else 'token'}", "Content-Type": kind}
        path = path.replace("timeoutSeconds=25", "timeoutSeconds=3").replace("timeoutSeconds=10", "timeoutSeconds=0.3")
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(server.url + path, data, headers, method=method)
        try:
            answer = urllib.request.urlopen(request, timeout=10)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            text, status, headers = answer.read().decode(), answer.status, answer.headers
        server.rules = None
        theirs = real[name]
        compared.append(name)
        if status != theirs["status"] or not headers["Content-Type"].startswith(theirs["headers"]["Content-Type"][:10]):
            wrong.append(f"{name}: {status} {headers['Content-Type']}, not {theirs['status']} {theirs['headers']}")
            return json.loads(text)
        if not headers["Content-Type"].startswith("application/json"):
            return text
        document = [json.loads(line) for line in text.splitlines()] if watched else json.loads(text)
        if watched:
            # How many bookmarks come is a matter of time.
            document, answer = comparable(document, theirs["answer"])
            theirs = {"answer": answer}
        wrong.extend(f"{name}: {line}" for line in differences(document, theirs["answer"]))
        return document

    def crowd(on):
        server.faults.clear()
        if on:
            server.fail(429, "get", "deployments/scale")

    try:
        await asyncio.to_thread(exchange, ask, crowd)
    finally:
        await server.stop()
    expect(not wrong, "\n".join(wrong))
    expect(set(compared) == set(real), f"only one of both: {set(compared) ^ set(real)}")
    return {"exchanges": len(compared), "as": recorded["server"]}


def comparable(ours, real):
    """The events of two watches, each with its first bookmark at the end if both have one."""
    marks = [[event for event in events if event["type"] == "BOOKMARK"][:1] for events in (ours, real)]
    rest = [[event for event in events if event["type"] != "BOOKMARK"] for events in (ours, real)]
    return [events + (mark if all(marks) else []) for events, mark in zip(rest, marks)]
