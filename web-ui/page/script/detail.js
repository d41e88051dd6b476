// Why something is where it is: what a file, two files, a service or two services have to do with each other.

const MOST = 20;
/** The beginning of a list, and how much of it is shown. */
const beginning = (items, make, what) => [el("ul.plain", items.slice(0, MOST).map((item) => el("li", make(item)))),
  items.length > MOST && el("p.note", MOST + " of " + counted(items.length, what) + " shown")];

const fileLink = (unit) => el("button.link", { type: "button", on: { click: () => { goTo(unit); $("tree").focus(); } } }, pathOf(pathAt(unit)));
const copy = (text) => button("Copy path", async () => {
  try { await navigator.clipboard.writeText(text); say("Copied."); } catch { say("The browser did not allow it. The path is " + text); }
});

/** Who pulls a file: its references by service, most first. */
const pulls = (unit) => {
  const { out, in: into } = neighbours();
  const by = new Map();
  for (const [other, weight] of [...out[unit], ...into[unit]]) {
    const one = by.get(home[other]) ?? { at: home[other], weight: 0, units: new Set() };
    one.weight += weight;
    one.units.add(other);
    by.set(home[other], one);
  }
  return [...by.values()].sort((a, b) => b.weight - a.weight || a.at - b.at);
};

const storesOf = (units) => now.model.stores.map((store) => ({
  name: store.name, read: store.readers.filter((unit) => units.has(unit)).length, write: store.writers.filter((unit) => units.has(unit)).length,
})).filter((store) => store.read + store.write > 0);
const storeText = (store) => store.name + (store.write > 0 ? store.read > 0 ? ": reads and writes" : ": writes" : ": reads");

const entriesAbout = (unit) => now.view.entries.filter((one) => (one.entry.files ?? (one.entry.groups ?? []).flat()).includes(pathAt(unit)));

const aboutFile = (unit) => {
  const at = home[unit];
  const second = now.view.second[unit];
  const pulled = pulls(unit);
  const all = pulled.reduce((sum, one) => sum + one.weight, 0);
  const stores = storesOf(new Set([unit]));
  return [
    el("h3", pathOf(pathAt(unit))),
    el("p.row", at >= 0 ? chip(service(at)) : el("span", nameOf(at)), bandOf(now.view.bands[unit]), second >= 0 && el("span.soft", "second choice: ", chip(service(second))),
      el("span.soft", counted(now.model.units.lines[unit], "line")), copy(pathAt(unit))),
    ...entriesAbout(unit).map((one) => el("p", "Decided: " + one.sentence + " – " + one.reason)),
    pulled.length === 0 ? el("p.note", "No file refers to it, and it refers to none.") :
      el("table", el("caption.note", "References from and to it, by service"), el("tbody", pulled.map((one) => el("tr",
        el("th", { scope: "row" }, one.at >= 0 ? chip(service(one.at)) : nameOf(one.at), one.at === at ? " (here)" : ""),
        el("td.n", count(one.weight)), el("td.n", Math.round(100 * one.weight / all) + " %"), el("td.soft", counted(one.units.size, "file")))))),
    stores.length > 0 && el("p", "Stores: " + stores.map(storeText).join("; ")),
    pulled.length > 0 && el("details", el("summary", "Which files"), ...beginning(pulled.flatMap((one) => [...one.units]), fileLink, "file")),
  ];
};

const weightBetween = (a, b) => neighbours().out[a].find(([other]) => other === b)?.[1] ?? 0;

/** Why two files are together, or are not. */
const aboutTwo = (a, b) => {
  const { out, in: into } = neighbours();
  const around = (unit) => new Set([...out[unit], ...into[unit]].map(([other]) => other));
  const [near, far] = [around(a), around(b)];
  const common = [...near].filter((unit) => far.has(unit) && unit !== a && unit !== b);
  const [forth, backward] = [weightBetween(a, b), weightBetween(b, a)];
  const one = new Set(storesOf(new Set([a])).map((store) => store.name));
  const shared = storesOf(new Set([b])).filter((store) => one.has(store.name));
  const decided = entriesAbout(a).filter((entry) => entriesAbout(b).includes(entry));
  const last = (unit) => pathAt(unit).split("/").at(-1);
  const together = home[a] === home[b] && home[a] >= 0;
  return [
    el("h3", "Why is " + last(a) + (together ? " with " : " not with ") + last(b) + "?"),
    el("p", together ? ["Both are in ", chip(service(home[a])), ", "] : [last(a) + " is in " + nameOf(home[a]) + ", " + last(b) + " in " + nameOf(home[b]) + ", "],
      together ? "where " + last(a) + " has " + share(a) + " of its references and " + last(b) + " " + share(b) + "." : "where they have " + share(a) + " and " + share(b) + " of their references."),
    el("ul.plain", el("li", last(a) + " refers to " + last(b) + ": " + (forth || "never") + (forth ? forth === 1 ? " time" : " times" : "")),
      el("li", last(b) + " refers to " + last(a) + ": " + (backward || "never") + (backward ? backward === 1 ? " time" : " times" : "")),
      el("li", shared.length > 0 ? "Both use " + listed(shared.map((store) => store.name)) : "No store is used by both"),
      el("li", common.length > 0 ? counted(common.length, "file") + " have to do with both" : "No file has to do with both"),
      decided.map((entry) => el("li", "Decided: " + entry.sentence + " – " + entry.reason))),
    common.length > 0 && el("details", el("summary", "Which files"), ...beginning(common, fileLink, "file")),
    el("div", { id: "layers" }, button("What each kind of evidence says", () => layersOf(a, b).catch(tell))),
  ];
};
const share = (unit) => {
  const pulled = pulls(unit);
  const all = pulled.reduce((sum, one) => sum + one.weight, 0);
  return all === 0 ? "none" : Math.round(100 * (pulled.find((one) => one.at === home[unit])?.weight ?? 0) / all) + " %";
};

