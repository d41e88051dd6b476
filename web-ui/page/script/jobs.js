// Analyses and scenarios: which is shown, new ones, what is running and how far it is.

/** `gone`: failed or cancelled ones that nobody wants to see in this tab any more. */
const jobs = { stop: null, gone: new Set() };
const analysisNow = () => now.state.analyses.find((one) => one.id === now.analysis);
const scenarioNow = () => analysisNow()?.scenarios.find((one) => one.id === now.scenario);

const nameOfJob = (job) => job.id + ": " + (job.label || "analysis");

const showChoosers = () => {
  const { analyses, repository, readOnly } = now.state;
  document.title = visible(repository) + ": Seamline";
  fill($("name"), repository);
  $("read-only").hidden = !readOnly;
  fill($("analysis"), analyses.filter((one) => !jobs.gone.has(one.id) || one.id === now.analysis).map((one) => option(one.id, nameOfJob(one) + (one.state === "done" ? "" : " (" + one.state + ")"), one.id === now.analysis)));
  fill($("scenario"), (analysisNow()?.scenarios ?? []).map((one) => option(one.id, one.name, one.id === now.scenario)));
  for (const one of all("[data-writes]")) { one.hidden = readOnly; }
};

const loadState = async () => {
  now.state = await getJson("/api/state");
  if (!analysisNow()) { now.analysis = now.state.analyses[0]?.id ?? null; }
  // While it runs, its scenarios are not known yet.
  if (!scenarioNow() && analysisNow()?.state !== "running") { now.scenario = analysisNow()?.scenarios[0]?.id ?? 1; }
  showChoosers();
};

/** Reads the view of the scenario again, and shows it. */
const loadView = async () => { showView(await getJson(scenarioPath())); };

/** What there is to use only where a scenario is shown. */
const NEEDED = ["scenario", "new-scenario", "copy-scenario", "rename-scenario", "drop-scenario", "to-save", "undo", "redo", "save", "report-again", "compare-again"];
const allow = (on) => { for (const id of NEEDED) { $(id).disabled = !on; } };
/** Shows no scenario: nothing of the one before is left to be read or saved. */
const showNone = () => {
  stopPlan();
  Object.assign(now, { view: null, model: null });
  Object.assign(out, { report: null, base: null });
  list.apart = null;
  chooseNone();
  for (const id of ["saved", "frame", "report-note", "compared", "outputs", "diff", "save-note"]) { fill($(id)); }
  say("");
  allow(false);
  for (const panel of ["bench-body", ...TABS.slice(1)]) { $(panel).hidden = true; }
};

/** Opens an analysis and a scenario of it; one that is running shows how far it is. */
const openAnalysis = async (analysis, scenario) => {
  jobs.stop?.abort();
  now.analysis = analysis;
  now.scenario = scenario ?? null;
  showNone();
  await loadState();
  const job = analysisNow();
  if (!job) { say("There is no analysis yet."); return; }
  if (placeIn(location.hash).place.analysis !== job.id) { history.replaceState(null, "", addressOf({ analysis: job.id })); }
  if (job.state === "running") { watch(job); return; }
  $("progress").hidden = job.state === "done";
  if (job.state !== "done") {
    showJob(job, job.state === "failed" ? "It failed: " + (job.error ?? "no reason was given") : "It was cancelled.");
    return;
  }
  const model = await getJson("/api/analyses/" + analysis + "/model");
  if (analysis !== now.analysis) { return; }
  takeModel(model);
  list.closed.clear();
  list.at = 0;
  $("bench-body").hidden = false;
  await loadView();
  if (now.tab !== "bench") { openTab(now.tab); }
};

/** Leaves one that came to nothing out of the list, and shows the first of the others. */
const dismiss = (job) => {
  jobs.gone.add(job.id);
  openAnalysis(now.state.analyses.find((one) => !jobs.gone.has(one.id)).id, null).catch(tell);
};
const showJob = (job, text, done, total) => {
  const running = job.state === "running";
  $("progress").hidden = false;
  fill($("progress"), el("h2", "Analysis " + nameOfJob(job)), el("p", text),
    running && el("progress", { "aria-label": "How far the analysis is", ...total && { value: done, max: total } }),
    running && total && note(count(done) + " of " + count(total)),
    running && writable() && button("Cancel", () => post("/api/analyses/" + job.id + "/cancel", {}).catch(tell)),
    !running && now.state.analyses.some((one) => one.id !== job.id && !jobs.gone.has(one.id)) && button("Dismiss", () => dismiss(job)));
};

const stageText = (stage) => stage === "wait" || !stage ? "It waits for its turn." : "Stage: " + stage;

