// The table of models: what each does, why, and what can be ordered of it.
import { byId, list, make, say, set } from "./dom.js";
import { order } from "./link.js";
import { age, count, countdown, duration, gpuTime, phase, phases, plural, quoted } from "./words.js";

const verbs = {
  wake: { label: "Wake", hint: "Start it now", fits: (model) => !["ready", "starting", "removed"].includes(model.phase) },
  sleep: { label: "Sleep", hint: "Let requests in flight end, then stop it", fits: (model) => !["zero", "dormant", "draining", "removed"].includes(model.phase) || model.isPinned },
  pin: { label: "Pin", hint: "Keep it awake", fits: (model) => model.phase !== "removed" },
};
const open = new Set();
const troubles = new Map();
let busy = new Set();

/** `look` is called when something has been ordered, to show what comes of it. */
export function showModels(fleet, look) {
  byId("no-models").hidden = fleet.models.length > 0;
  byId("no-models").previousElementSibling.hidden = fleet.models.length === 0;
  const present = Object.keys(phases).filter((token) => fleet.models.some((model) => model.phase === token));
  list(byId("phases"), present, String, () => make("li", {}, make("span", { class: "mark" }), make("span")), (node, token) => {
    set(node.firstChild, "data-phase", token);
    const number = fleet.models.filter((model) => model.phase === token).length;
    say(node.lastChild, `${number} ${phase(token)}`);
  });
  const unit = gpuTime(Math.max(...fleet.models.map((model) => model.gpuSeconds), 0));
  say(byId("used-title"), unit.name);
  const rows = fleet.models.flatMap((model) => [{ model }, { model, isMore: true }]);
  const key = ({ model, isMore }) => (isMore ? `more of ${model.name}` : model.name);
  list(byId("model-rows"), rows, key, (row) => (row.isMore ? makeMore() : makeRow(row.model.name, look)), (node, row) =>
    row.isMore ? showMore(node, row.model) : showRow(node, row.model, unit),
  );
}

const cell = (label, kind, ...content) => make("td", { role: "cell", class: kind, "data-label": label }, ...content);

function makeRow(name, look) {
  const disclosure = make("button", { type: "button", class: "name", "aria-expanded": "false" }, name);
  disclosure.addEventListener("click", () => {
    if (!open.delete(name)) open.add(name);
    set(disclosure, "aria-expanded", String(open.has(name)));
    disclosure.closest("tr").nextElementSibling.hidden = !open.has(name);
  });
  const buttons = Object.entries(verbs).map(([verb, { label, hint }]) => {
    const button = make("button", { type: "button", "data-verb": verb, title: hint, "aria-label": `${label} ${name}` }, label);
    button.addEventListener("click", () => press(button, name, look));
    return button;
  });
  return make(
    "tr",
    { role: "row", "data-model": name },
    make("th", { role: "rowheader", scope: "row" }, disclosure, make("small")),
    cell("State", "state",
      make("span", { class: "phase" }, make("span", { class: "mark" }), make("b"), " ", make("span", { class: "quiet" })),
      make("progress", { max: "1", "aria-label": `Start of ${name}` }),
      make("small"),
      make("small", { class: "trouble", role: "status" })),
    cell("Replicas", "replicas", make("span", { class: "seats", "aria-hidden": "true" }), make("span")),
    cell("In flight", "number", make("span"), make("span", { class: "quiet" })),
    cell("Queued", "number"),
    cell("Sleeps in", "idle", make("span"), make("small")),
    cell("GPU time", "number used"),
    cell("", "orders", ...buttons),
  );
}

async function press(button, name, look) {
  if (button.getAttribute("aria-disabled") === "true") return;
  const verb = button.dataset.verb === "pin" && button.getAttribute("aria-pressed") === "true" ? "unpin" : button.dataset.verb;
  busy.add(button);
  set(button, "aria-disabled", "true");
  try {
    await order(`api/models/${encodeURIComponent(name)}/${verb}`);
    troubles.delete(name);
  } catch (error) {
    troubles.set(name, `Could not ${verb} it: ${error.name === "TimeoutError" ? "the agent did not answer" : error.message}`);
    say(button.closest("tr").querySelector(".trouble"), troubles.get(name));
  }
  busy.delete(button);
  look();
}

function showRow(row, model, unit) {
  const [name, state, replicas, inFlight, queued, idle, used, orders] = row.children;
  set(row, "data-phase", model.phase);
  say(name.lastChild, model.isPinned ? "pinned" : model.min > 0 ? `at least ${model.min} awake` : "");
  showState(state, model);
  const [seats, amount] = replicas.children;
  list(seats, model.replicas.slice(0, 16), (replica) => replica.number, () => make("span", { class: "mark" }), (mark, replica) =>
    set(mark, "data-phase", replica.isEjected ? "unhealthy" : replica.phase),
  );
  say(amount, `${model.replicas.length} of ${model.max}`);
  const slots = model.replicas.filter((replica) => replica.phase === "ready").length * model.concurrency;
  say(inFlight.firstChild, count(model.inFlight));
  say(inFlight.lastChild, slots > 0 ? ` of ${count(slots)}` : "");
  say(queued, count(model.queued));
  showIdleness(idle, model);
  say(used, unit.show(model.gpuSeconds));
  for (const button of orders.children) {
    const fits = verbs[button.dataset.verb].fits(model) && document.body.dataset.link === "live";
    set(button, "aria-disabled", fits && !busy.has(button) ? null : "true");
    if (button.dataset.verb === "pin") {
      set(button, "aria-pressed", String(model.isPinned));
      say(button, model.isPinned ? "Unpin" : "Pin");
      set(button, "aria-label", `${model.isPinned ? "Unpin" : "Pin"} ${model.name}`);
    }
  }
}

