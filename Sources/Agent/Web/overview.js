// GPUs against budget, who waits for them, and what sleeping saves.
import { byId, first, list, make, say, set } from "./dom.js";
import { age, countdown, gpuTime, money, percent, phase, phases, plural } from "./words.js";

// The table of models has the rest.
const mostNames = 12;

export function showOverview(fleet) {
  showGPUs(fleet);
  showTurns(fleet);
  showSavings(fleet);
}

/** GPUs that each model holds, by the phase of the replicas that hold them. */
function holdings(models) {
  return models.flatMap((model) => {
    const byPhase = Map.groupBy(model.replicas, (replica) => replica.phase);
    return Object.keys(phases)
      .filter((token) => byPhase.has(token) && token !== "dormant" && model.gpusOfReplica > 0)
      .map((token) => ({ model: model.name, phase: token, gpus: byPhase.get(token).length * model.gpusOfReplica }));
  });
}

function showGPUs(fleet) {
  say(byId("gpus-figure"), `${fleet.gpusInUse} of ${fleet.gpuBudget} in use`);
  set(byId("gpus-figure"), "data-kind", fleet.gpusInUse > fleet.gpuBudget ? "bad" : null);
  const held = holdings(fleet.models);
  const free = Math.max(0, fleet.gpuBudget - fleet.gpusInUse);
  const parts = free > 0 ? [...held, { model: "free", phase: "free", gpus: free }] : held;
  const key = (part) => `${part.phase} ${part.model}`;
  list(byId("gpus-bar"), parts, key, () => make("span", {}, make("span")), (node, part) => {
    set(node, "data-phase", part.phase);
    node.style.flexGrow = part.gpus;
    // One line for each GPU, as far as lines can be told apart.
    node.style.setProperty("--gpus", fleet.gpuBudget <= 64 ? part.gpus : 1);
    say(node.firstChild, part.phase === "free" ? "" : part.model);
  });
  // The largest ones, in the order of the bar.
  const least = parts.map((part) => part.gpus).sort((a, b) => b - a)[mostNames - 1] ?? 0;
  const named = parts.filter((part) => part.gpus >= least).slice(0, mostNames);
  say(byId("gpus-more"), parts.length > named.length ? `and ${parts.length - named.length} more` : "");
  list(byId("gpus-legend"), named, key, () => make("li", {}, make("span", { class: "mark" }), make("span")), (node, part) => {
    set(node.firstChild, "data-phase", part.phase);
    const state = part.phase === "free" || part.phase === "ready" ? "" : `, ${phase(part.phase)}`;
    say(node.lastChild, `${part.gpus} ${part.model}${state}`);
  });
}

function showTurns(fleet) {
  const waiting = fleet.wakeQueue.map((name) => fleet.models.find((model) => model.name === name)).filter(Boolean);
  const [next, more] = first(waiting, mostNames);
  say(byId("no-turns"), waiting.length === 0 ? "No model waits." : more > 0 ? `and ${more} more` : "");
  list(byId("turns"), next, (model) => model.name, () => make("li", {}, make("b"), " ", make("span")), (node, model) => {
    say(node.firstChild, model.name);
    const wait = Number.isFinite(model.wait) ? `, serves in about ${countdown(model.wait)}` : "";
    const queued = model.queued > 0 ? `, ${plural(model.queued, "request")}` : "";
    say(node.lastChild, `needs ${plural(model.gpusOfReplica, "GPU")}${queued}${wait}`);
  });
}

function showSavings({ cost, uptime }) {
  const unit = gpuTime(cost.gpuSecondsAlwaysOn);
  const rows = [{ name: unit.name, spent: cost.gpuSeconds, most: cost.gpuSecondsAlwaysOn, show: unit.show }];
  if (cost.alwaysOn > 0) rows.unshift({ name: "Money", spent: cost.spent, most: cost.alwaysOn, show: money });
  const spent = rows[0].most > 0 ? Math.min(1, rows[0].spent / rows[0].most) : 0;
  say(byId("saved-figure"), rows[0].most > 0 ? percent(1 - spent) : "–");
  byId("spent-bar").style.width = `${100 * spent}%`;
  const cells = () => make("tr", {}, make("th", { scope: "row" }), make("td"), make("td"), make("td"));
  list(byId("savings"), rows, (row) => (row.show === money ? "money" : "time"), cells, (node, row) => {
    const words = [row.name, row.show(row.spent), row.show(row.most), row.show(Math.max(0, row.most - row.spent))];
    words.forEach((text, index) => say(node.children[index], text));
  });
  const priced = cost.alwaysOn > 0 ? "Money is in the currency of the spec." : "The spec has no prices.";
  say(byId("savings-words"), `In the ${age(uptime)} since the agent began; always on is every model at its max. ${priced}`);
}
