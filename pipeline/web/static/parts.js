// Small pieces of a page. Text is only ever set as text, never as markup.

export const byId = (id) => document.getElementById(id);

export function make(tag, {text, kids = [], on = {}, style = {}, data = {}, ...attributes} = {}) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  if (text != null) element.textContent = text;
  Object.assign(element.dataset, data);
  for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value);
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener);
  element.append(...kids);
  return element;
}

export const percent = (share) => (share == null ? "–" : `${Math.round(100 * share)} %`);

// The server counts characters, a string counts UTF-16 units: these lead from one to the other.
export const characters = (text) => Array.from(text);
export const countCharacters = (text, units) => Array.from(text.slice(0, units)).length;
export const countUnits = (text, count) => Array.from(text).slice(0, count).join("").length;

// A setting or a draft that outlives a reload.
export const kept = {
  get(name, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(`mitag ${name}`)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  set(name, value) {
    try {
      if (value == null) localStorage.removeItem(`mitag ${name}`);
      else localStorage.setItem(`mitag ${name}`, JSON.stringify(value));
    } catch {
      // a full or forbidden store costs the draft, not the decision
    }
  },
};

let saying = 0;
export function say(text) {
  clearTimeout(saying);
  saying = setTimeout(() => (byId("said").textContent = text), 30);
}

let alarming = 0;
export function warn(text) {
  const alarm = byId("alarm");
  alarm.textContent = text;
  alarm.hidden = !text;
  clearTimeout(alarming);
  if (text) alarming = setTimeout(() => (alarm.hidden = true), 12_000);
}

export const mean = (numbers) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

// Where the page is not served securely, browsers have no randomUUID.
export function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
