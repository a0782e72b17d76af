"use strict";
const panel = document.getElementById("text");
const side = document.getElementById("side");
const unfold = document.getElementById("unfold");
const marks = [...document.querySelectorAll(".m")];
const leaves = [...document.querySelectorAll(".leaf")];
let chosen = null;

function choose(mark) {
  if (chosen) chosen.classList.remove("chosen");
  chosen = mark;
  panel.hidden = !mark;
  if (!mark) return;
  mark.classList.add("chosen");
  panel.querySelector(".what").textContent = [mark.dataset.kind, mark.dataset.path].filter(Boolean).join(" · ");
  panel.querySelector(".words").textContent = mark.dataset.text;
}

function fold(open) {
  side.classList.toggle("unfolded", open);
  unfold.setAttribute("aria-expanded", String(open));
}

function turn(step) {
  const at = leaves.findLastIndex((leaf) => leaf.getBoundingClientRect().top < 40);
  const leaf = leaves[Math.min(Math.max(at + step, 0), leaves.length - 1)];
  if (leaf) leaf.scrollIntoView();
}

function walk(step) {
  const kept = marks.filter((mark) => !mark.hidden && !mark.classList.contains("dropped"));
  if (!kept.length) return;
  let at = kept.indexOf(chosen);
  if (at < 0) at = kept.findIndex((mark) => mark.getBoundingClientRect().bottom > 0) - (step > 0 ? 1 : 0);
  const mark = kept[Math.min(Math.max(at + step, 0), kept.length - 1)];
  mark.focus({ preventScroll: true });
  mark.scrollIntoView({ block: "center" });
  choose(mark);
}

document.addEventListener("click", (event) => {
  if (event.target.closest(".m")) choose(event.target.closest(".m"));
  else if (event.target.closest("#text button")) choose(null);
  else if (event.target.closest("#fold a")) fold(false);
});
unfold.addEventListener("click", () => fold(!side.classList.contains("unfolded")));
document.addEventListener("change", (event) => {
  const kind = event.target.dataset.kind;
  if (kind) marks.forEach((mark) => { if (mark.classList.contains(kind)) mark.hidden = !event.target.checked; });
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const act = { n: () => turn(1), p: () => turn(-1), j: () => walk(1), k: () => walk(-1), Escape: () => choose(null) }[event.key];
  if (act) act();
});

const stops = new Map([...document.querySelectorAll("nav a")].map((link) => [link.hash.slice(1), link]));
const headings = [...stops.keys()].map((id) => document.getElementById(id)).filter(Boolean);
let waiting = false;
function follow() {
  waiting = false;
  let here = null;
  for (const heading of headings) if (heading.getBoundingClientRect().top < innerHeight * 0.35) here = heading;
  for (const [id, link] of stops) {
    const is = here !== null && id === here.id;
    if (is === link.hasAttribute("aria-current")) continue;
    link.toggleAttribute("aria-current", is);
    const top = link.offsetTop - side.offsetTop;
    if (is && (top < side.scrollTop || top > side.scrollTop + side.clientHeight - 60)) side.scrollTop = top - side.clientHeight / 2;
  }
}
addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(follow); } }, { passive: true });
follow();
