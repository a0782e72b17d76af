// Talking to the server: JSON in, JSON out, and an outbox that loses no decision.

const API = "/api/v1";
const PAUSES = [500, 1000, 2000, 4000, 8000];
let csrf = document.querySelector("meta[name=csrf]").content;

// The server said no; `status` is its number, the message is meant for people.
export class Refusal extends Error {
  constructor(status, answer) {
    super([answer?.problem, answer?.remedy].filter(Boolean).join(": ") || `the server answered ${status}`);
    this.status = status;
  }
}

// The server cannot be reached at the moment.
export class Unreachable extends Error {}

export async function call(method, path, body) {
  let response = await once(method, path, body);
  if (response.status === 403 && method !== "GET") {
    const session = await once("GET", "/session");
    if (session.ok) {
      const fresh = (await session.json()).csrf;
      if (fresh !== csrf) {
        csrf = fresh;
        response = await once(method, path, body);
      }
    }
  }
  if (response.status === 401) {
    location.assign(`/login?then=${encodeURIComponent(location.pathname + location.search)}`);
    throw new Refusal(401, {problem: "sign in again"});
  }
  const answer = response.status === 204 ? null : await response.json().catch(() => null);
  if (response.status >= 500) throw new Unreachable(`the server answered ${response.status}`);
  if (!response.ok) throw new Refusal(response.status, answer);
  return answer;
}

async function once(method, path, body) {
  const headers = {Accept: "application/json"};
  if (method !== "GET") Object.assign(headers, {"Content-Type": "application/json", "X-CSRF-Token": csrf});
  const json = method === "GET" ? undefined : JSON.stringify(body ?? {});
  try {
    return await fetch(API + path, {method, headers, body: json, credentials: "same-origin"});
  } catch {
    throw new Unreachable("the server cannot be reached");
  }
}

export const address = (path) => API + path;

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// Decisions wait here until the server has said that it keeps them; they outlive a reload and a restart of the server.
// Each has an id of its own, so that one sent twice counts once.
export class Outbox {
  constructor(reviewer, {onChange, onKept, onRefused}) {
    Object.assign(this, {onChange, onKept, onRefused});
    this.place = `mitag outbox ${reviewer}`;
    this.sending = null;
    this.failed = 0;
  }

  get waiting() {
    try {
      return JSON.parse(localStorage.getItem(this.place)) ?? [];
    } catch {
      return [];
    }
  }

  put(decision) {
    localStorage.setItem(this.place, JSON.stringify([...this.waiting, decision]));
    return this.flush();
  }

  remove(decision) {
    const left = this.waiting.filter((each) => each.decision_id !== decision.decision_id);
    localStorage.setItem(this.place, JSON.stringify(left));
  }

  // Send all that waits; resolves when nothing is left.
  flush() {
    this.sending ??= this.send().finally(() => (this.sending = null));
    return this.sending;
  }

  async send() {
    for (let next = this.waiting[0]; next; next = this.waiting[0]) {
      this.onChange(this.waiting.length, this.failed);
      try {
        const answer = await call("POST", "/reviews", next);
        this.failed = 0;
        this.remove(next);
        this.onKept(answer, next);
      } catch (error) {
        if (error instanceof Refusal && error.status === 401) throw error;
        if (error instanceof Refusal && error.status !== 429) {
          this.remove(next);
          this.onRefused(error, next);
          continue;
        }
        this.failed += 1;
        this.onChange(this.waiting.length, this.failed);
        await pause(PAUSES[Math.min(this.failed, PAUSES.length) - 1]);
      }
    }
    this.onChange(0, 0);
  }
}
