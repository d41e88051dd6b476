// Where is a file: parts of its path, in any order.
(() => {
  const { byId, data, count } = seamline;
  const find = byId("find");
  if (!find) { return; }
  find.closest(".find").hidden = false;
  const found = byId("found");
  const said = byId("said");
  let low = null;
  find.addEventListener("input", () => {
    low ??= data.labels.map((label) => label.toLowerCase());
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = [];
    if (words.length > 0) { low.forEach((label, at) => { if (words.every((word) => label.includes(word))) { hits.push(at); } }); }
    found.replaceChildren(...hits.slice(0, 20).map((file) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = seamline.link({ file });
      link.textContent = data.labels[file];
      link.className = "path";
      const place = document.createElement("span");
      place.className = "note";
      place.textContent = " " + data.placeName(data.units.place[file]);
      item.append(link, place);
      return item;
    }));
    said.textContent = words.length ? Math.min(20, hits.length) + " of " + count(hits.length) + " shown" : "";
    seamline.dim?.(words.length > 0 ? new Set(hits) : null);
  });
})();
