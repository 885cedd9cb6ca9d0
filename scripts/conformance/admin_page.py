#!/usr/bin/env python3
"""Looks at the page of the agent in headless Chromium, as people do: reads it, presses its buttons, watches it in every state.

    make test-page
    .build/page/venv/bin/python scripts/conformance/admin_page.py AGENT MODEL_SERVER FOLDER

The agent runs scripted model servers on loopback. Each state is held against WCAG 2.2 AA with axe, must not be wider than the
window of a phone, and is kept as a picture in FOLDER. Exits 1 on a failure, and with 0 where there is no Chromium.
"""

import json
import shutil
import socket
import sys
import tempfile
from pathlib import Path

try:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import expect, sync_playwright
except ImportError as missing:
    sys.exit(f"admin_page: {missing}; run `make test-page`, which installs it")

from page_fleet import GPUS, MODELS, SECONDS, Fleet, router, scaling

# Name, width, height, colour scheme.
VIEWS = [("wide-light", 1280, 900, "light"), ("wide-dark", 1280, 900, "dark"), ("phone-light", 390, 844, "light"), ("phone-dark", 360, 740, "dark")]
AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}


def chromium():
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


class Look:
    """The page in a browser, with everything that it complained of or asked of others."""

    def __init__(self, page, fleet, folder):
        self.page, self.fleet, self.folder = page, fleet, folder
        self.complaints = []
        # How the console's word begins on a request that is meant to fail; the browser writes it, whoever looks after that.
        self.expected = None
        page.set_default_timeout(SECONDS * 1000)
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", lambda request: request.url.startswith(fleet.url) or self.complaints.append(f"asked {request.url}"))

    def hear(self, message):
        is_expected = self.expected is not None and message.text.startswith(f"Failed to load resource: {self.expected}")
        if message.type in ("error", "warning") and not is_expected:
            self.complaints.append(f"{message.type}: {message.text}")

    def row(self, model):
        return self.page.locator(f'tr[data-model="{model}"]')

    def press(self, model, button):
        self.row(model).get_by_role("button", name=f"{button} {model}").click()

    def shows(self, model, state):
        expect(self.row(model).locator(".phase")).to_contain_text(state)

    def decision(self, number=0):
        return self.page.locator("#decisions > li").nth(number)

    def keep(self, state):
        """Pictures of a state in every view, which must fit their windows and be readable by everybody."""
        for name, width, height, scheme in VIEWS:
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            over = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            check(over <= 0, f"{state}, {name}: {over} pixels wider than the window")
            for violation in Axe().run(self.page, options=AXE).response["violations"]:
                places = "; ".join(f"{node['html'][:160]} {node.get('failureSummary', '')}" for node in violation["nodes"][:3])
                self.complaints.append(f"{state}, {name}: {violation['id']}: {violation['help']}: {places}")
            self.page.screenshot(path=self.folder / f"{state}-{name}.png", full_page=True)
        self.page.set_viewport_size({"width": 1280, "height": 900})
        check(not self.complaints, "\n".join(self.complaints))


def check(holds, words):
    if not holds:
        raise AssertionError(words)


def test_files(fleet):
    """What the page consists of, and how a browser may keep it."""
    status, headers, body = fleet.get("/")
    check(status == 200 and headers["content-type"] == "text/html; charset=utf-8" and b"<!doctype html>" in body, "the page")
    check("unsafe" not in headers["content-security-policy"] and "default-src 'none'" in headers["content-security-policy"], "its policy")
    check(headers["cache-control"] == "no-cache" and headers["x-content-type-options"] == "nosniff", f"its headers: {headers}")
    again = fleet.get("/", {"If-None-Match": headers["etag"]})
    check(again[0] == 304 and not again[2] and again[1]["etag"] == headers["etag"], f"known bytes are sent again: {again}")
    check(fleet.get("/", {"If-None-Match": '"another"'})[0] == 200, "unknown bytes are not sent")
    status, head, body = fleet.get("/app.js", method="HEAD")
    check(status == 200 and int(head["content-length"]) > 500 and body == b"" and head["content-type"].startswith("text/javascript"), "HEAD")
    check(fleet.get("/../app.js")[0] == fleet.get("/words.swift")[0] == 404, "there is more than the page's files")
    check(fleet.get("/api/fleet")[1]["cache-control"] == "no-store", "figures are kept")
    check(fleet.get("/api/decisions?after=many")[0] == fleet.get("/api/decisions?before=1")[0] == 400, "bad queries")


