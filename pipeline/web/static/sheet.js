// The page of the paper, with a box around the passage.

import {byId, make} from "./parts.js";
import {address, call} from "./server.js";

const seen = new Map();

function places(passage) {
  const id = passage.passage_id;
  if (!seen.has(id)) {
    if (seen.size > 100) seen.delete(seen.keys().next().value);
    seen.set(id, call("GET", `/passages/${id}/places`).catch((error) => ({error})));
  }
  return seen.get(id);
}

const source = (id, number) => address(`/passages/${id}/pages/${number}`);

// Fetch what will be shown with the next passage.
export function prefetch(card) {
  if (!card?.has_pages) return;
  places(card.passage);
  new Image().src = source(card.passage.passage_id, card.passage.page);
}

export async function showSheet(card) {
  const picture = byId("picture");
  byId("sheet").hidden = !card?.has_pages;
  if (!card?.has_pages) return picture.replaceChildren();
  await turnTo(card, card.passage.page);
}

async function turnTo(card, number) {
  const {passage_id: id} = card.passage;
  const picture = byId("picture");
  const image = make("img", {src: source(id, number), alt: `Page ${number} of the paper`, decoding: "async"});
  const sheet = make("div", {class: "sheet", kids: [image]});
  picture.dataset.of = `${id} ${number}`;
  picture.replaceChildren(sheet);
  byId("sheet-title").replaceChildren(make("span", {text: `Page ${number}`}));
  image.addEventListener("error", () => sheet.replaceWith(make("p", {class: "muted", text: missing})));
  const where = await places(card.passage);
  if (picture.dataset.of !== `${id} ${number}` || where.error) return;
  const boxes = where.boxes.filter((box) => box.page === number).map(outline);
  sheet.append(...boxes);
  byId("sheet-title").replaceChildren(...controls(card, number, where.n_pages));
  if (!image.complete) await new Promise((done) => image.addEventListener("load", done, {once: true}));
  toBox();
}

// Bring the passage on the page into view.
export function toBox() {
  const box = byId("picture").querySelector(".box");
  if (box) byId("picture").scrollTop = Math.max(box.offsetTop - 60, 0);
}

const missing = "The page cannot be shown: the file was moved or changed since it was read.";

function outline({left, top, width, height}) {
  const share = (value) => `${(100 * value).toFixed(3)}%`;
  return make("span", {
    class: "box",
    style: {left: share(left), top: share(top), width: share(width), height: share(height)},
  });
}

function controls(card, number, last) {
  const button = (text, label, target) =>
    make("button", {
      type: "button",
      class: "small",
      text,
      "aria-label": label,
      disabled: target < 1 || target > last,
      on: {click: () => turnTo(card, target)},
    });
  const larger = make("button", {
    type: "button",
    id: "larger",
    class: "small",
    text: "Larger",
    "aria-pressed": String(byId("picture").classList.contains("large")),
    on: {
      click: (event) => {
        const on = byId("picture").classList.toggle("large");
        event.target.setAttribute("aria-pressed", String(on));
        toBox();
      },
    },
  });
  const title = make("span", {text: `Page ${number} of ${last}`});
  return [title, button("‹", "Page before", number - 1), button("›", "Next page", number + 1), larger];
}