/** The pair of the graph that was clustered, and what each coupling adds to it. */
const layersOf = async (a, b) => {
  const box = $("layers");
  box.replaceChildren(el("p.note", "The analysis is being read."));
  now.model.whole ??= await getJson("/api/analyses/" + now.analysis + "/analysis");
  const { graph } = now.model.whole;
  const [low, high] = [Math.min(a, b), Math.max(a, b)];
  const at = graph.a.findIndex((one, index) => one === low && graph.b[index] === high);
  if (!box.isConnected) { return; }
  if (at < 0) { box.replaceChildren(el("p.note", "Nothing connects the two directly in the graph that was clustered.")); return; }
  const parts = graph.layers.map((one) => ({ id: one.id, value: one.weight[at] }));
  box.replaceChildren(el("table", el("caption.note", "Strength " + shown(graph.weight[at]) + ", the sum of"), el("tbody", parts.filter((one) => one.value).map((one) => el("tr",
    el("th", { scope: "row" }, one.id), el("td.n", shown(one.value)))))));
};

/** The pairs of files that lead from one service to another. */
const crossings = (a, b) => {
  const { from, to, weight } = now.model.edges;
  const found = [];
  for (let at = 0; at < from.length; at++) { if (home[from[at]] === a && home[to[at]] === b) { found.push({ from: from[at], to: to[at], weight: weight[at] }); } }
  return found.sort((x, y) => y.weight - x.weight || x.from - y.from || x.to - y.to);
};
const showPair = (a, b) => {
  const side = (from, to) => {
    const pairs = crossings(from, to);
    return [el("h4", service(from).name + " uses " + service(to).name + ": " + counted(between(from, to), "reference")),
      pairs.length > 0 && beginning(pairs, (one) => [fileLink(one.from), el("span.soft", " → "), fileLink(one.to), el("span.soft", " " + count(one.weight))], "pair of files")];
  };
  const stores = (at) => new Map(storesOf(new Set(service(at).units)).map((store) => [store.name, store]));
  const [one, other] = [stores(a), stores(b)];
  const both = [...one.keys()].filter((name) => other.has(name));
  $("detail").replaceChildren(el("h3", chip(service(a)), " and ", chip(service(b))),
    ...side(a, b).flat(), ...side(b, a).flat(), el("h4", both.length > 0 ? "Stores of both" : "No store is used by both"),
    both.length > 0 && el("ul.plain", both.map((name) => el("li", name + (one.get(name).write && other.get(name).write ? ": both write" : "")))) || "",
    button("Evidence in the report", () => evidence(service(a).name, service(b).name)));
  say(cellSentence(grid.order.indexOf(a), grid.order.indexOf(b)));
};

const aboutService = (at) => {
  const one = service(at);
  const lines = one.units.reduce((sum, unit) => sum + now.model.units.lines[unit], 0);
  const rows = now.view.between.filter((pair) => pair.from !== pair.to && (pair.from === at || pair.to === at));
  const side = (key, other, text) => {
    const found = rows.filter((pair) => pair[key] === at).sort((a, b) => b.references - a.references);
    return el("p", text + (found.map((pair) => service(pair[other]).name + " (" + count(pair.references) + ")").join(", ") || "nothing"));
  };
  const stores = storesOf(new Set(one.units));
  return [el("h3", chip(one)), el("p.row.soft", el("span", counted(one.units.length, "file") + ", " + counted(lines, "line")), one.role !== "service" && el("span.tag", one.role), el("span", one.team ? "team " + one.team : "no team decided")),
    side("from", "to", "Uses "), side("to", "from", "Is used by "), el("p", "Stores: " + (stores.slice(0, MOST).map(storeText).join("; ") || "none") + (stores.length > MOST ? "; and " + (stores.length - MOST) + " more" : ""))];
};

/** Shows what is chosen. */
const showDetail = () => {
  const { units, services } = chosen();
  const made = units.length === 2 ? aboutTwo(...units) : units.length === 1 ? aboutFile(units[0]) :
    units.length > 2 ? [el("h3", counted(units.length, "file") + " chosen"), ...beginning(units, fileLink, "file")] :
    services.length === 1 ? aboutService(serviceAt(services[0])) : services.length === 2 ? null :
    services.length > 2 ? [el("h3", listed(services))] : [el("p.note", "Choose a file or a service in the list, or a cell above.")];
  if (made) { $("detail").replaceChildren(...made.flat().filter(Boolean)); } else { showPair(...services.map(serviceAt)); }
};