def test_cold(look):
    look.page.goto(look.fleet.url)
    for name, *_ in MODELS:
        look.shows(name, "At zero")
    digest = json.loads(look.fleet.get("/api/fleet")[2])["digest"]
    expect(look.page.locator("#digest")).to_have_text(digest)
    expect(look.page).to_have_title("research / page · Spindle")
    expect(look.page.locator("#gpus-figure")).to_have_text(f"0 of {GPUS} in use")
    expect(look.page.locator("#no-decisions")).to_be_visible()
    expect(look.row("gemma-3-12b").get_by_role("button", name="Sleep")).to_be_disabled()
    look.keep("cold")


def test_wake(look):
    """A press on a button starts a process; how far it is shows; it is listed with its address."""
    look.press("qwen-3-235b", "Wake")
    look.shows("qwen-3-235b", "Starting")
    expect(look.row("qwen-3-235b").get_by_role("progressbar")).to_be_visible()
    expect(look.row("qwen-3-235b")).to_contain_text("because somebody woke it")
    expect(look.page.locator("#gpus-legend")).to_contain_text("4 qwen-3-235b, starting")
    look.keep("starting")
    check("Starting" in look.row("qwen-3-235b").locator(".phase").inner_text(), "it was ready before the pictures were")
    look.shows("qwen-3-235b", "Ready")
    expect(look.page.locator("#timeline [data-model=qwen-3-235b]")).to_contain_text("1 start")
    # By keyboard alone, the name shows more of the model.
    look.row("qwen-3-235b").locator("button.name").focus()
    look.page.keyboard.press("Enter")
    port = look.fleet.model("qwen-3-235b")["replicas"][0]["address"]
    expect(look.page.locator("tr.more:visible")).to_contain_text(f"at {port}: ready")
    look.page.keyboard.press("Enter")
    expect(look.page.locator("tr.more:visible")).to_have_count(0)


def test_decisions(look):
    fleet = look.fleet
    check(fleet.chat("auto", "What is the capital of France?") == 200, "an easy request")
    expect(look.decision()).to_contain_text("auto → ")
    expect(look.decision()).to_contain_text("best score · low complexity by keyword “what is”")
    chosen = json.loads(fleet.get("/api/decisions")[2])[0]
    expect(look.decision().locator(".chosen")).to_contain_text(chosen["model"])
    best = next(candidate for candidate in chosen["candidates"] if candidate["model"] == chosen["model"])
    expect(look.decision().locator(".chosen")).to_contain_text(f"{best['score']:.3f}")
    expect(look.decision().locator(".chosen [role=img]")).to_have_attribute(
        "aria-label", f"accuracy {best['accuracy']:.3f}, latency {best['latency']:.3f}, cost {best['cost']:.3f}"
    )
    widths = look.decision().locator(".chosen .score > span").evaluate_all("parts => parts.map(part => parseFloat(part.style.width))")
    wanted = [100 * best[term] for term in ("accuracy", "latency", "cost")]
    check(all(abs(a - b) < 0.5 for a, b in zip(widths, wanted, strict=True)), f"bars {widths} of {wanted}")

    check(fleet.chat("best", "Prove it, step by step. " + "word " * 9000) == 200, "a long hard request")
    expect(look.decision().locator(".excluded")).to_contain_text("gemma-3-12b")
    expect(look.decision().locator(".excluded")).to_contain_text("takes 8,192")
    expect(look.decision()).to_contain_text("high complexity by keyword “prove”")
    check(fleet.chat("nobody", "hello") == 404, "a name that nobody has")
    expect(look.decision()).to_contain_text("model_not_found")
    check(fleet.chat("qwen-3-235b", "hello", stream=True) == 200, "a stream")
    expect(look.decision()).to_contain_text("asked for by name")
    check(fleet.chat("<img src=x onerror=alert(1)>", "hello") == 404, "a name that is markup")
    expect(look.decision()).to_contain_text("<img src=x onerror=alert(1)>")
    check(look.page.locator("main img").count() == 0, "data has become markup")

    before = look.page.locator("#decisions > li").count()
    look.page.get_by_role("button", name="Pause").click()
    check(fleet.chat("nobody", "hello") == 404, "a name that nobody has")
    go_on = look.page.get_by_role("button", name="Go on (newer ones wait)")
    expect(go_on).to_be_visible()
    check(look.page.locator("#decisions > li").count() == before, "decisions move while they are paused")
    go_on.click()
    expect(look.page.locator("#decisions > li")).to_have_count(before + 1)


