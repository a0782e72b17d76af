// The review page: shows a passage, takes a decision, and has the next passage at hand before it is asked for.

import {showDefinitions, showNamed, showOthers, showPassage, showTally, showText} from "./card.js";
import {Facets, titleOf} from "./facets.js";
import {Finder} from "./finder.js";
import {byId, kept, mean, randomId, say, warn} from "./parts.js";
import {Redraw} from "./redraw.js";
import {call, Outbox, pause, Unreachable} from "./server.js";
import {prefetch, showSheet, toBox} from "./sheet.js";

const setup = JSON.parse(byId("setup").textContent);
const LEASE_RENEWAL = 4 * 60_000;
const [RECENT, RECOUNT] = [20, 10_000];

class Desk {
  constructor() {
    this.card = null;
    this.ahead = null; // the next card, or a promise of it
    this.session = {decided: 0, kept: 0, times: [], pace: null};
    this.tally = null;
    this.countedAt = 0;
    this.busy = false;
    this.facets = new Facets(setup.taxonomy, () => this.changed());
    this.finder = new Finder(this.facets);
    this.redraw = new Redraw((ids) => this.redrawn(ids));
    this.outbox = new Outbox(setup.reviewer, {
      onChange: (waiting, failed) => this.sending(waiting, failed),
      onKept: () => this.recount(),
      onRefused: (error) => warn(`A decision was not kept: ${error.message}`),
    });
  }

  async start() {
    this.recount();
    this.outbox.flush();
    if (!setup.passage) return this.next();
    try {
      const card = await call("POST", `/passages/${setup.passage}/hold`);
      this.show(card);
      this.fetchAhead();
    } catch (error) {
      warn(`${error.message}. Here is another.`);
      await this.next();
    }
  }

  get query() {
    return new URLSearchParams(setup.wanted).toString();
  }

  // --- which passage -------------------------------------------------------------------------------------------------

  get held() {
    const ids = [this.card?.passage.passage_id, ...this.outbox.waiting.map((each) => each.passage_id)];
    return [...new Set(ids.filter(Boolean))].slice(0, 50);
  }

  async fetch() {
    for (;;) {
      try {
        const {card} = await call("POST", "/queue/next", {wanted: setup.wanted, beside: this.held});
        return card;
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        this.sending(this.outbox.waiting.length, 1);
        await pause(1500);
      }
    }
  }

  fetchAhead() {
    this.ahead = this.fetch();
    this.ahead.then(prefetch, () => (this.ahead = null));
  }

  async next() {
    let card = this.ahead;
    this.ahead = null;
    try {
      card = card ? await card : await this.fetch();
      if (!card) {
        await this.outbox.flush(); // what comes next may hang on what was just decided
        card = await this.fetch();
      }
    } catch (error) {
      return warn(error.message);
    }
    if (!card) return this.showEmpty();
    this.show(card);
    this.fetchAhead();
  }

  // --- showing -------------------------------------------------------------------------------------------------------

  show(card, labels) {
    this.card = card;
    this.shownAt = Date.now();
    this.away = 0;
    for (const id of ["passage", "answers", "definitions", "words"]) byId(id).hidden = false;
    byId("empty").hidden = true;
    const draft = kept.get(`draft ${card.passage.passage_id}`, null);
    const answers = card.prediction?.answers ?? [];
    const said = labels ?? card.mine?.labels;
    const chosen = Object.fromEntries(answers.map(({facet, code}) => [facet, code]));
    this.written = card.mine?.reasoning ?? card.prediction?.reasoning ?? "";
    byId("reasoning").value = draft?.reasoning ?? this.written;
    byId("note").value = draft?.note ?? card.mine?.note ?? "";
    showPassage(card, setup.taxonomy);
    showNamed(card);
    showOthers(card, setup.taxonomy);
    this.facets.show(answers, {...chosen, ...said, ...draft?.chosen});
    this.changed();
    for (const id of ["passage", "answers", "main"]) byId(id).scrollTop = 0;
    this.facets.focus();
    this.remember();
    if (this.tally) showTally(this.tally, this.session);
    showSheet(card);
    document.documentElement.dataset.ready = card.passage.passage_id;
  }

  // The address tells which passage is on the screen, so that a reload comes back to it.
  remember() {
    const values = {...setup.wanted};
    if (this.card) values.passage = this.card.passage.passage_id;
    const query = new URLSearchParams(values).toString();
    history.replaceState(null, "", query ? `/?${query}` : "/");
  }

  changed() {
    if (!this.card) return;
    showText(this.card, this.facets.active);
    showDefinitions(this.facets);
    this.keepDraft();
  }

  get isChanged() {
    const answers = this.card.prediction?.answers ?? [];
    return (
      byId("reasoning").value.trim() !== this.written.trim() ||
      this.facets.facets.some(({name}) => this.facets.chosen[name] !== answers.find(({facet}) => facet === name)?.code)
    );
  }