/** Follows an analysis that runs until it ends. */
const watch = async (job) => {
  jobs.stop = new AbortController();
  const { signal } = jobs.stop;
  showJob(job, stageText(job.stage));
  let ended = false, pause = 500;
  while (!ended && !signal.aborted) {
    try {
      await listen("/api/analyses/" + job.id + "/events", (event, data) => {
        if (event === "progress") { pause = 500; showJob(job, stageText(data.stage), data.done, data.total); }
        if (event === "end") { ended = true; }
      }, signal);
      ended ||= (await getJson("/api/state")).analyses.find((one) => one.id === job.id)?.state !== "running";
    } catch (error) {
      if (signal.aborted) { return; }
      if (error.kind === "locked") { tell(error); return; }
    }
    if (!ended) { await later(pause); pause = Math.min(8000, 2 * pause); }
  }
  if (signal.aborted) { return; }
  say("The analysis has ended.");
  const here = placeIn(location.hash).place.analysis ?? job.id;
  await (here === job.id ? goPlace(location.hash) : openAnalysis(job.id, now.scenario)).catch(tell);
};

/** A dialog with a few fields; calls with what was entered, stays open when that is refused. */
const askFor = (title, fields, text, act) => {
  const dialog = $("ask");
  const made = fields.map((about) => fieldOf(about, () => {}, () => {}));
  fill($("ask-title"), title);
  fill($("ask-fields"), ...made.map((field) => field.element));
  $("ask-hint").textContent = "";
  $("ask-do").textContent = text;
  $("ask-form").onsubmit = async (event) => {
    event.preventDefault();
    if ($("ask-do").disabled) { return; }
    $("ask-do").disabled = true;
    try {
      await act(Object.fromEntries(fields.map((about, at) => [about.name, made[at].value])));
      dialog.close();
    } catch (error) {
      fill($("ask-hint"), error.message);
      if (away(error)) { tell(error); }
    }
    $("ask-do").disabled = false;
  };
  dialog.showModal();
  placeNotice();
  made[0]?.focus();
};

const newAnalysis = () => askFor("Start another analysis", [
  type("label", "Label"), type("rev", "Revision (a branch, tag or commit; empty: the files on disk)"), type("since", "History since (a date)"),
  type("clusterer", "Method (empty: the default)"), type("services", "How many services (5, or 4..8)"), type("seed", "Seed"),
  type("without", "Without these couplings (with commas between)"),
], "Start", async (given) => {
  const options = {};
  for (const key of ["rev", "since", "clusterer", "services"]) { if (given[key]) { options[key] = given[key]; } }
  if (given.seed) {
    if (!/^\d{1,15}$/.test(given.seed)) { throw new Trouble("The seed is a whole number.", "refused"); }
    options.seed = Number(given.seed);
  }
  const without = given.without.split(",").map((one) => one.trim()).filter(Boolean);
  if (without.length > 0) { options.without = without; }
  const { id } = await post("/api/analyses", { ...given.label && { label: given.label }, options });
  openAnalysis(id, null).catch(tell);
});

/** Asks for the name of a scenario. */
const askName = (title, value, text, act) => askFor(title, [type("name", "Name", value)], text, async ({ name }) => {
  if (!name) { throw new Trouble("A scenario needs a name.", "refused"); }
  await act(name);
});
const makeScenario = async (name, from) => {
  const { id } = await post("/api/analyses/" + now.analysis + "/scenarios", { name, ...from && { from } });
  openScenario(id).catch(tell);
};
const newScenario = () => askName("New scenario, with the decisions of the file", "", "Make", (name) => makeScenario(name));
/** A name for a copy, within the length that a name may have. */
const copyName = (name) => [...name].slice(0, 98).join("").trim() + " 2";
const copyScenario = () => askName("Copy " + scenarioNow().name, copyName(scenarioNow().name), "Make", (name) => makeScenario(name, now.scenario));
const renameScenario = () => askName("Rename " + scenarioNow().name, scenarioNow().name, "Rename", async (name) => {
  await post(scenarioPath("/name"), { name });
  await loadState();
});
const dropScenario = () => askFor("Drop " + scenarioNow().name + "? Its decisions are gone then; the file stays as it is.", [], "Drop", async () => {
  const [path, id] = [scenarioPath("/drop"), now.scenario];
  // No plan is asked for of what is about to go.
  stopPlan();
  now.scenario = null;
  try { await post(path, {}); } catch (error) {
    now.scenario = id;
    throw error;
  }
  openScenario(null).catch(tell);
});
const openScenario = async (id) => {
  now.scenario = id;
  await loadState();
  if (now.model && analysisNow()?.state === "done") { await loadView(); }
};
