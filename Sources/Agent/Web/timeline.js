// What each model did lately: one lane a model, drawn once for each change and then moved on with the time.
import { byId, draw, list, make, say, set } from "./dom.js";
import { clock, duration, phases, plural, quoted } from "./words.js";

// The last span has no end yet: it is drawn far beyond the lane, which cuts it off.
const farAway = 1e6;
const lanes = new Map();
/** Minutes that are shown: as few as hold all that the agent has seen. */
const windows = [2, 5, 15];

/** Draws the lanes anew. */
export function drawTimeline(history) {
  lanes.clear();
  byId("timeline").closest("section").hidden = history.models.length === 0;
  list(byId("timeline"), history.models, (model) => model.name, makeLane, (node, model) => {
    const group = draw("g");
    // Coordinates are seconds since the first span, as large numbers lose their fractions in a drawing.
    const origin = model.spans[0]?.start ?? history.time;
    model.spans.forEach((span, index) => {
      const next = model.spans[index + 1];
      const end = next ? next.start - origin : farAway;
      const rect = draw("rect", { x: span.start - origin, y: 0, width: Math.max(0, end - (span.start - origin)), height: 1, "data-phase": span.phase });
      const title = draw("title");
      const lasted = next ? ` for ${duration(next.start - span.start)}` : "";
      title.textContent = `${phases[span.phase] ?? span.phase} since ${clock(span.start)}${lasted}${span.cause ? `: ${quoted(span.cause)}` : ""}`;
      rect.append(title);
      group.append(rect);
    });
    const svg = node.querySelector("svg");
    svg.replaceChildren(group);
    lanes.set(model.name, { svg, group, origin });
    const starts = coldStarts(model.spans);
    const last = starts.at(-1);
    const words = starts.length === 0 ? "no start" : `${plural(starts.length, "start")}, last ${duration(last)}`;
    say(node.querySelector(".quiet"), words);
    set(svg, "aria-label", `${model.name}: ${model.spans.map((span) => `${phases[span.phase] ?? span.phase} since ${clock(span.start)}`).slice(-6).join(", ")}; ${words}`);
  });
  const all = history.models.flatMap((model) => coldStarts(model.spans));
  const mean = all.reduce((sum, seconds) => sum + seconds, 0) / all.length;
  say(byId("starts"), all.length > 0 ? `${plural(all.length, "cold start")}, ${duration(mean)} on average` : "no cold start");
}

/** Moves the lanes so that their right end is now, in seconds since 1970. */
export function moveTimeline(now, uptime) {
  const minutes = windows.find((most) => uptime < most * 60) ?? windows.at(-1);
  say(byId("timeline-title"), `Last ${minutes} minutes`);
  const ticks = minutes === 2 ? [2, 1, 0] : Array.from({ length: 6 }, (_, index) => (minutes / 5) * (5 - index));
  list(byId("axis"), ticks, (tick) => `${tick} of ${minutes}`, (tick) => make("span", {}, tick === 0 ? "now" : `−${tick} min`));

  for (const { svg, group, origin } of lanes.values()) {
    set(svg, "viewBox", `0 0 ${minutes * 60} 1`);
    set(group, "transform", `translate(${minutes * 60 - (now - origin)} 0)`);
  }
}

/** How long the starts took that led to a model which serves. */
function coldStarts(spans) {
  return spans.flatMap((span, index) => {
    const next = spans[index + 1];
    return span.phase === "starting" && next?.phase === "ready" ? [next.start - span.start] : [];
  });
}

function makeLane(model) {
  const lane = draw("svg", { preserveAspectRatio: "none", role: "img" });
  return make("li", { "data-model": model.name }, make("span", { class: "name" }, model.name), lane, make("span", { class: "quiet" }));
}
