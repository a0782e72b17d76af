// New bounds for a passage: split, join, or draw anew, in the text of the document around it.

import {byId, countCharacters, countUnits, warn} from "./parts.js";
import {call} from "./server.js";

export class Redraw {
  // `onDone` is given the ids of the passages that came in place of the old one.
  constructor(onDone) {
    this.onDone = onDone;
    this.dialog = byId("redraw");
    this.text = byId("surroundings");
    this.text.removeAttribute("readonly"); // a text that cannot be edited shows no cursor; instead, nothing is let in
    this.text.setAttribute("inputmode", "none");
    this.text.addEventListener("beforeinput", (event) => event.preventDefault());
    document.addEventListener("selectionchange", () => this.dialog.open && this.tell());
    for (const button of this.dialog.querySelectorAll("[data-redraw]")) {
      button.addEventListener("click", () => this.take(button.dataset.redraw));
    }
  }

  async open(card) {
    try {
      this.around = await call("GET", `/passages/${card.passage.passage_id}/surroundings`);
    } catch (error) {
      return warn(error.message);
    }
    this.card = card;
    const {text, start, passage_start: from, passage_end: to} = this.around;
    this.text.value = text;
    this.dialog.querySelector("[data-redraw=before]").disabled = !this.around.before;
    this.dialog.querySelector("[data-redraw=after]").disabled = !this.around.after;
    this.dialog.showModal();
    this.text.focus();
    this.text.setSelectionRange(countUnits(text, from - start), countUnits(text, to - start));
    const line = parseFloat(getComputedStyle(this.text).lineHeight) || 20;
    const share = (from - start) / Math.max(text.length, 1);
    this.text.scrollTop = Math.max(share * this.text.scrollHeight - 3 * line, 0);
    this.tell();
  }

  // The marked span in the document, without blanks at its ends.
  get span() {
    const {value, selectionStart, selectionEnd} = this.text;
    let [from, to] = [selectionStart, selectionEnd];
    while (from < to && /\s/.test(value[from])) from += 1;
    while (to > from && /\s/.test(value[to - 1])) to -= 1;
    return [from, to].map((units) => this.around.start + countCharacters(value, units));
  }

  tell() {
    const [from, to] = this.span;
    const inside = from > this.around.passage_start && from < this.around.passage_end;
    byId("span").textContent =
      to > from ? `${to - from} characters marked.` : inside ? "The cursor is in the passage." : "Nothing is marked.";
    this.dialog.querySelector("[data-redraw=rebound]").disabled = to <= from;
    this.dialog.querySelector("[data-redraw=split]").disabled = !inside || to > from;
  }

  plan(how) {
    const id = this.card.passage.passage_id;
    const {passage_start: from, passage_end: to, before, before_start, after, after_end} = this.around;
    if (how === "before") return {old: [before, id], spans: [[before_start, to]]};
    if (how === "after") return {old: [id, after], spans: [[from, after_end]]};
    if (how === "split") return {old: [id], spans: this.halves(from, to)};
    return {old: [id], spans: [this.span]};
  }

  halves(from, to) {
    const text = Array.from(this.text.value);
    const at = (place) => text[place - this.around.start] ?? "";
    let [left] = this.span;
    let right = left;
    while (left > from && /\s/.test(at(left - 1))) left -= 1;
    while (right < to && /\s/.test(at(right))) right += 1;
    return [
      [from, left],
      [right, to],
    ];
  }

  async take(how) {
    try {
      const {passage_ids: ids} = await call("POST", "/passages/redraw", this.plan(how));
      this.dialog.close();
      await this.onDone(ids);
    } catch (error) {
      warn(error.message);
    }
  }
}