  keepDraft() {
    const draft = {
      chosen: this.facets.chosen,
      reasoning: byId("reasoning").value,
      note: byId("note").value,
    };
    const worthIt = this.isChanged || draft.note !== (this.card.mine?.note ?? "");
    kept.set(`draft ${this.card.passage.passage_id}`, worthIt ? draft : null);
  }

  showEmpty() {
    this.card = null;
    const filtered = Object.keys(setup.wanted).length > 0;
    for (const id of ["passage", "answers", "definitions", "words", "sheet"]) byId(id).hidden = true;
    byId("empty").hidden = false;
    byId("empty-title").textContent = filtered ? "Nothing of this kind is left" : "All done";
    byId("empty-text").textContent = filtered
      ? "Every passage that fits the filter has been decided, or is with another reviewer."
      : "No passage waits for you. Run `mitag train` to learn from what you decided.";
    byId("empty").focus();
    say(byId("empty-title").textContent);
    this.recount(0);
    this.remember();
    document.documentElement.dataset.ready = "empty";
  }

  // Between two counts of the server's, which take it a moment, the page counts on by itself.
  async recount(every = RECOUNT) {
    if (Date.now() - this.countedAt < every) return;
    this.countedAt = Date.now();
    try {
      const tally = await call("GET", `/progress?${this.query}`);
      const unsent = this.outbox.waiting.length;
      this.tally = {...tally, waiting: tally.waiting - unsent, today: tally.today + unsent};
      showTally(this.tally, this.session);
    } catch {
      this.countedAt = 0;
    }
  }

  countOn(step) {
    if (!this.tally) return;
    this.tally.today += step;
    this.tally.waiting -= step;
    showTally(this.tally, this.session);
  }

  sending(waiting, failed) {
    const sent = byId("sent");
    sent.classList.toggle("failed", failed > 0);
    if (failed) sent.textContent = waiting ? `not saved yet: ${waiting}; trying again` : "no connection; trying again";
    else sent.textContent = waiting ? "saving …" : "saved";
  }

  // --- deciding ------------------------------------------------------------------------------------------------------

  async accept() {
    if (!Object.values(this.facets.chosen).some(Boolean)) return warn("Choose at least one answer first.");
    const labels = Object.fromEntries(Object.entries(this.facets.chosen).filter(([, code]) => code));
    const reasoning = byId("reasoning").value.trim();
    await this.decide({labels, reasoning: reasoning === this.written.trim() ? null : reasoning});
  }

  async reject() {
    await this.decide({labels: {}, rejected: true});
  }

  async decide(said) {
    const {card} = this;
    const id = card.passage.passage_id;
    const decision = {
      decision_id: crypto.randomUUID?.().replaceAll("-", "") ?? randomId(),
      passage_id: id,
      note: byId("note").value.trim(),
      seconds: Math.min(this.seconds, 86_400),
      adjudicates: card.may_adjudicate && (byId("adjudicate")?.checked ?? false),
      model_id: card.prediction?.model_id ?? null,
      ...said,
    };
    this.session.decided += 1;
    if (!said.rejected && !this.isChanged) this.session.kept += 1;
    this.session.times = [...this.session.times, decision.seconds].slice(-RECENT);
    if (this.session.times.length > 2) this.session.pace = mean(this.session.times);
    this.outbox.put(decision);
    kept.set(`draft ${id}`, null);
    this.countOn(1);
    await this.next();
    const tree = setup.taxonomy.facets.find((facet) => facet.is_tree);
    this.tell(said.rejected ? "Not a mitigation." : `Accepted: ${this.title(tree, said.labels[tree.name])}.`);
  }

  title(facet, code) {
    return facet.categories.find((category) => category.code === code)?.title ?? titleOf(facet);
  }

  // Say to a screen reader what happened and what is shown now.
  tell(what) {
    if (!this.card) return say(what);
    const {passage} = this.card;
    say(`${what} Next: ${passage.section_path.at(-1) ?? ""}. ${passage.text}`);
  }

  // Seconds that the passage was looked at: a page in the background does not count.
  get seconds() {
    return Math.round((Date.now() - this.shownAt - this.away) / 100) / 10;
  }

  async skip() {
    const id = this.card.passage.passage_id;
    this.keepDraft();
    await this.outbox.flush();
    await call("POST", `/passages/${id}/skip`);
    await this.next();
    this.tell("Skipped.");
  }