function showState(cell, model) {
  const [head, progress, words, trouble] = cell.children;
  const [mark, name, since] = head.children;
  set(mark, "data-phase", model.phase);
  say(name, phases[model.phase] ?? model.phase);
  const isStarting = model.phase === "starting";
  progress.hidden = !isStarting;
  if (isStarting) progress.value = model.coldStart > 0 ? Math.min(1, model.phaseSeconds / model.coldStart) : 1;
  if (isStarting) say(since, `${age(model.phaseSeconds)} of about ${duration(model.coldStart)}`);
  else if (model.phase === "backoff") say(since, `tries again in ${countdown(model.retryIn ?? 0)}`);
  else say(since, `for ${age(model.phaseSeconds)}`);
  const isFailing = model.failures > 0 && model.failure;
  set(words, "data-kind", isFailing || !model.fits ? "bad" : null);
  say(words, reasonOf(model, isFailing));
  say(trouble, troubles.get(model.name) ?? "");
}

function reasonOf(model, isFailing) {
  if (!model.fits) return `A replica needs ${plural(model.gpusOfReplica, "GPU")}, more than there are for it`;
  if (isFailing) return `${model.failures > 1 ? `${model.failures} failures in a row: ` : ""}${model.failure}`;
  if (model.phase === "waiting") return `turn ${model.position ?? "?"}, needs ${plural(model.gpusOfReplica, "GPU")}`;
  return model.cause ? `because ${quoted(model.cause)}` : "not needed so far";
}

function showIdleness(cell, model) {
  const [left, reason] = cell.children;
  const isAwake = model.phase === "ready";
  const timeout = Number.isFinite(model.idleTimeout) ? duration(model.idleTimeout) : null;
  if (!isAwake) say(left, "–");
  else if (model.inFlight + model.queued > 0) say(left, "busy");
  else if (model.isPinned) say(left, "never");
  else say(left, Number.isFinite(model.idleIn) ? countdown(model.idleIn) : "never");
  const stays = model.isPinned ? "it is pinned" : model.min > 0 ? "the spec wants it awake" : null;
  if (!isAwake || model.inFlight + model.queued > 0) say(reason, "");
  else if (Number.isFinite(model.idleIn) && timeout) say(reason, `after ${timeout}: ${model.idleTimeoutReason}`);
  else say(reason, stays ?? model.idleTimeoutReason ?? "");
}

function makeMore() {
  return make("tr", { role: "row", class: "more", hidden: true },
    make("td", { role: "cell", colspan: "8" }, make("dl", { class: "facts" }), make("ul", { class: "plain" })));
}

/** What is not needed at a glance. */
function showMore(row, model) {
  row.hidden = !open.has(model.name);
  if (row.hidden) return;
  const [facts, replicas] = row.firstChild.children;
  const seen = model.coldStartsSeen > 0 ? `${plural(model.coldStartsSeen, "start")} seen` : "none seen, from the spec";
  const entries = [
    ["Cold start", `${duration(model.coldStart)}, nine of ten within ${duration(model.coldStartLate)} (${seen})`],
    ["Speed", model.decode ? `${count(model.decode)} tokens/s of one request` : "not seen yet"],
    ["A replica", `${plural(model.gpusOfReplica, "GPU")}, ${plural(model.concurrency, "request")} at a time`],
    ["Queue", `at most ${count(model.queueSize)}`],
    ["Last change", model.cause ? `${age(model.causeSeconds)} ago: ${quoted(model.cause)}` : "none"],
    ["Last failure", model.failure ?? "none"],
  ];
  list(facts, entries, ([name]) => name, ([name]) => make("div", {}, make("dt", {}, name), make("dd")), (node, [, text]) =>
    say(node.lastChild, text),
  );
  list(replicas, model.replicas, (replica) => replica.number, () => make("li", {}, make("span", { class: "mark" }), make("span")),
    (node, replica) => {
      set(node.firstChild, "data-phase", replica.isEjected ? "unhealthy" : replica.phase);
      const ejected = replica.isEjected ? ", taken out after failures" : "";
      const address = replica.address ? ` at ${replica.address}` : "";
      say(node.lastChild, `Replica ${replica.number}${address}: ${phase(replica.phase)} for ${age(replica.phaseSeconds)}${ejected}, ${count(replica.inFlight)} in flight`);
    });
}
