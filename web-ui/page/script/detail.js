// Why something is where it is: what a file, two files, a service or two services have to do with each other.

const MOST = 20;
/** The beginning of a list, and how much of it is shown. */
const beginning = (items, make, what) => [
  el("ul.plain", items.slice(0, MOST).map((item) => el("li", make(item)))),
  upTo(MOST, items.length, what),
];
const last = (unit) => pathAt(unit).split("/").at(-1);
const where = (at) => at >= 0 ? chip(service(at)) : nameOf(at);

/** A button that leads to a file, by its path or by its name alone. */
const fileLink = (unit, short) => el("button.link", {
  type: "button", title: pathAt(unit), on: { click: () => { goTo(unit); $("tree").focus(); } },
}, short ? last(unit) : pathOf(pathAt(unit)));
const copy = (text) => button("Copy path", async () => {
  try {
    await navigator.clipboard.writeText(text);
    say("Copied.");
  } catch { say("The browser did not allow it. The path is " + text); }
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
  const found = [...by.values()].sort((a, b) => b.weight - a.weight || a.at - b.at);
  const all = found.reduce((sum, one) => sum + one.weight, 0);
  return found.map((one) => ({ ...one, share: Math.round(100 * one.weight / all) + " %" }));
};

const storesOf = (list) => {
  const units = new Set(list);
  const of = (some) => some.some((unit) => units.has(unit));
  const found = now.model.stores.map((store) => ({ name: store.name, reads: of(store.readers), writes: of(store.writers) }));
  return found.filter((store) => store.reads || store.writes);
};
const storeText = ({ name, reads, writes }) => name + ": " + [...reads ? ["reads"] : [], ...writes ? ["writes"] : []].join(" and ");
const entriesAbout = (unit) => now.view.entries.filter(({ entry }) => [...entry.files ?? [], ...(entry.groups ?? []).flat()].includes(pathAt(unit)));
const decided = (one) => "Decided: " + one.sentence + " – " + one.reason;

const aboutFile = (unit) => {
  const [at, second] = [home[unit], now.view.second[unit]];
  const pulled = pulls(unit);
  const stores = storesOf([unit]);
  return [
    el("h3", pathOf(pathAt(unit))),
    el("p.row", where(at), bandOf(now.view.bands[unit]), second >= 0 && el("span.soft", "second choice: ", where(second)),
      soft(counted(now.model.units.lines[unit], "line")), copy(pathAt(unit))),
    entriesAbout(unit).map((one) => el("p", decided(one))),
    pulled.length === 0 ? note("No file refers to it, and it refers to none.") : [
      el("table", el("caption", "References from and to it, by service"), el("tbody", pulled.map((one) => el("tr",
        head(where(one.at), one.at === at && " (here)"), cell(count(one.weight)), cell(one.share),
        el("td.soft", counted(one.units.size, "file")))))),
      el("details", el("summary", "Which files"), beginning(pulled.flatMap((one) => [...one.units]), (one) => fileLink(one), "file")),
    ],
    stores.length > 0 && el("p", "Stores: " + stores.map(storeText).join("; ")),
  ];
};

/** Why two files are together, or are not. */
const aboutTwo = (a, b) => {
  const { out, in: into } = neighbours();
  const around = (unit) => new Set([...out[unit], ...into[unit]].map(([other]) => other));
  const far = around(b);
  const common = [...around(a)].filter((unit) => far.has(unit) && unit !== a && unit !== b);
  const names = new Set(storesOf([a]).map((store) => store.name));
  const stores = storesOf([b]).filter((store) => names.has(store.name)).map((store) => store.name);
  const share = (unit) => pulls(unit).find((one) => one.at === home[unit])?.share ?? "none";
  const refers = (from, to) => {
    const weight = out[from].find(([other]) => other === to)?.[1];
    return el("li", last(from) + " refers to " + last(to) + ": " + (weight ? counted(weight, "time") : "never"));
  };
  const together = home[a] === home[b] && home[a] >= 0;
  return [
    el("h3", "Why is " + last(a) + (together ? " with " : " not with ") + last(b) + "?"),
    el("p", last(a) + " is in ", where(home[a]), ", with " + share(a) + " of its references; " + last(b) + " is in ", where(home[b]), ", with " + share(b) + "."),
    el("ul.plain", refers(a, b), refers(b, a),
      el("li", stores.length > 0 ? "Both use " + listed(stores) : "No store is used by both"),
      el("li", common.length > 0 ? counted(common.length, "file") + " have to do with both" : "No file has to do with both"),
      entriesAbout(a).filter((entry) => entriesAbout(b).includes(entry)).map((one) => el("li", decided(one)))),
    common.length > 0 && el("details", el("summary", "Which files"), beginning(common, (one) => fileLink(one), "file")),
    el("div", { id: "layers" }, button("What each kind of evidence says", () => layersOf(a, b).catch(tell))),
  ];
};

/** The pair in the graph that was clustered, and what each coupling adds to it. */
const layersOf = async (a, b) => {
  const box = $("layers");
  fill(box, note("The analysis is being read."));
  now.model.whole ??= await getJson("/api/analyses/" + now.analysis + "/analysis");
  const { graph } = now.model.whole;
  const [low, high] = [Math.min(a, b), Math.max(a, b)];
  const at = graph.a.findIndex((one, index) => one === low && graph.b[index] === high);
  fill(box, at < 0 ? note("Nothing connects the two directly in the graph that was clustered.") :
    el("table", el("caption", "Strength " + shown(graph.weight[at]) + ", the sum of"),
      el("tbody", graph.layers.filter((one) => one.weight[at]).map((one) => el("tr", head(one.id), cell(shown(one.weight[at])))))));
};

/** The pairs of files that lead from one service to another, most references first. */
const crossings = (a, b) => {
  const { from, to, weight } = now.model.edges;
  const found = [];
  for (let at = 0; at < from.length; at++) {
    if (home[from[at]] === a && home[to[at]] === b) { found.push({ from: from[at], to: to[at], weight: weight[at] }); }
  }
  return found.sort((x, y) => y.weight - x.weight || x.from - y.from || x.to - y.to);
};
const showPair = (a, b) => {
  const side = (from, to) => [
    el("h4", service(from).name + " uses " + service(to).name + ": " + counted(between(from, to), "reference")),
    beginning(crossings(from, to), (one) => [fileLink(one.from, true), " → ", fileLink(one.to, true), soft(" " + count(one.weight))], "pair of files"),
  ];
  const other = new Map(storesOf(service(b).units).map((store) => [store.name, store]));
  const both = storesOf(service(a).units).filter((store) => other.has(store.name));
  fill($("detail"), el("h3", chip(service(a)), " and ", chip(service(b))), side(a, b), side(b, a),
    el("h4", both.length > 0 ? "Stores of both" : "No store is used by both"),
    beginning(both, (store) => store.name + (store.writes && other.get(store.name).writes ? ": both write" : ""), "store"),
    button("Evidence in the report", () => evidence(service(a).name, service(b).name)));
};

const aboutService = (at) => {
  const one = service(at);
  const lines = one.units.reduce((sum, unit) => sum + now.model.units.lines[unit], 0);
  const side = (key, other, text) => {
    const found = now.view.between.filter((pair) => pair.from !== pair.to && pair[key] === at).sort((a, b) => b.references - a.references);
    return el("p", text + (found.map((pair) => service(pair[other]).name + " (" + count(pair.references) + ")").join(", ") || "nothing"));
  };
  const stores = storesOf(one.units);
  const more = stores.length > MOST ? "; and " + (stores.length - MOST) + " more" : "";
  return [
    el("h3", chip(one)),
    el("p.row.soft", counted(one.units.length, "file") + ", " + counted(lines, "line") + ", " + (one.team ? "team " + one.team : "no team decided"), roleOf(one)),
    side("from", "to", "Uses "), side("to", "from", "Is used by "),
    el("p", "Stores: " + (stores.slice(0, MOST).map(storeText).join("; ") || "none") + more),
  ];
};

/** Shows what is chosen. */
const showDetail = () => {
  const { units, services } = chosen();
  if (units.length === 0 && services.length === 2) { showPair(...services.map(serviceAt)); return; }
  fill($("detail"), units.length === 2 ? aboutTwo(...units) : units.length === 1 ? aboutFile(units[0]) :
    units.length > 2 ? [el("h3", counted(units.length, "file") + " chosen"), beginning(units, (one) => fileLink(one), "file")] :
    services.length === 1 ? aboutService(serviceAt(services[0])) : services.length > 2 ? el("h3", listed(services)) :
    note("Choose a file or a service in the list, or a cell above."));
};
