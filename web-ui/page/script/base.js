"use strict";
// Elements, words and numbers. Text goes into the page as text and in no other way.

const $ = (id) => document.getElementById(id);
const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];

/** What has no shape of its own, or changes how its neighbours look: the same characters as in the report. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;
/** A text with such characters written out; whatever is shown goes through here, in `fill` and `el`. */
const visible = (text) => String(text).replace(HIDDEN, (one) => "\\u{" + one.codePointAt(0).toString(16) + "}");
const there = (value) => value !== null && value !== undefined && value !== false;
/** Puts children into an element in place of what was in it; what is null or false is left out. */
const fill = (box, ...children) => box.replaceChildren(...children.flat(3).filter(there).map((one) => one instanceof Node ? one : visible(one)));
/** Puts one child into an element, unless the same is there already: what stays costs the browser nothing. */
const renew = (box, child) => {
  const same = child instanceof Node ? box.firstChild?.isEqualNode(child) : box.textContent === visible(child);
  if (!same) { fill(box, child); }
};
/** Attributes that people read. */
const READ = ["title", "aria-label"];

/** An element by its tag and classes, with attributes, listeners under `on`, and children; the same is left out. */
const el = (tag, ...children) => {
  const [name, ...classes] = tag.split(".");
  const made = document.createElement(name);
  made.classList.add(...classes);
  const about = Object.getPrototypeOf(children[0] ?? "") === Object.prototype ? children.shift() : {};
  for (const [key, value] of Object.entries(about).filter((one) => there(one[1]))) {
    if (key === "on") { for (const [event, heard] of Object.entries(value)) { made.addEventListener(event, heard); } }
    else if (key === "class") { made.className += " " + value; }
    else { made.setAttribute(key, value === true ? "" : READ.includes(key) ? visible(value) : value); }
  }
  fill(made, ...children);
  return made;
};

const button = (text, act, about = {}) => el("button", { type: "button", on: { click: act }, ...about }, text);
const note = (text) => el("p.note", text);
const soft = (...children) => el("span.soft", ...children);
const option = (value, text, chosen) => el("option", { value, selected: chosen }, text);
const head = (...children) => el("th", { scope: "row" }, ...children);
const cell = (...children) => el("td.n", ...children);
/** A table of rows of cells; the first column is text, the others are numbers. */
const table = (caption, heads, rows) => el("table.wide", caption && el("caption", caption),
  el("thead", el("tr", heads.map((text, at) => el("th", { scope: "col", class: at > 0 && "n" }, text)))),
  el("tbody", rows.map((row) => el("tr", row))));

/** Details whose inside is made when they are opened for the first time. */
const unfolding = (title, make) => {
  const made = el("details", el("summary", title));
  made.addEventListener("toggle", () => made.append(make()), { once: true });
  return made;
};

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
const roleOf = (service) => service.role !== "service" && el("span.tag", service.role);
const chip = (service) => el("span.chip", markOf(service), el("span", service.name));

/** Numbers as they are read; making a format takes long, so each is made once. */
const formats = new Map();
const formatted = (number, about = {}) => {
  const key = JSON.stringify(about);
  if (!formats.has(key)) { formats.set(key, new Intl.NumberFormat("en", about)); }
  return formats.get(key).format(number);
};
const count = (number) => formatted(number);
const counted = (number, what) => count(number) + " " + (number === 1 ? what : what.endsWith("y") ? what.slice(0, -1) + "ies" : what + "s");
/** One file moves, two files move. */
const doing = (number, what, one, many) => counted(number, what) + " " + (number === 1 ? one : many);
const listed = (names) => names.length < 2 ? names.join("") : names.slice(0, -1).join(", ") + " and " + names.at(-1);

/** A value as it is read, or a dash where it is not known. */
const shown = (value) => value === null || value === undefined ? "–" :
  formatted(value, { maximumFractionDigits: Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 10 ? 2 : 4 });
/** What a value changed by: nothing where it did not change. */
const change = (before, after) => {
  if (before === null || after === null || before === undefined || after === undefined) {
    return before === after ? "" : shown(before) + " → " + shown(after);
  }
  const by = after - before;
  if (by === 0) { return ""; }
  return (by > 0 ? "▲ +" : "▼ −") + formatted(Math.abs(by), { maximumSignificantDigits: 3, maximumFractionDigits: 6 });
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
const say = (text) => fill($("say"), text);
/** A dialog hides what is behind it from the keyboard, so the notice is in it while it is open. */
const placeNotice = () => {
  const open = document.querySelector("dialog[open]");
  if (open) { open.prepend($("notice")); } else { document.querySelector("main").before($("notice")); }
};
/** A notice above everything, or none; it can be closed when nothing else is to be done about it. */
const notice = (text, ...more) => {
  placeNotice();
  $("notice").hidden = !text;
  fill($("notice"), text && [el("span", text), more.length > 0 ? more : button("Close", () => notice(""))]);
};
/** What is shown of something that may be long. */
const upTo = (most, all, what) => all > most && note(count(most) + " of " + counted(all, what) + " shown");

const later = (time) => new Promise((done) => { setTimeout(done, time); });
/** Calls once it has been quiet for a while. */
const calmly = (act, time) => {
  let timer = 0;
  return (...given) => { clearTimeout(timer); timer = setTimeout(() => act(...given), time); };
};
