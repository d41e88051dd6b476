"use strict";
(() => {
  const root = document.documentElement;
  const theme = document.getElementById("theme");
  const dark = () => root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  theme.hidden = false;
  theme.addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; });

  const reveal = () => {
    let id = "";
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const target = id && document.getElementById(id);
    if (target && target.tagName === "DETAILS") { target.open = true; }
  };
  addEventListener("hashchange", reveal);
  reveal();

  const map = document.getElementById("drawing");
  if (map) {
    const lines = [...map.querySelectorAll(".line")];
    const nodes = [...map.querySelectorAll(".node")];
    const light = (service) => {
      const near = new Set([service]);
      map.classList.toggle("lit", service !== null);
      for (const line of lines) {
        const ends = line.dataset.ends.split(" ");
        const on = ends.includes(service);
        line.classList.toggle("on", on);
        if (on) { for (const end of ends) { near.add(end); } }
      }
      for (const node of nodes) { node.classList.toggle("on", near.has(node.dataset.service)); }
    };
    for (const node of nodes) {
      node.addEventListener("pointerenter", () => light(node.dataset.service));
      node.addEventListener("pointerleave", () => light(null));
      node.addEventListener("focus", () => light(node.dataset.service));
      node.addEventListener("blur", () => light(null));
    }
  }

  const find = document.getElementById("find");
  if (find) {
    find.closest(".find").hidden = false;
    const found = document.getElementById("found");
    const said = document.getElementById("said");
    let files = null;
    const collect = () => [...document.querySelectorAll(".files")].flatMap((list) =>
      [...list.children].map((item) => ({
        path: item.textContent, low: item.textContent.toLowerCase(), band: item.className,
        place: list.dataset.place, anchor: list.dataset.anchor,
      })));
    find.addEventListener("input", () => {
      files ??= collect();
      const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
      const hits = words.length ? files.filter((file) => words.every((word) => file.low.includes(word))) : [];
      found.replaceChildren(...hits.slice(0, 20).map((file) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = "#" + file.anchor;
        link.textContent = file.place;
        const path = document.createElement("span");
        path.className = "path";
        path.textContent = " " + file.path + (file.band ? " (" + file.band + ")" : "");
        item.append(link, path);
        return item;
      }));
      said.textContent = words.length ? Math.min(20, hits.length) + " of " + hits.length + " shown" : "";
    });
  }
})();
