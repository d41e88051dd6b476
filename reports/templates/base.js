"use strict";
// What all parts of the script share: the data of the page, colours of the theme, small helpers. Text goes into the page as
// text only.
const seamline = (() => {
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const count = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
  const counted = (number, word) => count(number) + " " + word + (number === 1 ? "" : "s");

  const data = JSON.parse(byId("island").textContent);
  const { units, references, cochange } = data;
  // Paths share their beginning with the one before.
  let before = "";
  data.labels = units.rest.map((rest, at) => (before = before.slice(0, units.shared[at]) + rest));
  let from = 0;
  references.from = references.from.map((step) => (from += step));
  cochange.trends = ["growing", "stable", "shrinking"];
  data.exact = (unit) => units.exact[unit] ?? data.labels[unit];
  data.placeName = (place) => place >= 0 ? data.services[place].name : place === -1 ? "(shared)" : "(unassigned)";

  const dark = () => root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  const redraws = [];
  const redraw = () => { for (const draw of redraws) { draw(); } };
  const theme = byId("theme");
  theme.hidden = false;
  theme.addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; redraw(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  let resized = 0;
  addEventListener("resize", () => { cancelAnimationFrame(resized); resized = requestAnimationFrame(redraw); });

  // The colours of the style sheet, by their names there.
  const colours = (...names) => {
    const style = getComputedStyle(root);
    return names.map((name) => style.getPropertyValue("--" + name).trim());
  };
  // A canvas with as many dots as the screen has there.
  const pen = (canvas, width, height) => {
    const ratio = Math.min(3, devicePixelRatio || 1);
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const drawn = canvas.getContext("2d");
    drawn.scale(ratio, ratio);
    return drawn;
  };
  // A path in so many characters: its middle goes.
  const short = (path, most) => {
    if (path.length <= most) { return path; }
    const name = path.slice(path.lastIndexOf("/") + 1);
    const room = most - name.length - 2;
    if (room > 2 && name.length < path.length) { return path.slice(0, room) + "…/" + name; }
    return "…" + path.slice(path.length - most + 1);
  };
  return { byId, count, counted, data, redraws, colours, pen, short, root };
})();
