// Type to find a category: over number, name, other names and definition; the tree stays a tree.

import {byId, make} from "./parts.js";
import {titleOf} from "./facets.js";

const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

// How well a category answers to the words typed; 0: not at all.
export function fits(category, words) {
  const name = fold(category.label);
  const starts = name.split(/[^\p{L}\p{N}]+/u);
  const others = fold(category.aliases.join(" "));
  const definition = fold(category.definition);
  let score = 1;
  for (const word of words) {
    if (category.code === word) score += 100;
    else if (category.code.startsWith(word)) score += 50;
    else if (starts.some((start) => start.startsWith(word))) score += 20;
    else if (name.includes(word) || others.includes(word)) score += 10;
    else if (definition.includes(word)) score += 2;
    else return 0;
  }
  return score;
}

export class Finder {
  constructor(facets) {
    this.facets = facets;
    this.dialog = byId("finder");
    this.input = byId("wanted");
    this.list = byId("found");
    this.input.addEventListener("input", () => this.fill());
    this.input.addEventListener("keydown", (event) => this.key(event));
    // The event comes a moment after closing: by then, the dialog may be open again.
    this.dialog.addEventListener("close", () => this.dialog.open || facets.focus());
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
  }

  open() {
    const facet = this.facets.facet;
    byId("finder-title").textContent = `Find: ${titleOf(facet)}`;
    this.input.value = "";
    this.facet = facet;
    this.depths = depths(facet);
    this.fill(this.facets.chosen[facet.name]);
    this.dialog.showModal();
    this.input.focus();
    this.options[this.at]?.scrollIntoView({block: "center"});
  }

  fill(start) {
    const words = fold(this.input.value).split(/\s+/).filter(Boolean);
    let found = this.facet.categories.map((category) => ({category, score: fits(category, words)}));
    found = found.filter(({score}) => score > 0);
    if (words.length) found.sort((one, other) => other.score - one.score);
    this.found = found.map(({category}) => category);
    this.options = this.found.map((category, place) => this.option(category, place));
    this.list.replaceChildren(...this.options);
    if (!this.found.length) this.list.append(make("li", {class: "muted", text: "Nothing fits."}));
    this.move(Math.max(this.found.findIndex(({code}) => code === start), 0));
  }

  option(category, place) {
    return make("li", {
      role: "option",
      id: `found-${place}`,
      class: `depth${this.depths.get(category.code)}`,
      text: category.title,
      on: {click: () => this.take(place), pointerenter: () => this.move(place)},
    });
  }

  move(place) {
    this.options.forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
    this.at = place;
    const option = this.options[place];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({block: "nearest"});
    } else this.input.removeAttribute("aria-activedescendant");
    byId("meaning").textContent = this.found[place]?.definition ?? "";
  }

  key(event) {
    const last = this.found.length - 1;
    const page = 8;
    const to = {
      ArrowDown: Math.min(this.at + 1, last),
      ArrowUp: Math.max(this.at - 1, 0),
      PageDown: Math.min(this.at + page, last),
      PageUp: Math.max(this.at - page, 0),
    }[event.key];
    if (to != null) {
      event.preventDefault();
      if (last >= 0) this.move(to);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      this.take(this.at);
    }
  }

  take(place) {
    const category = this.found[place];
    if (!category) return;
    this.dialog.close();
    this.facets.choose(this.facet.name, category.code);
    this.facets.focus(); // at once: the row that had the focus may be gone, and a key may follow quickly
  }
}

function depths(facet) {
  const parents = new Map(facet.categories.map(({code, parent}) => [code, parent]));
  const depth = (code) => (parents.get(code) == null ? 0 : 1 + depth(parents.get(code)));
  return new Map(facet.categories.map(({code}) => [code, Math.min(depth(code), 4)]));
}
