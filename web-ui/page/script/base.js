"use strict";
// Elements, words and numbers. Text goes into the page as text and in no other way.

const $ = (id) => document.getElementById(id);
const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];

/** An element by its tag and classes, with attributes, listeners under `on`, and children; what is null or false is left out. */
const el = (tag, ...children) => {
  const [name, ...classes] = tag.split(".");
  const made = document.createElement(name);
  made.classList.add(...classes);
  const about = Object.getPrototypeOf(children[0] ?? "") === Object.prototype ? children.shift() : {};
  const there = (value) => value !== null && value !== undefined && value !== false;
  for (const [key, value] of Object.entries(about).filter((one) => there(one[1]))) {
    if (key === "on") { for (const [event, heard] of Object.entries(value)) { made.addEventListener(event, heard); } }
    else if (key === "class") { made.className += " " + value; }
    else { made.setAttribute(key, value === true ? "" : value); }
  }
  made.append(...children.flat().filter(there));
  return made;
};

const button = (text, act, about = {}) => el("button", { type: "button", on: { click: act }, ...about }, text);

const SVG = "http://www.w3.org/2000/svg";
/** The mark of a service in its colour. */
const markOf = (service) => {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "mark c" + (service.colour ?? 0));
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "use"));
  svg.firstChild.setAttribute("href", "#m" + (service.mark ?? 0));
  return svg;
};
const chip = (service) => el("span.chip", markOf(service), el("span", service.name));

const count = (number) => number.toLocaleString("en");
const counted = (number, what) => count(number) + " " + (number === 1 ? what : what.endsWith("y") ? what.slice(0, -1) + "ies" : what + "s");
const listed = (names) => names.length < 2 ? names.join("") : names.slice(0, -1).join(", ") + " and " + names.at(-1);

/** A value as it is read, or a dash where it is not known. */
const shown = (value) => value === null || value === undefined ? "–" :
  value.toLocaleString("en", { maximumFractionDigits: Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 10 ? 2 : 4 });
/** What a value changed by: nothing where it did not change. */
const change = (before, after) => {
  if (before === null || after === null || before === undefined || after === undefined) {
    return before === after ? "" : shown(before) + " → " + shown(after);
  }
  const by = after - before;
  if (by === 0) { return ""; }
  return (by > 0 ? "▲ +" : "▼ −") + Math.abs(by).toLocaleString("en", { maximumSignificantDigits: 3, maximumFractionDigits: 6 });
};
/** The change as an element that carries the exact number. */
const delta = (before, after) => {
  const known = typeof before === "number" && typeof after === "number";
  return el("data.delta", { value: known ? String(after - before) : "" }, change(before, after));
};
const changed = (one) => one.before !== one.after;

/** A path in two pieces: the folders, which may be cut in the middle of the line, and the name, which stays. */
const pathOf = (path) => {
  const at = path.lastIndexOf("/") + 1;
  return el("span.path", { title: path }, at > 0 && el("span.dir", path.slice(0, at)),
    el("span.last", path.slice(at)));
};

const BANDS = { f: "firm", l: "likely", c: "contested", d: "decided" };
const bandOf = (letter) => BANDS[letter] && el("span", { class: "band " + BANDS[letter] }, BANDS[letter]);

/** Says something once to whoever listens, and shows it. */
const say = (text) => { $("say").textContent = text; };
/** A notice above everything, or none. */
const notice = (text, ...more) => {
  $("notice").hidden = !text;
  $("notice").replaceChildren(...text ? [el("span", text), ...more] : []);
};

const later = (time) => new Promise((done) => { setTimeout(done, time); });
/** Calls once it has been quiet for a while. */
const calmly = (act, time) => {
  let timer = 0;
  return (...given) => { clearTimeout(timer); timer = setTimeout(() => act(...given), time); };
};
