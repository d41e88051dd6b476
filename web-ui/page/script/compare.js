// Two scenarios beside each other: services by name, files that are elsewhere, every metric.

const MOST_DIFFERENT = 300;
const compared = { models: new Map() };

const showCompareChoices = () => {
  const options = now.state.analyses.filter((one) => one.state === "done").flatMap((job) => job.scenarios.map((one) => [job.id + "/" + one.id, job.id + ": " + (job.label || "analysis") + ", " + one.name]));
  const fill = (id, wanted) => {
    const old = $(id).value || wanted;
    $(id).replaceChildren(...options.map(([value, text]) => el("option", { value, selected: value === old }, text)));
  };
  fill("left", (options[0] ?? [""])[0]);
  fill("right", now.analysis + "/" + now.scenario);
  $("alone").hidden = options.length > 1;
};

const sideOf = async (value) => {
  const [analysis, scenario] = value.split("/").map(Number);
  const same = analysis === now.analysis;
  if (!same && !compared.models.has(analysis)) { compared.models.set(analysis, await getJson("/api/analyses/" + analysis + "/model")); }
  const model = same ? now.model : compared.models.get(analysis);
  const view = same && scenario === now.scenario ? now.view : await getJson("/api/analyses/" + analysis + "/scenarios/" + scenario);
  const where = new Map(model.units.paths.map((path) => [path, "unassigned"]));
  const put = (units, name) => { for (const unit of units) { where.set(model.units.paths[unit], name); } };
  put(view.shared, "shared");
  for (const one of view.services) { put(one.units, one.name); }
  return { view, where };
};

const compare = async () => {
  const box = $("compared");
  if (!$("left").value) { box.replaceChildren(el("p.note", "There is nothing to compare yet.")); return; }
  box.replaceChildren(el("p.note", "Being read."));
  const [left, right] = await Promise.all([sideOf($("left").value), sideOf($("right").value)]);
  const heads = (...texts) => el("thead", el("tr", texts.map((text, at) => el("th", { scope: "col", class: at > 0 && "n" }, text))));
  const names = [...new Set([...left.view.services, ...right.view.services].map((one) => one.name))];
  const files = (side, name) => side.view.services.find((one) => one.name === name)?.units.length ?? null;
  const both = (name) => [...left.where].filter(([path, one]) => one === name && right.where.get(path) === name).length;
  const services = names.map((name) => ({ name, one: [...right.view.services, ...left.view.services].find((one) => one.name === name), left: files(left, name), right: files(right, name) }));
  const paths = [...new Set([...left.where.keys(), ...right.where.keys()])].sort();
  const differ = paths.filter((path) => left.where.get(path) !== right.where.get(path));
  const metrics = right.view.metrics.map((one) => ({ id: one.id, before: left.view.metrics.find((other) => other.id === one.id)?.now ?? null, after: one.now }));
  box.replaceChildren(
    el("section", el("h2", "Services, by name"), el("table.wide", heads("Service", "Files left", "Files right", "In both"), el("tbody", services.map((one) => el("tr", el("th", { scope: "row" }, chip(one.one)),
      el("td.n", shown(one.left)), el("td.n", shown(one.right)), el("td.n", one.left === null ? "only right" : one.right === null ? "only left" : count(both(one.name)))))))),
    el("section", el("h2", "Metrics"), changeTable(metrics, "No sum and no grade: they describe", ["Metric", "Left", "Right", "Difference"])),
    el("section.whole", el("h2", differ.length === 0 ? "No file is elsewhere" : counted(differ.length, "file") + (differ.length === 1 ? " is elsewhere" : " are elsewhere")),
      differ.length > MOST_DIFFERENT && el("p.note", MOST_DIFFERENT + " of " + count(differ.length) + " shown"),
      differ.length > 0 && el("table.wide", heads("File", "Left", "Right"), el("tbody", differ.slice(0, MOST_DIFFERENT).map((path) => el("tr", el("th", { scope: "row" }, pathOf(path)), el("td.n", left.where.get(path) ?? "not there"), el("td.n", right.where.get(path) ?? "not there")))))));
  say(counted(differ.length, "file") + (differ.length === 1 ? " differs." : " differ."));
};