def test_busy(look):
    """More work than GPUs: requests in flight and queued, a model that waits, one whose starts fail."""
    fleet = look.fleet
    for _ in range(3):
        fleet.chat_meanwhile("qwen-3-235b", "at length", stream=True, script="tokens=600")
    for _ in range(3):
        fleet.chat_meanwhile("gemma-3-12b", "at length", stream=True, script="tokens=400")
    fleet.wait("gemma-3-12b", lambda model: len(model["replicas"]) == 2 and model["inFlight"] == 3)
    fleet.chat_meanwhile("llama-3-70b", "hello")
    look.shows("llama-3-70b", "Waiting for GPUs")
    expect(look.page.locator("#turns")).to_contain_text("llama-3-70b needs 4 GPUs, 1 request")
    expect(look.page.locator("#gpus-figure")).to_have_text(f"{GPUS} of {GPUS} in use")
    flight, queued = look.row("qwen-3-235b").locator("td").nth(2), look.row("qwen-3-235b").locator("td").nth(3)
    expect(flight).to_have_text("2 of 2")
    expect(queued).to_have_text("1")
    expect(look.row("gemma-3-12b")).to_contain_text("2 of 2")
    look.keep("busy")


def test_sleep(look):
    """The model that waited gets the GPUs of one that is idle; a press on sleep ends its process."""
    look.shows("llama-3-70b", "Ready")
    expect(look.row("qwen-3-235b")).to_contain_text("because it was idle, and “llama-3-70b” needed its GPUs")
    expect(look.page.locator("#timeline [data-model=llama-3-70b]")).to_contain_text("1 start")
    address = look.fleet.wait("llama-3-70b", lambda model: model["inFlight"] == 0)["replicas"][0]["address"]
    check(listens(address), f"nobody listens on {address}")
    look.press("llama-3-70b", "Sleep")
    expect(look.row("llama-3-70b")).to_contain_text("because somebody put it to sleep")
    look.shows("llama-3-70b", "At zero")
    check(not listens(address), f"a process still listens on {address}")


def listens(address):
    host, port = address.rsplit(":", 1)
    with socket.socket() as probe:
        probe.settimeout(5)
        return probe.connect_ex((host, int(port))) == 0


def test_failing(look):
    """A model whose starts fail says why, and when it is tried again."""
    look.fleet.wait("gemma-3-12b", lambda model: model["inFlight"] == 0)
    look.press("gemma-3-12b", "Sleep")
    look.shows("gemma-3-12b", "At zero")
    # One that is only woken is given up after some failures; one that is pinned is tried for ever.
    look.press("coder-7b", "Pin")
    look.shows("coder-7b", "Backing off tries again in")
    expect(look.row("coder-7b")).to_contain_text("it exited with status 3")
    expect(look.row("coder-7b")).to_contain_text("a scripted failure to load")
    # It backs off for longer each time: by now for longer than the pictures take.
    look.fleet.wait("coder-7b", lambda model: model["failures"] >= 4 and model["phase"] == "backoff")
    expect(look.row("coder-7b")).to_contain_text("4 failures in a row")
    look.keep("backoff")
    look.press("coder-7b", "Sleep")
    look.shows("coder-7b", "At zero")


def test_pin(look):
    look.press("gemma-3-12b", "Pin")
    expect(look.row("gemma-3-12b").get_by_role("button", name="Unpin gemma-3-12b")).to_have_attribute("aria-pressed", "true")
    expect(look.row("gemma-3-12b").locator("th")).to_contain_text("pinned")
    look.shows("gemma-3-12b", "Ready")
    expect(look.row("gemma-3-12b").locator(".idle")).to_have_text("neverit is pinned")
    look.press("gemma-3-12b", "Unpin")
    expect(look.row("gemma-3-12b").locator(".idle")).to_contain_text("after 90 s: the spec says so")
    expect(look.row("gemma-3-12b").get_by_role("button", name="Pin gemma-3-12b")).to_have_attribute("aria-pressed", "false")


