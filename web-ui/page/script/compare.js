// Two scenarios beside each other: services by name, files that are elsewhere, every metric.

const MOST_DIFFERENT = 300;
const compared = new Map();
/** The scenario that was shown when they were last chosen. */
let comparedWith = null;

const showCompareChoices = () => {
  const done = now.state.analyses.filter((one) => one.state === "done");
  const options = done.flatMap((job) => job.scenarios.map((one) => [job.id + "/" + one.id, nameOfJob(job) + ", " + one.name]));
  const shown = now.analysis + "/" + now.scenario;
  const known = (value) => options.some(([one]) => one === value);
  // What is shown is on the right, until somebody chooses otherwise.
  const right = shown === comparedWith && known($("right").value) ? $("right").value : shown;
  const left = known($("left").value) && $("left").value !== right ? $("left").value : (options.find(([value]) => value !== right) ?? options[0])?.[0];
  comparedWith = shown;
  for (const [id, old] of [["left", left], ["right", right]]) {
    fill($(id), options.map(([value, text]) => option(value, text, value === old)));
  }
  $("alone").hidden = options.length > 1;
};

/** A scenario, and where each path is in it. */
const sideOf = async (value) => {
  const [analysis, scenario] = value.split("/").map(Number);
  if (!compared.has(analysis)) { compared.set(analysis, analysis === now.analysis ? now.model : await getJson("/api/analyses/" + analysis + "/model")); }
  const { paths } = compared.get(analysis).units;
  const view = await getJson("/api/analyses/" + analysis + "/scenarios/" + scenario);
  const where = new Map(paths.map((path) => [path, "unassigned"]));
  for (const { units, name } of [{ units: view.shared, name: "shared" }, ...view.services]) {
    for (const unit of units) { where.set(paths[unit], name); }
  }
  return { view, where, by: new Map(view.services.map((one) => [one.name, one])) };
};

const compare = async () => {
  const box = $("compared");
  if (!$("left").value) { fill(box, note("There is nothing to compare yet.")); return; }
  fill(box, note("Being read."));
  const [left, right] = await Promise.all([sideOf($("left").value), sideOf($("right").value)]);
  const services = [...new Set([...left.by.keys(), ...right.by.keys()])].map((name) => {
    const [a, b] = [left.by.get(name), right.by.get(name)];
    const both = [...left.where].filter(([path, one]) => one === name && right.where.get(path) === name).length;
    return [head(chip(b ?? a)), cell(shown(a?.units.length)), cell(shown(b?.units.length)), cell(!a ? "only right" : !b ? "only left" : count(both))];
  });
  const metrics = right.view.metrics.map(({ id, now: after }) => ({ id, before: left.view.metrics.find((one) => one.id === id)?.now, after }));
  const differ = [...new Set([...left.where.keys(), ...right.where.keys()])].sort().filter((path) => left.where.get(path) !== right.where.get(path));
  const some = differ.slice(0, MOST_DIFFERENT);
  const place = (side, path) => cell(side.where.get(path) ?? "not there");
  const part = (name, ...children) => el("section", { tabindex: 0, "aria-label": name }, ...children);
  fill(box,
    part("Services, by name", el("h2", "Services, by name"), table("", ["Service", "Files left", "Files right", "In both"], services)),
    part("Metrics", el("h2", "Metrics"), changes("No sum and no grade: they describe", metrics, ["Metric", "Left", "Right", "Difference"])),
    el("section.whole", { tabindex: 0, "aria-label": "Files" }, el("h2", differ.length === 0 ? "No file is elsewhere" : doing(differ.length, "file", "is elsewhere", "are elsewhere")), upTo(MOST_DIFFERENT, differ.length, "file"),
      some.length > 0 && table("", ["File", "Left", "Right"], some.map((path) => [head(pathOf(path)), place(left, path), place(right, path)]))));
  say(doing(differ.length, "file", "differs.", "differ."));
};
