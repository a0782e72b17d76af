// What is shown of one passage beside its answers: text with evidence, badges, neighbours, definitions, other reviewers.

import {titleOf} from "./facets.js";
import {byId, characters, make, percent} from "./parts.js";

const LEVELS = 3;
const LEAST = 0.2; // of the strongest: weaker words would colour the whole text

export function showPassage(card, taxonomy) {
  const {passage, paper, queue} = card;
  byId("where").textContent = passage.section_path.join(" › ") || "No heading";
  const about = [paper.title || paper.source, paper.year, passage.page && `p. ${passage.page}`];
  byId("paper").textContent = about.filter(Boolean).join(" · ");
  showBadges(card);
  showNeighbours(card, taxonomy);
  byId("text").scrollTop = 0;
  byId("passage").dataset.passage = passage.passage_id;
  byId("passage").dataset.state = queue.state;
}

function showBadges({queue, mine}) {
  const badge = ({name, explanation}) => make("li", {class: "badge", kids: [make("b", {text: name}), ` ${explanation}`]});
  const reasons = new Map();
  for (const {name, explanation} of queue.badges) reasons.set(name, [...(reasons.get(name) ?? []), explanation]);
  const list = [...reasons].map(([name, explanations]) => badge({name, explanation: explanations.join(" ")}));
  if (queue.state !== "needs review") list.unshift(make("li", {class: "badge state", kids: [make("b", {text: queue.state})]}));
  if (mine) {
    const when = new Date(mine.at).toLocaleString();
    list.unshift(make("li", {class: "badge state", kids: [make("b", {text: "yours"}), ` You decided this on ${when}.`]}));
  }
  byId("badges").replaceChildren(...list);
}

// The text, with what spoke for the answer of the active facet marked the stronger, the more it weighs, and underlined
// what the reasoning names.
export function showText(card, facetName) {
  const text = characters(card.passage.text);
  const answer = card.prediction?.answers.find(({facet}) => facet === facetName);
  const most = Math.max(...(answer?.evidence ?? []).map(({weight}) => weight), 0);
  const spans = (answer?.evidence ?? []).filter(({weight}) => weight > 0 && weight >= LEAST * most);
  const levels = new Uint8Array(text.length);
  for (const {start, end, weight} of spans) {
    const level = Math.min(Math.max(Math.ceil((LEVELS * weight) / most), 1), LEVELS);
    for (let at = start; at < end && at < text.length; at += 1) levels[at] = Math.max(levels[at], level);
  }
  const roles = new Array(text.length).fill("");
  for (const {role, start, end} of card.prediction?.named ?? []) roles.fill(role, start, end);
  const pieces = [];
  for (let from = 0; from < text.length; ) {
    let to = from;
    while (to < text.length && levels[to] === levels[from] && roles[to] === roles[from]) to += 1;
    const words = text.slice(from, to).join("");
    const piece = levels[from] ? make("mark", {class: `level${levels[from]}`, text: words}) : words;
    pieces.push(roles[from] ? make("u", {class: roles[from], kids: [piece]}) : piece);
    from = to;
  }
  byId("text").replaceChildren(...pieces);
}

// What the reasoning names, in words: the key to the underlines, and what a screen reader says of them.
export function showNamed({passage, prediction}) {
  const text = characters(passage.text);
  const named = (prediction?.named ?? []).map(({role, start, end}) =>
    make("li", {kids: [`${role}: `, make("u", {class: role, text: text.slice(start, end).join("")})]}),
  );
  byId("named").replaceChildren(...named);
}

function showNeighbours(card, taxonomy) {
  const tree = taxonomy.facets.find((facet) => facet.is_tree);
  const titles = new Map(tree.categories.map(({code, title}) => [code, title]));
  const entry = ({passage_id, after, section_path, text, code, state}) =>
    make("li", {
      kids: [
        make("a", {
          href: `/?passage=${passage_id}`,
          kids: [
            make("span", {class: "meta", text: `${after ? "↓ after" : "↑ before"} · ${titles.get(code) ?? code} · ${state}`}),
            make("span", {class: "path", text: section_path.at(-1) ?? ""}),
            make("span", {class: "excerpt", text}),
          ],
        }),
      ],
    });
  byId("neighbours").replaceChildren(...card.neighbours.map(entry));
  byId("around").hidden = !card.neighbours.length;
}

export function showDefinitions(facets) {
  const [mine, rival] = facets.chosenAndRival;
  const part = (kind, category) =>
    make("div", {
      class: kind,
      kids: [
        make("h2", {
          kids: [make("small", {text: kind === "chosen" ? "chosen" : "rival"}), ` ${category?.title ?? "none"}`],
        }),
        make("p", {text: category ? category.definition || "No definition." : ""}),
      ],
    });
  byId("definitions").replaceChildren(part("chosen", mine), part("rival", rival));
}

// What others say, where it has to be settled.
export function showOthers(card, taxonomy) {
  const others = byId("others");
  others.hidden = !card.others.length;
  if (others.hidden) return others.replaceChildren();
  const said = (review) => {
    if (review.rejected) return "not a mitigation";
    const labels = taxonomy.facets.filter((facet) => review.labels[facet.name]);
    return labels.map((facet) => `${titleOf(facet)}: ${review.labels[facet.name]}`).join(" · ");
  };
  const lines = card.others.map((review) =>
    make("li", {kids: [make("b", {text: review.reviewer}), ` ${said(review)}`, review.note ? ` – “${review.note}”` : ""]}),
  );
  const box = make("input", {type: "checkbox", id: "adjudicate", checked: true});
  const label = make("label", {kids: [box, " My decision settles it"]});
  others.replaceChildren(make("h2", {text: "Reviewers differ"}), make("ul", {kids: lines}), label);
}

export function showTally(tally, session) {
  const left = Math.max(tally.waiting, 0);
  byId("done").textContent = tally.today;
  byId("left").textContent = left;
  byId("share").value = left + tally.today ? tally.today / (left + tally.today) : 1;
  const seconds = session.pace;
  byId("speed").textContent = seconds ? (60 / seconds).toFixed(1) : "–";
  byId("rest").textContent = seconds ? duration(seconds * left) : "–";
  const kept = session.decided ? `${percent(session.kept / session.decided)} with the model` : "";
  const others = tally.agreement == null ? "" : `${percent(tally.agreement)} among reviewers`;
  byId("agreement").textContent = [kept, others].filter(Boolean).join(", ") || "–";
}

function duration(seconds) {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
