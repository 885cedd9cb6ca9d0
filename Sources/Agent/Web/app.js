// Asks the agent every second, and shows what it says.
import { addDecisions, forgetDecisions, lastDecision } from "./decisions.js";
import { byId, say, set } from "./dom.js";
import { get, order, Poll, Refused } from "./link.js";
import { showModels } from "./models.js";
import { showOverview } from "./overview.js";
import { drawTimeline, moveTimeline } from "./timeline.js";
import { age, clock } from "./words.js";

let changes = -1;
let began = 0;
/** When the agent last answered, by the clock of this machine, milliseconds. */
let answered = null;
let nextTry = 0;
let reason = "";
let hush;

const poll = new Poll(look, show, lose);

async function look(signal) {
  const fleet = await get("api/fleet", signal);
  // An agent that was started anew counts anew.
  if (Math.abs(fleet.time - fleet.uptime - began) > 1) {
    began = fleet.time - fleet.uptime;
    changes = -1;
    forgetDecisions();
  }
  const history = fleet.changes === changes ? null : await get("api/history", signal);
  const known = lastDecision();
  const newer = fleet.decisions === known ? [] : await get(`api/decisions?after=${known}`, signal);
  return { fleet, history, newer };
}

function show({ fleet, history, newer }) {
  answered = Date.now();
  set(document.body, "data-link", "live");
  document.querySelector("main").hidden = false;
  document.title = `${fleet.fleet} / ${fleet.environment} · Spindle`;
  say(byId("fleet"), `${fleet.fleet} / ${fleet.environment}`);
  say(byId("link-words"), "Live");
  say(byId("digest"), fleet.digest);
  say(byId("uptime"), age(fleet.uptime));
  byId("lost").hidden = true;
  byId("draining").hidden = !fleet.isDraining;
  byId("refusal").hidden = !fleet.refusal;
  say(byId("refusal-words"), fleet.refusal ?? "");
  if (fleet.refusal) byId("said").hidden = true;
  set(byId("reload"), "aria-disabled", null);
  showOverview(fleet);
  showModels(fleet, () => poll.now());
  if (history) {
    changes = history.changes;
    drawTimeline(history);
  }
  moveTimeline(fleet.time, fleet.uptime);
  if (newer.length > 0) addDecisions(newer);
}

function lose(error, next) {
  nextTry = next;
  reason = error instanceof Refused ? ` It said: ${error.message}` : error.name === "TimeoutError" ? " It took too long." : "";
  set(document.body, "data-link", "lost");
  document.title = "No answer · Spindle";
  say(byId("link-words"), "No answer");
  byId("lost").hidden = false;
  byId("draining").hidden = true;
  byId("said").hidden = true;
  set(byId("reload"), "aria-disabled", "true");
  for (const button of document.querySelectorAll(".orders button")) set(button, "aria-disabled", "true");
  tellOfLoss();
}

function tellOfLoss() {
  if (byId("lost").hidden) return;
  const since = answered ? `What is shown is as of ${clock(answered / 1000)}, ${age((Date.now() - answered) / 1000)} ago.` : "Nothing is known of it yet.";
  const left = Math.max(0, Math.ceil((nextTry - Date.now()) / 1000));
  say(byId("lost-words"), `${since}${reason} ${left > 0 ? `Trying again in ${left} s.` : "Trying again."}`);
}

setInterval(tellOfLoss, 1000);
byId("retry").addEventListener("click", () => poll.now());
byId("reload").addEventListener("click", async () => {
  const button = byId("reload");
  if (button.getAttribute("aria-disabled") === "true") return;
  set(button, "aria-disabled", "true");
  const said = byId("said");
  try {
    const { digest } = await order("api/reload");
    set(said, "data-kind", "good");
    say(said, `Reloaded at ${clock(Date.now() / 1000)}: configuration ${digest} is in force.`);
    said.hidden = false;
  } catch (error) {
    // Why it refused a configuration is shown with what it tells of itself.
    set(said, "data-kind", "bad");
    say(said, `Could not reload: ${error.message}`);
    said.hidden = error instanceof Refused;
  }
  clearTimeout(hush);
  hush = setTimeout(() => (said.hidden = true), 15000);
  poll.now();
});

poll.now();