def test_trouble(look):
    """An order that is refused says so beside the model, until one is not."""
    path = "**/api/models/llama-3-70b/pin"
    look.page.route(path, lambda route: route.fulfill(status=404, json={"error": "there is no model `llama-3-70b`"}))
    look.expected = "the server responded with a status of 404"
    look.press("llama-3-70b", "Pin")
    expect(look.row("llama-3-70b").get_by_role("status")).to_have_text("Could not pin it: there is no model `llama-3-70b`")
    look.page.unroute(path)
    look.expected = None
    look.press("llama-3-70b", "Pin")
    expect(look.row("llama-3-70b").get_by_role("status")).to_have_text("")
    expect(look.row("llama-3-70b").locator("th")).to_contain_text("pinned")


def test_refused(look):
    """A configuration that is refused says why, and the last one holds."""
    digest = look.page.locator("#digest").inner_text()
    look.fleet.write("scaling.json", "{\n")
    expect(look.page.locator("#refusal")).to_be_visible()
    expect(look.page.locator("#refusal-words")).to_contain_text("scaling.json")
    expect(look.page.locator("#digest")).to_have_text(digest)
    look.keep("refused")
    look.fleet.write("scaling.json", scaling(look.fleet.server, look.fleet.first_port) | {"gpuBudget": GPUS - 1})
    expect(look.page.locator("#refusal")).to_be_hidden()
    expect(look.page.locator("#digest")).not_to_have_text(digest)
    expect(look.page.locator("#gpus-figure")).to_contain_text(f"of {GPUS - 1} in use")
    look.page.get_by_role("button", name="Reload configuration").click()
    expect(look.page.locator("#said")).to_contain_text("is in force")


def test_empty(look):
    look.fleet.write("router.json", router() | {"models": [], "routes": []})
    look.fleet.write("scaling.json", scaling(look.fleet.server, look.fleet.first_port, []))
    expect(look.page.locator("#no-models")).to_be_visible()
    expect(look.page.locator("#gpus-figure")).to_have_text(f"0 of {GPUS} in use")
    look.keep("empty")


def test_lost(look):
    """An agent that is gone is told of at once, and one that comes back is found."""
    look.fleet.write("router.json", router())
    look.fleet.write("scaling.json", scaling(look.fleet.server, look.fleet.first_port))
    look.shows("llama-3-70b", "At zero")
    look.expected = "net::"
    look.fleet.stop()
    expect(look.page.locator("#lost")).to_be_visible()
    expect(look.page.locator("#lost-words")).to_contain_text("What is shown is as of")
    expect(look.page.locator("#lost-words")).to_contain_text("Trying again")
    expect(look.page.locator("#link-words")).to_have_text("No answer")
    expect(look.row("llama-3-70b").get_by_role("button", name="Wake")).to_be_disabled()
    look.keep("lost")
    look.fleet.start()
    look.page.get_by_role("button", name="Try now").click()
    expect(look.page.locator("#link-words")).to_have_text("Live")
    expect(look.page.locator("#lost")).to_be_hidden()
    look.expected = None
    check(look.fleet.chat("nobody", "hello") == 404, "a name that nobody has")
    expect(look.page.locator("#decisions > li")).to_have_count(1)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    agent, server, folder = sys.argv[1:]
    browser = chromium()
    if browser is None:
        print("SKIPPED: there is no Chromium or Chrome on the PATH (Debian: apt-get install chromium)")
        return
    pictures = Path(folder)
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Fleet(agent, server, folder) as fleet, sync_playwright() as playwright:
        test_files(fleet)
        # Containers lack what the sandbox needs, and the only page is ours.
        page = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"]).new_page()
        look = Look(page, fleet, pictures)
        expect.set_options(timeout=SECONDS * 1000)
        steps = [test_cold, test_wake, test_decisions, test_busy, test_sleep, test_failing, test_pin, test_trouble, test_refused, test_empty, test_lost]
        for step in steps:
            step(look)
            check(not look.complaints, f"{step.__name__}: " + "\n".join(look.complaints))
            print(f"admin_page: {step.__name__} holds", flush=True)
    print(f"admin_page: {len(steps) + 1} of {len(steps) + 1} hold; pictures are in {pictures}")


if __name__ == "__main__":
    main()
