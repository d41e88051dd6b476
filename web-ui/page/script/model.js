// What is shown: the analysis, the scenario, its view, and what follows from them by counting.

/** What the page knows. `view` is the scenario as the server last told it. */
const now = { state: null, analysis: null, scenario: null, model: null, view: null, tab: "bench" };
/** By unit: its service, or SHARED or NOWHERE. By service: files that are contested. */
let home = new Int32Array(0), doubts = [], hay = [], lower = [];
const SHARED = -1, NOWHERE = -2;

const scenarioPath = (rest = "") => "/api/analyses/" + now.analysis + "/scenarios/" + now.scenario + rest;
const service = (at) => now.view.services[at];
const serviceAt = (name) => now.view.services.findIndex((one) => one.name === name);
const pathAt = (unit) => now.model.units.paths[unit];
const nameOf = (at) => at >= 0 ? service(at).name : at === SHARED ? "shared" : "unassigned";
const writable = () => !now.state.readOnly;

/** Takes the model of another analysis. */
const takeModel = (model) => {
  now.model = model;
  lower = model.units.paths.map((path) => path.toLowerCase());
  model.out = null;
};

/** Takes a view: where everything is, and what can be searched. */
const takeView = (view) => {
  now.view = view;
  const n = now.model.units.paths.length;
  home = new Int32Array(n).fill(NOWHERE);
  for (const unit of view.shared) { home[unit] = SHARED; }
  doubts = view.services.map((one, at) => {
    let contested = 0;
    for (const unit of one.units) { home[unit] = at; contested += view.bands[unit] === "c" ? 1 : 0; }
    return contested;
  });
  const names = view.services.map((one) => one.name.toLowerCase());
  hay = lower.map((path, unit) => path + "\n" + (names[home[unit]] ?? nameOf(home[unit])) + "\n" + (BANDS[view.bands[unit]] ?? ""));
};

/** By unit, the references out of it and into it, made when first needed. */
const neighbours = () => {
  const { model } = now;
  if (!model.out) {
    const empty = () => model.units.paths.map(() => []);
    model.out = empty();
    model.in = empty();
    const { from, to, weight } = model.edges;
    for (let at = 0; at < from.length; at++) {
      model.out[from[at]].push([to[at], weight[at]]);
      model.in[to[at]].push([from[at], weight[at]]);
    }
  }
  return model;
};

/** References of `a` to `b`: service indices. */
const between = (a, b) => now.view.between.find((one) => one.from === a && one.to === b)?.references ?? 0;

/** What to look at: contested files, those with most lines first, then likely ones that have a second choice. */
const queue = () => {
  const { bands, second } = now.view;
  const lines = now.model.units.lines;
  const found = [];
  for (let unit = 0; unit < home.length; unit++) {
    if (bands[unit] === "c" || bands[unit] === "l" && second[unit] >= 0) { found.push(unit); }
  }
  const rank = (unit) => bands[unit] === "c" ? 0 : 1;
  return found.sort((a, b) => rank(a) - rank(b) || lines[b] - lines[a] || a - b);
};
