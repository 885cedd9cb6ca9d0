// Numbers and tokens of the agent, as people read them.

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const hundredths = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export const count = (number) => whole.format(number);
export const money = (amount) => (amount > 0 && amount < 0.1 ? amount.toPrecision(2) : hundredths.format(amount));
export const percent = (share) => `${whole.format(Math.floor(share * 100))} %`;
export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

/** Seconds in the largest unit that says enough. */
export function duration(seconds) {
  if (seconds < 0.9995) return `${whole.format(seconds * 1000)} ms`;
  if (seconds < 10) return `${tenths.format(seconds)} s`;
  if (seconds < 99.5) return `${whole.format(seconds)} s`;
  if (seconds < 5970) return `${whole.format(seconds / 60)} min`;
  if (seconds < 36 * 3600) return `${tenths.format(seconds / 3600)} h`;
  return `${tenths.format(seconds / 86400)} d`;
}

/** Time that has gone by, without fractions that would flicker. */
export const age = (seconds) => (seconds < 99.5 ? `${Math.max(0, Math.floor(seconds))} s` : duration(seconds));

/** Time that runs down: 24 s, 3:05 min. */
export function countdown(seconds) {
  const left = Math.max(0, Math.ceil(seconds));
  if (left < 60) return `${left} s`;
  if (left < 3600) return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} min`;
  return duration(left);
}

/** The unit in which GPU time is told, so that the largest of some figures reads well. */
export function gpuTime(most) {
  const unit = most < 3600 ? { seconds: 60, name: "GPU minutes" } : { seconds: 3600, name: "GPU hours" };
  return { name: unit.name, show: (seconds) => (seconds >= unit.seconds * 1000 ? whole : hundredths).format(seconds / unit.seconds) };
}

/** Text in which the agent marks names with backticks. */
export const quoted = (text) => text.replace(/`([^`]*)`/g, "“$1”");

export const clock = (time) => new Date(time * 1000).toLocaleTimeString("en-GB");

export const phases = {
  ready: "Ready",
  starting: "Starting",
  waiting: "Waiting for GPUs",
  unhealthy: "Unhealthy",
  backoff: "Backing off",
  draining: "Draining",
  removed: "Removed",
  dormant: "Dormant",
  zero: "At zero",
};

/** A phase in the middle of a sentence. */
export function phase(token) {
  const words = phases[token] ?? token;
  return words[0].toLowerCase() + words.slice(1);
}

const reasons = {
  named: "asked for by name",
  "best-score": "best score",
  "keeps-conversation": "keeps its conversation",
  fallback: "fallback after a failure",
};
export const reason = (token) => reasons[token] ?? token;

const judges = { keyword: "keyword", classifier: "classifier", fused: "classifier and keywords", votes: "keywords together" };
export const judge = (token) => judges[token] ?? token;

/** Why a model was no candidate. */
export function exclusion(token) {
  const [cause, rest = ""] = token.split(":");
  if (cause === "forbidden") return "not allowed for this tenant";
  if (cause === "incapable") return `cannot do ${rest.split("+").join(", ")}`;
  if (cause === "unhealthy") return "does not answer for its health";
  if (cause === "context") {
    const [needed, most] = rest.split(">").map(Number);
    return `needs ${count(needed)} tokens, takes ${count(most)}`;
  }
  return token;
}
