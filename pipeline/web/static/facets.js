// The four facets: what may be chosen, how sure the model is, and what is chosen.
// Each facet is a group of radio buttons: one stop for Tab, arrow keys choose. Rows keep their places.

import {byId, make, percent} from "./parts.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"];
const ROWS = 9;

const NAMES = {code: "Code", lifecycle_stage: "Lifecycle stage", actor: "Actor", risk_function: "Risk function"};
export const titleOf = (facet) => NAMES[facet.name] ?? facet.name.replaceAll("_", " ");

export class Facets {
  constructor(taxonomy, onChange) {
    this.facets = taxonomy.facets;
    this.onChange = onChange;
    this.chosen = {};
    this.active = this.facets[0].name;
    this.categories = Object.fromEntries(
      this.facets.map((facet) => [facet.name, new Map(facet.categories.map((each) => [each.code, each]))]),
    );
    byId("facets").replaceChildren(...this.facets.map((facet) => this.group(facet)));
    byId("facets").addEventListener("submit", (event) => event.preventDefault());
  }

  group(facet) {
    const long = facet.categories.length > KEYS.length;
    return make("fieldset", {
      class: `facet ${long ? "long" : "short"}`,
      data: {facet: facet.name},
      kids: [
        make("legend", {kids: [make("span", {text: titleOf(facet)}), " ", make("small", {text: facet.question})]}),
        make("div", {class: "options"}),
      ],
      on: {
        focusin: () => this.activate(facet.name),
        change: (event) => this.choose(facet.name, event.target.value),
      },
    });
  }

  element(name) {
    return byId("facets").querySelector(`[data-facet="${CSS.escape(name)}"]`);
  }

  // Show a passage's answers, with what is chosen now.
  show(answers, chosen) {
    this.answers = Object.fromEntries(answers.map((answer) => [answer.facet, answer]));
    this.chosen = {...chosen};
    this.active = this.facets[0].name;
    for (const facet of this.facets) this.fill(facet);
    this.mark();
  }

  candidates(facet) {
    const answer = this.answers[facet.name];
    const listed = answer?.candidates ?? facet.categories.slice(0, ROWS).map(({code}) => ({code, confidence: null}));
    const mine = this.chosen[facet.name];
    if (mine == null || listed.some(({code}) => code === mine)) return listed;
    return [...listed.slice(0, KEYS.length - 1), {code: mine, confidence: null}];
  }

  fill(facet) {
    const rows = this.candidates(facet).map((candidate, place) => this.row(facet, candidate, place));
    this.element(facet.name).querySelector(".options").replaceChildren(...rows);
  }

  row(facet, {code, confidence}, place) {
    const answer = this.answers[facet.name];
    const isAnswer = answer?.code === code;
    const title = this.categories[facet.name].get(code)?.title ?? code;
    const id = `option-${facet.name}-${place}`;
    const input = make("input", {type: "radio", name: facet.name, value: code, id});
    input.checked = this.chosen[facet.name] === code;
    const share = confidence == null ? 0 : confidence;
    return make("label", {
      class: `option${isAnswer ? " answer" : ""}${answer?.prediction_set.includes(code) ? " possible" : ""}`,
      for: id,
      title: this.categories[facet.name].get(code)?.definition ?? "",
      kids: [
        input,
        make("kbd", {text: KEYS[place] ?? "", "aria-hidden": "true"}),
        make("span", {class: "name", text: title}),
        make("span", {class: "bar", "aria-hidden": "true", kids: [make("i", {style: {width: `${100 * share}%`}})]}),
        make("span", {class: "number", text: confidence == null ? "" : percent(confidence)}),
        ...(isAnswer ? [make("span", {class: "hidden", text: ", the model’s answer"})] : []),
      ],
    });
  }

  choose(name, code) {
    this.chosen[name] = code;
    const facet = this.facets.find((each) => each.name === name);
    const there = [...this.element(name).querySelectorAll("input")].find((input) => input.value === code);
    if (there) there.checked = true;
    else this.fill(facet);
    this.activate(name);
    this.onChange();
  }

  // Choose what a digit stands for in the active facet; false where it stands for nothing.
  press(key) {
    const input = this.element(this.active).querySelectorAll("input")[KEYS.indexOf(key)];
    if (!input) return false;
    this.choose(this.active, input.value);
    input.focus({preventScroll: true});
    return true;
  }

  activate(name) {
    const changed = this.active !== name;
    this.active = name;
    this.mark();
    if (changed) this.onChange();
  }

  mark() {
    for (const facet of this.facets) this.element(facet.name).classList.toggle("active", facet.name === this.active);
  }

  focus(name = this.active) {
    const inputs = [...this.element(name).querySelectorAll("input")];
    (inputs.find((input) => input.checked) ?? inputs[0])?.focus({preventScroll: true});
  }

  get facet() {
    return this.facets.find((each) => each.name === this.active);
  }

  // The category chosen in the active facet, and the one most likely to be right instead.
  get chosenAndRival() {
    const answer = this.answers[this.active];
    const mine = this.chosen[this.active];
    const sure = [...(answer?.candidates ?? [])].sort((one, other) => (other.confidence ?? 0) - (one.confidence ?? 0));
    const rival =
      answer && answer.code !== mine
        ? answer.code
        : (answer?.backed_off_from ?? sure.find(({code, confidence}) => code !== mine && confidence != null)?.code);
    return [mine, rival].map((code) => this.categories[this.active].get(code));
  }
}
