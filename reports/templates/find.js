// Where is a file, and why: parts of its path, in any order. Below each hit is the explanation in short, opened by a click or a
// key, and the command that tells the rest.
(() => {
  const { byId, data, count } = seamline;
  const { units, near } = data;
  const find = byId("find");
  if (!find) { return; }
  find.closest(".find").hidden = false;
  const found = byId("found");
  const said = byId("said");
  const bands = ["firm", "likely", "contested", ""];
  let low = null;
  // Where the neighbours of each file begin.
  let begin = 0;
  const begins = near.count.map((number) => (begin += number) - number);

  const element = (name, text, kind) => {
    const made = document.createElement(name);
    made.textContent = text;
    if (kind) { made.className = kind; }
    return made;
  };
  const quoted = (path) => /^[\w./-]+$/.test(path) ? path : "'" + path.replace(/'/g, "'\\''") + "'";
  // What `seamline explain` says of a file, in short.
  const why = (file) => {
    const list = document.createElement("ul");
    for (let at = begins[file]; at < begins[file] + near.count[file]; at += 1) {
      const other = near.to[at];
      const kinds = near.kinds.filter((_, bit) => near.by[at] & (1 << bit));
      const item = element("li", near.share[at] + "% ");
      const link = element("a", data.labels[other], "path");
      link.href = seamline.link({ file: other });
      item.append(link, " (" + data.placeName(units.place[other]) + "): " + kinds.join(", "));
      list.append(item);
    }
    const rest = document.createDocumentFragment();
    rest.append(list.childElementCount ? list : element("p", "Nothing ties it to another file.", "note"));
    if (near.other[file] >= 0) {
      rest.append(element("p", "Against it: " + data.services[near.other[file]].name + " pulls with " + near.pull[file] + "%."));
    }
    const line = element("p", "The rest: ");
    const command = "seamline explain " + quoted(data.exact(file));
    const copy = element("button", "Copy");
    copy.type = "button";
    seamline.copies(copy, () => command);
    line.append(element("code", command), " ", copy);
    rest.append(line);
    return rest;
  };
  const hit = (file, open) => {
    const item = document.createElement("li");
    const link = element("a", data.labels[file], "path");
    link.href = seamline.link({ file });
    const inside = units.place[file] >= 0;
    const sure = inside ? ", " + bands[near.band[file]] + ", " + near.own[file] + "% of its coupling stays" : "";
    const fold = document.createElement("details");
    fold.append(element("summary", "Why here"));
    const fill = () => { if (fold.childElementCount === 1) { fold.append(why(file)); } };
    fold.addEventListener("toggle", fill);
    if (open) { fill(); fold.open = true; }
    item.append(link, element("span", " " + data.placeName(units.place[file]) + sure, "note"), fold);
    return item;
  };
  find.addEventListener("input", () => {
    low ??= data.labels.map((label) => label.toLowerCase());
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = [];
    if (words.length > 0) { low.forEach((label, at) => { if (words.every((word) => label.includes(word))) { hits.push(at); } }); }
    found.replaceChildren(...hits.slice(0, 20).map((file) => hit(file, hits.length <= 3)));
    said.textContent = words.length ? hits.length ? Math.min(20, hits.length) + " of " + count(hits.length) + " shown" : "nothing found" : "";
    seamline.dim?.(words.length > 0 ? new Set(hits) : null);
  });
})();
