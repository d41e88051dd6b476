// Analyses and scenarios: which is shown, new ones, what is running and how far it is.

const STAGES = { running: "running", done: "done", failed: "failed", cancelled: "cancelled" };
const jobs = { stop: null };
const analysisNow = () => now.state.analyses.find((one) => one.id === now.analysis);
const scenarioNow = () => analysisNow()?.scenarios.find((one) => one.id === now.scenario);

const showChoosers = () => {
  const { analyses, repository, readOnly } = now.state;
  document.title = repository + ": Seamline";
  $("name").textContent = repository;
  $("read-only").hidden = !readOnly;
  $("analysis").replaceChildren(...analyses.map((one) => el("option", { value: one.id, selected: one.id === now.analysis }, one.id + ": " + (one.label || "analysis") + (one.state === "done" ? "" : " (" + STAGES[one.state] + ")"))));
  $("scenario").replaceChildren(...(analysisNow()?.scenarios ?? []).map((one) => el("option", { value: one.id, selected: one.id === now.scenario }, one.name)));
  for (const one of all("[data-writes]")) { one.hidden = readOnly; }
};

const loadState = async () => {
  now.state = await getJson("/api/state");
  if (!analysisNow()) { now.analysis = now.state.analyses[0]?.id ?? null; }
  if (!scenarioNow()) { now.scenario = analysisNow()?.scenarios[0]?.id ?? 1; }
  showChoosers();
};

/** Reads the view of the scenario again, and shows it. */
const loadView = async () => { showView(await getJson(scenarioPath())); };

/** Opens an analysis and a scenario of it; one that is running shows how far it is. */
const openAnalysis = async (analysis, scenario) => {
  jobs.stop?.abort();
  now.analysis = analysis;
  now.scenario = scenario ?? null;
  now.view = null;
  $("bench-body").hidden = true;
  await loadState();
  const job = analysisNow();
  if (!job) { say("There is no analysis yet."); return; }
  if (job.state === "running") { watch(job); return; }
  $("progress").hidden = job.state === "done";
  if (job.state !== "done") {
    showJob(job, job.state === "failed" ? "It failed: " + (job.error ?? "no reason was given") : "It was cancelled.");
    return;
  }
  takeModel(await getJson("/api/analyses/" + analysis + "/model"));
  chooseNone();
  list.closed.clear();
  list.at = 0;
  if (analysis !== now.analysis) { return; }
  $("bench-body").hidden = false;
  await loadView();
  if (now.tab !== "bench") { openTab(now.tab); }
};

const showJob = (job, text, done, total) => {
  const running = job.state === "running";
  $("progress").hidden = false;
  $("progress").replaceChildren(el("h2", "Analysis " + job.id + (job.label ? ": " + job.label : "")), el("p", text),
    running ? el("progress", { "aria-label": "How far the analysis is", ...total ? { value: done, max: total } : {} }) : "", running && total ? el("p.note.n", count(done) + " of " + count(total)) : "",
    running && writable() ? button("Cancel", () => post("/api/analyses/" + job.id + "/cancel", {}).catch(tell)) : "");
};

/** Follows an analysis that runs until it ends. */
const watch = async (job) => {
  jobs.stop = new AbortController();
  const { signal } = jobs.stop;
  showJob(job, job.stage ?? "It begins.");
  let ended = false, pause = 500;
  while (!ended && !signal.aborted) {
    try {
      await listen("/api/analyses/" + job.id + "/events", (event, data) => {
        if (event === "progress") { pause = 500; showJob(job, data.stage, data.done, data.total); }
        if (event === "end") { ended = true; }
      }, signal);
      ended ||= (await getJson("/api/state")).analyses.find((one) => one.id === job.id)?.state !== "running";
    } catch (error) {
      if (signal.aborted) { return; }
      if (error.kind === "locked") { tell(error); return; }
    }
    if (!ended) { await later(pause); pause = Math.min(8000, 2 * pause); }
  }
  if (!signal.aborted) { say("The analysis has ended."); await openAnalysis(job.id, now.scenario).catch(tell); }
};

/** A dialog with a few fields; calls with what was entered, stays open when that is refused. */
const askFor = (title, fields, text, act) => {
  const dialog = $("ask");
  const made = fields.map((about) => fieldOf(about, () => {}, () => {}));
  $("ask-title").textContent = title;
  $("ask-fields").replaceChildren(...made.map((field) => field.element));
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
      $("ask-hint").textContent = error.message;
      if (error.kind === "gone" || error.kind === "locked") { tell(error); }
    }
    $("ask-do").disabled = false;
  };
  dialog.showModal();
  made[0]?.focus();
};

const newAnalysis = () => askFor("Start another analysis", [
  type("label", "Label"), type("rev", "Revision (a branch, tag or commit; empty: the files on disk)"), type("since", "History since (a date)"),
  type("clusterer", "Method (empty: the default)"), type("services", "How many services (5, or 4..8)"), type("seed", "Seed"), type("without", "Without these couplings (with commas between)"),
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

const newScenario = (copy) => askFor(copy ? "Copy " + scenarioNow().name : "New scenario, without decisions", [type("name", "Name", { value: copy ? scenarioNow().name + " 2" : "" })], "Make", async ({ name }) => {
  if (!name) { throw new Trouble("A scenario needs a name.", "refused"); }
  const { id } = await post("/api/analyses/" + now.analysis + "/scenarios", { name, ...copy && { from: now.scenario } });
  openScenario(id).catch(tell);
});
const renameScenario = () => askFor("Rename " + scenarioNow().name, [type("name", "Name", { value: scenarioNow().name })], "Rename", async ({ name }) => {
  if (!name) { throw new Trouble("A scenario needs a name.", "refused"); }
  await post(scenarioPath("/name"), { name });
  await loadState();
});
const dropScenario = () => askFor("Drop the scenario " + scenarioNow().name + "? Its decisions are gone then, the file stays as it is.", [], "Drop", async () => {
  await post(scenarioPath("/drop"), {});
  openScenario(null).catch(tell);
});
const openScenario = async (id) => {
  now.scenario = id;
  await loadState();
  if (now.model && analysisNow()?.state === "done") { await loadView(); }
};
