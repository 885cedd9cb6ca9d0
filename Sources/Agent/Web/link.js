// The line to the agent: what is asked of it, when, and what happens if it does not answer.

const patience = 5000;
const between = 1000;
const longest = 15000;

/** What the agent said no to. */
export class Refused extends Error {}

async function ask(path, options, signal) {
  const answer = await fetch(path, { ...options, cache: "no-store", signal });
  const body = await answer.json();
  if (!answer.ok) throw new Refused(body.error ?? `status ${answer.status}`);
  return body;
}

export const get = (path, signal) => ask(path, {}, signal);

/** Orders something, for which the agent wants a mark that no other site can set. */
export const order = (path) =>
  ask(path, { method: "POST", headers: { "X-Spindle-Admin": "1" } }, AbortSignal.timeout(patience));

/**
 * Asks again and again: every second while it is answered and seen, ever more rarely while it is not answered.
 * `look` asks, `show` gets the answer; `lost` is told why there is none, and when the next attempt is.
 */
export class Poll {
  #look;
  #show;
  #lost;
  #timer;
  #attempt;
  #failures = 0;

  constructor(look, show, lost) {
    this.#look = look;
    this.#show = show;
    this.#lost = lost;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#stop() : this.now()));
  }

  /** Asks at once, in place of an attempt under way. */
  async now() {
    this.#stop();
    const attempt = (this.#attempt = new AbortController());
    const signal = AbortSignal.any([attempt.signal, AbortSignal.timeout(patience)]);
    try {
      const answer = await this.#look(signal);
      if (attempt.signal.aborted) return;
      this.#failures = 0;
      this.#wait(between);
      // A mistake of the page is no silence of the agent.
      queueMicrotask(() => this.#show(answer));
    } catch (error) {
      if (attempt.signal.aborted) return;
      this.#failures += 1;
      const wait = Math.min(longest, between * 2 ** (this.#failures - 1));
      this.#wait(wait);
      this.#lost(error, Date.now() + wait);
    }
  }

  #wait(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), milliseconds);
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#attempt?.abort();
  }
}
