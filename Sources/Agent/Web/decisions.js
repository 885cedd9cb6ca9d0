// The last requests: where each went and why.
import { byId, first, list, make, say, set } from "./dom.js";
import { clock, count, duration, exclusion, judge, money, plural, reason } from "./words.js";

const shown = 40;
// Of one decision.
const mostCandidates = 6;
let decisions = [];
let isPaused = false;

byId("pause").addEventListener("click", () => {
  isPaused = !isPaused;
  set(byId("pause"), "aria-pressed", String(isPaused));
  if (!isPaused) show();
  say(byId("pause"), isPaused ? "Go on" : "Pause");
});

/** The number of the last decision that is known. */
export const lastDecision = () => decisions[0]?.number ?? 0;

/** An agent that began anew counts anew. */
export function forgetDecisions() {
  decisions = [];
}

/** Newer ones than those known, the newest first. */
export function addDecisions(newer) {
  decisions = [...newer, ...decisions].slice(0, shown);
  if (isPaused) say(byId("pause"), "Go on (newer ones wait)");
  else show();
}

function show() {
  byId("no-decisions").hidden = decisions.length > 0;
  list(byId("decisions"), decisions, (decision) => `${decision.number} ${decision.time}`, makeDecision);
}

function makeDecision(decision) {
  const isBad = decision.status >= 400 || decision.error != null;
  const target = decision.model && decision.model !== decision.name ? [" → ", make("b", {}, decision.model)] : [];
  return make(
    "li",
    { "data-kind": isBad ? "bad" : null, "data-model": decision.model },
    make("time", { datetime: new Date(decision.time * 1000).toISOString() }, clock(decision.time)),
    make("div", { class: "what" },
      make("p", {}, make(target.length ? "span" : "b", {}, decision.name || "(no model named)"), ...target),
      make("small", {}, why(decision)),
      isBad ? make("small", { "data-kind": "bad" }, [decision.error, ...new Set(decision.failures ?? [])].filter(Boolean).join(": ")) : null),
    make("ul", { class: "candidates", "aria-label": "Candidates" }, ...candidates(decision), ...excluded(decision)),
    make("div", { class: "outcome" },
      make("p", {}, make("b", { class: "status" }, String(decision.status)), " ", duration(decision.duration)),
      make("small", {}, ...timing(decision))),
  );
}

/** In words: the reason, how the prompt was judged and by whom. */
function why(decision) {
  const parts = [];
  if (decision.reason) parts.push(reason(decision.reason));
  if (decision.complexity) {
    const [level, share] = Object.entries(decision.complexity).sort((a, b) => b[1] - a[1])[0];
    const words = decision.complexityBy === "keyword" && decision.signs?.length ? ` “${decision.signs[0]}”` : "";
    const sure = share < 0.995 ? ` ${Math.round(share * 100)} %` : "";
    parts.push(share < 0.34 ? "complexity unknown" : `${level} complexity${sure} by ${judge(decision.complexityBy)}${words}`);
  }
  if (decision.domain && decision.domainBy !== "votes") parts.push(`${decision.domain} by ${judge(decision.domainBy)}`);
  if (decision.tenant) parts.push(decision.tenant);
  if (decision.endpoint !== "/v1/chat/completions") parts.push(decision.endpoint);
  return parts.join(" · ");
}

function timing(decision) {
  const parts = [];
  if (decision.wait >= 0.01) parts.push(`waited ${duration(decision.wait)}`);
  if (decision.firstContent != null) parts.push(`first content ${duration(decision.firstContent)}`);
  if (decision.attempts > 1) parts.push(plural(decision.attempts, "attempt"));
  const answered = decision.answerTokens != null ? ` + ${count(decision.answerTokens)}` : "";
  parts.push(`${count(decision.promptTokens)}${answered} tokens`);
  // Lines break between parts only.
  return parts.flatMap((part, index) => (index > 0 ? [" · ", make("span", {}, part)] : [make("span", {}, part)]));
}

function candidates(decision) {
  const all = decision.candidates ?? [];
  if (all.length < 2 && Object.keys(decision.excluded ?? {}).length === 0) return [];
  // Bars of one decision have one scale; weights that add up to 1 fill it for a perfect model.
  const scale = Math.max(1, ...all.map((candidate) => candidate.score));
  // The best and, if it was not among them, the chosen one.
  const some = all.filter((candidate, index) => index < mostCandidates || candidate.model === decision.model);
  return [...some.map(row), rest(all.length - some.length)];

  function row(candidate) {
    const isChosen = candidate.model === decision.model;
    const terms = ["accuracy", "latency", "cost"];
    const words = terms.map((term) => `${term} ${candidate[term].toFixed(3)}`).join(", ");
    const price = candidate.price != null && candidate.price > 0 ? `, costs ${money(candidate.price)}` : "";
    const bar = make("span", { class: "score", role: "img", "aria-label": words, title: `${words}${price}` });
    for (const term of terms) {
      const part = make("span", { "data-term": term });
      part.style.width = `${(100 * candidate[term]) / scale}%`;
      bar.append(part);
    }
    const name = make("span", { class: "candidate" }, make("span", { class: "tick" }, isChosen ? "✓" : ""), candidate.model);
    if (isChosen) name.append(make("span", { class: "unseen" }, " (chosen)"));
    return make("li", { class: isChosen ? "chosen" : null }, name, bar,
      make("span", { class: "number" }, candidate.score.toFixed(3)),
      make("span", { class: "number quiet" }, duration(candidate.seconds)));
  }
}

const rest = (number) => (number > 0 ? make("li", { class: "rest" }, `and ${count(number)} more`) : null);

function excluded(decision) {
  const [some, more] = first(Object.entries(decision.excluded ?? {}), mostCandidates);
  const row = ([model, cause]) =>
    make("li", { class: "excluded" }, make("span", { class: "candidate" }, make("span", { class: "tick" }, "×"), model), make("span", { class: "cause" }, exclusion(cause)));
  return [...some.map(row), rest(more)];
}