  async undo() {
    await this.outbox.flush();
    const {withdrawn, card} = await call("POST", "/reviews/undo");
    if (!withdrawn) return say("There is nothing to take back."), warn("There is nothing to take back.");
    if (this.card && this.card.passage.passage_id !== card.passage.passage_id) {
      const ahead = await this.ahead;
      if (ahead) call("POST", `/passages/${ahead.passage.passage_id}/release`).catch(() => {});
      this.ahead = Promise.resolve(this.card);
    }
    this.session.decided = Math.max(this.session.decided - 1, 0);
    this.countOn(-1);
    this.show(card, withdrawn.labels);
    byId("note").value = withdrawn.note;
    if (withdrawn.reasoning != null) byId("reasoning").value = withdrawn.reasoning;
    this.keepDraft();
    this.tell("Taken back.");
    if (!this.ahead) this.fetchAhead();
  }

  async redrawn(ids) {
    const ahead = await this.ahead;
    if (ahead) call("POST", `/passages/${ahead.passage.passage_id}/release`).catch(() => {});
    const card = await call("POST", `/passages/${ids[0]}/hold`);
    this.show(card);
    this.fetchAhead();
    this.tell("The passage has new bounds.");
  }

  // --- keys and buttons ----------------------------------------------------------------------------------------------

  async do(what) {
    if (this.busy) return;
    const always = {
      help: () => byId("help").showModal(),
      filter: () => byId("filter").showModal(),
      undo: () => this.undo(),
    };
    const withCard = {
      accept: () => this.accept(),
      reject: () => this.reject(),
      skip: () => this.skip(),
      find: () => this.finder.open(),
      bounds: () => this.redraw.open(this.card),
      page: () => this.turnToPage(),
      note: () => byId("note").focus(),
      reasoning: () => byId("reasoning").focus(),
    };
    const act = always[what] ?? (this.card && withCard[what]);
    if (!act) return;
    this.busy = true;
    warn("");
    try {
      await act();
    } catch (error) {
      warn(error.message);
    } finally {
      this.busy = false;
    }
  }

  // Show the page where there is little room, and larger where there is much.
  turnToPage() {
    if (matchMedia("(max-width: 820px)").matches) byId("sheet").scrollIntoView();
    else if (matchMedia("(max-width: 1240px)").matches) document.body.classList.toggle("paging"), toBox();
    else byId("larger")?.click();
  }

  key(event) {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const {target} = event;
    const writing = target.matches("textarea, input:not([type=radio], [type=checkbox]), select");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return this.stop(event, "accept");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (writing) return this.keyInText(event);
    if (event.key === "Enter") {
      if (!target.matches("button, a, summary")) this.stop(event, "accept");
      return;
    }
    if (!kept.get("single keys", true)) return;
    if (/^[0-9]$/.test(event.key) && this.card && this.facets.press(event.key)) return event.preventDefault();
    const keys = {r: "reject", s: "skip", u: "undo", n: "note", e: "reasoning", b: "bounds", p: "page", f: "filter", "/": "find", "?": "help"};
    const what = keys[event.key.length === 1 ? event.key.toLowerCase() : ""];
    if (what) this.stop(event, what);
  }

  keyInText(event) {
    const leaves = event.key === "Escape" || (event.key === "Enter" && !event.shiftKey);
    if (!leaves) return;
    event.preventDefault();
    this.facets.focus();
  }

  stop(event, what) {
    event.preventDefault();
    if (!event.repeat) this.do(what);
  }
}

function watchAbsence(desk) {
  let since = null;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) since = Date.now();
    else if (since) {
      desk.away += Date.now() - since;
      since = null;
    }
  });
}

function showFilter() {
  const {wanted} = setup;
  const line = byId("filtered");
  line.hidden = !Object.keys(wanted).length;
  line.querySelector("span").textContent = `Only: ${Object.entries(wanted).map(([name, value]) => `${name} ${value}`).join(", ")}.`;
}

const desk = new Desk();
showFilter();
watchAbsence(desk);
document.addEventListener("keydown", (event) => desk.key(event));
for (const button of document.querySelectorAll("[data-do]")) {
  button.addEventListener("click", () => desk.do(button.dataset.do));
}
for (const id of ["reasoning", "note"]) byId(id).addEventListener("input", () => desk.card && desk.keepDraft());
if (matchMedia("(max-width: 820px)").matches) byId("around").open = false;
byId("look-again").addEventListener("click", () => desk.next());
byId("single").checked = kept.get("single keys", true);
byId("single").addEventListener("change", (event) => kept.set("single keys", event.target.checked));
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("close", () => desk.card && !document.querySelector("dialog[open]") && desk.facets.focus());
}
for (const form of document.querySelectorAll("form[method=get]")) {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
  });
}
setInterval(() => {
  if (desk.card && !document.hidden) call("POST", `/passages/${desk.card.passage.passage_id}/hold`).catch(() => {});
}, LEASE_RENEWAL);
addEventListener("online", () => desk.outbox.flush());
desk.start();
