// The page: tabs, keys and buttons, and how it begins.

const subject = () => {
  const { units, services } = chosen();
  return { units, services, name: services[0] ?? (units.length > 0 && home[units[0]] >= 0 ? nameOf(home[units[0]]) : null) };
};
/** What is done to the files, or to the service, that are chosen. */
const toFiles = (act, least = 1) => () => {
  const { units } = subject();
  if (units.length < least) { (least > 1 ? notice : say)(least > 1 ? "Two files or more are needed: choose another one with Ctrl and a click, or with Space." : "Choose a file first."); } else { act(units); }
};
const toService = (act) => () => { const { name } = subject(); if (name) { act(name); } else { say("Choose a service first."); } };

/** Keeps apart: the first group is what was chosen when it was first asked for, the second what is chosen now. */
const askApart = toFiles((units) => {
  if (!list.apart && units.length === 2) { openEdit("apart", { groups: units.map((unit) => [unit]) }); return; }
  if (!list.apart) { list.apart = units; showBar(); notice("Two are needed: now choose the files to keep apart from " + (units.length === 1 ? "this one" : "these") + ", and press Apart again."); return; }
  const others = units.filter((unit) => !list.apart.includes(unit));
  if (others.length === 0) { say("Choose other files than the first ones."); return; }
  openEdit("apart", { groups: [list.apart, others] });
});

const step = async (way) => {
  if (step.going || !writable() || !now.view || !now.view[way === "undo" ? "canUndo" : "canRedo"]) { return; }
  step.going = true;
  stopPlan();
  showBar();
  try {
    showView(await post(scenarioPath("/" + way), { revision: now.view.revision }));
    say(way === "undo" ? "Undone." : "Done again.");
    if (now.tab !== "bench") { openTab(now.tab); }
  } catch (error) {
    if (error.kind === "stale") {
      await loadView().catch(tell);
      notice("Another tab changed this scenario. It is shown as it is now.");
    } else { tell(error); }
  }
  step.going = false;
  showBar();
  showPlan();
};

const review = (by) => {
  const files = queue();
  if (files.length === 0) { say("Nothing is contested."); return; }
  const row = list.rows[list.at];
  const at = files.indexOf(row);
  const next = at < 0 ? by > 0 ? 0 : files.length - 1 : (at + by + files.length) % files.length;
  goTo(files[next]);
  const unit = files[next];
  say("Doubt " + (next + 1) + " of " + files.length + ": " + pathAt(unit) + ", " + BANDS[now.view.bands[unit]] + " in " + nameOf(home[unit]));
};

/** Everything that can be done to what is chosen: its key, its button, what it needs. */
const COMMANDS = [
  { key: "m", text: "Move …", on: "files", act: toFiles((units) => openEdit("move", { units })) },
  { key: "p", text: "Pin …", on: "files", id: "pin", act: toFiles((units) => openEdit("pin", { units })) },
  { key: "t", text: "Together …", on: "files", act: toFiles((units) => openEdit("together", { units }), 2) },
  { key: "x", text: "Apart …", on: "files", act: askApart },
  { key: "r", text: "Rename …", on: "service", act: toService((service) => openEdit("rename", { service })) },
  { key: "g", text: "Merge …", on: "service", act: toService((name) => openEdit("merge", { services: [...new Set([...chosen().services, name])] })) },
  { key: "s", text: "Split …", on: "service", act: toService((service) => openEdit("split", { service })) },
  { key: "w", text: "Becomes …", on: "any", act: () => openEdit("treat", chosen()) },
  { key: "o", text: "Team …", on: "service", act: toService((service) => openEdit("team", { service })) },
  { key: "j", text: "Next doubt", on: "always", reads: true, act: () => review(1) },
  { key: "k", text: "Doubt before", on: "always", reads: true, act: () => review(-1) },
];
/** Keys of buttons that stand elsewhere. */
const KEYS = { a: "pin", z: "sizes", u: "undo", U: "redo", "?": "keys-help" };
const MORE_KEYS = [
  ["a", "Accept where it is, the same as p"], ["z", "Sizes"], ["u", "Undo"], ["U", "Redo"], ["?", "These keys"],
  ["1 … 9", "Move to the service of that number"], ["Ctrl+Z, Ctrl+Shift+Z", "Undo, redo"],
  ["↑ ↓ Home End", "Go through the list; with Shift choose as well, with Ctrl only look"], ["→ ←", "Open, close a service"],
  ["Space, Ctrl+click", "Choose one more, or one less"], ["Shift+click", "Choose all between"],
  ["Ctrl+A", "Choose all files in the list"], ["/", "Find files"], ["Escape", "Leave a dialog or a drag; forget what is chosen"],
];

/** The buttons over the list, and what they may do now. */
const showBar = () => {
  const { units, services, name } = subject();
  const { saved, revision, entries, canUndo, canRedo } = now.view;
  const can = { files: units.length > 0, service: name, any: units.length + services.length > 0, always: true, undo: canUndo && !step.going, redo: canRedo && !step.going };
  for (const one of all("[data-on]")) { one.disabled = !can[one.dataset.on]; }
  const some = [[list.units.size, "file"], [list.services.size, "service"]].filter(([number]) => number > 0).map((one) => counted(...one));
  $("chosen").textContent = (listed(some) || "Nothing") + " chosen";
  $("apart").hidden = !list.apart;
  $("apart").firstChild.textContent = list.apart ? "To keep apart from " + counted(list.apart.length, "file") + " " : "";
  $("saved").textContent = (saved ? "saved" : "not saved") + ", " + counted(entries.length, "decision") + ", change " + revision;
};

/** What follows when something else is chosen. */
const pointed = () => {
  showBar();
  showDetail();
  for (const row of all("tr[data-service]", $("matrix"))) { row.classList.toggle("on", list.services.has(row.dataset.service)); }
  writePlace();
};

const writePlace = () => {
  const { units, services } = chosen();
  const { analysis, scenario, tab } = now;
  const place = { analysis, scenario, tab: tab === "bench" ? null : tab, service: services[0], file: units.length === 1 ? pathAt(units[0]) : null };
  const address = addressOf(place);
  if (address !== location.hash) { history.replaceState(null, "", address); }
};

/** Shows a view: everything on the bench follows it; where one is, and what is chosen, stays. */
const showView = (view) => {
  takeView(view);
  allow(true);
  const known = scenarioNow();
  if (known) { known.revision = view.revision; known.name = view.name; }
  for (const name of [...list.services]) { if (serviceAt(name) < 0) { list.services.delete(name); } }
  layRows();
  layMatrix();
  showMetrics();
  showEntries();
  fill($("suggestions"));
  showPlan();
  showBar();
  showDetail();
  writePlace();
};

/** After an edit that used up two groups, the first one is forgotten; a renamed service stays chosen. */
const chooseAfter = (edit) => {
  if (edit.do === "apart") { list.apart = null; }
  if (edit.do === "rename" && list.services.delete(edit.service)) { list.services.add(edit.to); }
};

/** Back to where the keys work. */
const focusBench = () => {
  const at = document.activeElement;
  if (now.tab === "bench" && (!at?.isConnected || at === document.body || at.closest("dialog"))) { $("tree").focus({ preventScroll: true }); }
};

const openTab = async (name) => {
  // What was said was said of the tab before.
  if (name !== now.tab) { say(""); }
  now.tab = name;
  for (const tab of all("[role=tab]")) {
    const on = tab.id === "tab-" + name;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    $(tab.getAttribute("aria-controls")).hidden = !on || !now.view && tab.id !== "tab-bench";
  }
  if (!now.view) { return; }
  writePlace();
  if (name === "bench") { paintRows(); }
  try {
    if (name === "compare") { showCompareChoices(); await compare(); }
    if (name === "report") { await showReport(); }
    if (name === "files") { showFiles(); await showSave(); }
  } catch (error) { tell(error); }
};

/** Goes where an address says; what it names and is not there is left out, with a notice. */
const goPlace = async (hash) => {
  const { place, whole } = placeIn(hash);
  let found = whole;
  if (!now.state) { await loadState(); }
  // Where an address names what is not here, what is open stays.
  const job = now.state.analyses.find((one) => one.id === place.analysis) ?? analysisNow() ?? now.state.analyses[0];
  found &&= place.analysis === undefined || job?.id === place.analysis;
  if (!job) { say("There is no analysis yet."); return; }
  // While an analysis runs, its scenarios are not known yet.
  const scenario = job.state === "running" ? place.scenario : (job.scenarios.find((one) => one.id === place.scenario) ?? (job.id === now.analysis && scenarioNow() || job.scenarios[0]))?.id;
  found &&= place.scenario === undefined || scenario === place.scenario;
  if (!now.view || job.id !== now.analysis || scenario !== now.scenario) { await openAnalysis(job.id, scenario); }
  await openTab(place.tab ?? "bench");
  if (now.view) {
    if (place.service !== undefined) { if (serviceAt(place.service) >= 0) { goToService(place.service); } else { found = false; } }
    if (place.file !== undefined) { const unit = now.model.units.paths.indexOf(place.file); if (unit >= 0) { goTo(unit); } else { found = false; } }
    writePlace();
  }
  if (!found) { notice("The address named something that is not here; what is here is shown instead."); }
};

const keys = { on: true };
const onKey = (event) => {
  const busy = event.target.closest?.("input, select, textarea, dialog") || document.querySelector("dialog[open]");
  if (busy || !now.view || now.tab !== "bench") { return; }
  const control = event.ctrlKey || event.metaKey;
  if (control && event.key.toLowerCase() === "z" && !event.altKey) { event.preventDefault(); step(event.shiftKey ? "redo" : "undo"); return; }
  if ($("tree").contains(event.target) && treeKey(event)) { return; }
  if (event.key === "Escape") { list.apart = null; chooseNone(); paintRows(); pointed(); return; }
  if (control || event.altKey || !keys.on) { return; }
  if (event.key === "/") { event.preventDefault(); $("filter").focus(); return; }
  if (/^[1-9]$/.test(event.key)) {
    const to = now.view.services[Number(event.key) - 1]?.name;
    if (to) { event.preventDefault(); toFiles((units) => openEdit("move", { units, to }))(); }
    return;
  }
  const command = COMMANDS.find((one) => one.key === event.key);
  if (command) { event.preventDefault(); command.act(); }
  else if (Object.hasOwn(KEYS, event.key)) {
    const pressed = $(KEYS[event.key]);
    if (!pressed.hidden && !pressed.disabled) { event.preventDefault(); pressed.click(); }
  }
};

const startCommands = () => {
  fill($("commands"), COMMANDS.map(({ text, act, id, on, reads, key }) =>
    button(text, act, { id, "data-on": on, "data-writes": !reads, "aria-keyshortcuts": key, title: "Key: " + key })));
  const told = [...COMMANDS.map((one) => [one.key, one.text.replace(" …", "")]), ...MORE_KEYS];
  fill($("keys"), told.map(([key, text]) => el("div", el("dt", el("kbd", key)), el("dd", text))));
  $("single").addEventListener("change", () => { keys.on = $("single").checked; });
  addEventListener("keydown", onKey);
  const heard = {
    sizes: () => openEdit("sizes", {}), cut: () => openEdit("recluster", { on: !now.view.recluster }), suggest,
    undo: () => step("undo"), redo: () => step("redo"), forget: () => { list.apart = null; showBar(); },
    "keys-help": () => $("help").showModal(), explain: () => $("metric-table").classList.toggle("explained"),
    "new-analysis": newAnalysis, "new-scenario": newScenario, "copy-scenario": copyScenario, "rename-scenario": renameScenario, "drop-scenario": dropScenario,
    save: () => save(false), "to-save": () => openTab("files"), "report-again": () => showReport(true).catch(tell), "compare-again": () => compare().catch(tell),
  };
  for (const [id, act] of Object.entries(heard)) { $(id).addEventListener("click", act); }
  for (const dialog of all("dialog [data-close]")) { dialog.addEventListener("click", () => dialog.closest("dialog").close()); }
  for (const dialog of all("dialog")) { dialog.addEventListener("close", placeNotice); }
  for (const tab of all("[role=tab]")) {
    tab.addEventListener("click", () => openTab(tab.id.slice(4)));
    tab.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!by) { return; }
      const next = TABS[(TABS.indexOf(now.tab) + by + TABS.length) % TABS.length];
      openTab(next);
      $("tab-" + next).focus();
    });
  }
  $("analysis").addEventListener("change", () => openAnalysis(Number($("analysis").value)).catch(tell));
  $("scenario").addEventListener("change", () => openScenario(Number($("scenario").value)).then(() => openTab(now.tab)).catch(tell));
  for (const id of ["left", "right"]) { $(id).addEventListener("change", () => compare().catch(tell)); }
  addEventListener("hashchange", () => {
    const key = keyIn(location.hash);
    if (!key) { goPlace(location.hash).catch(tell); return; }
    history.replaceState(null, "", location.pathname);
    exchange(key).then((opened) => opened ? location.reload() : say("That address opens nothing.")).catch(tell);
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && now.view && !editing.open) { look().catch(tell); } });
};

/** Looks whether another tab has changed the scenario meanwhile. */
const look = async () => {
  const revision = now.view.revision;
  await loadState();
  if (scenarioNow() && scenarioNow().revision !== revision) { await loadView(); say("Another tab changed this scenario; it is shown as it is now."); }
};

line.onBack = async () => {
  if (!now.view) { await goPlace(location.hash); return; }
  const { revision } = now.view;
  const { paths } = now.model.units;
  await loadState();
  // A server that was started again analyses anew, and what is there may be something else.
  while (analysisNow()?.state === "running") {
    notice("The server was started again, and analyses anew.", []);
    await later(500);
    await loadState();
  }
  notice("");
  takeModel(await getJson("/api/analyses/" + now.analysis + "/model"));
  if (editing.open && paths.join("\n") !== now.model.units.paths.join("\n")) {
    closeEdit();
    notice("The files are others than before, so the edit that was open is left.");
  }
  await loadView();
  if (editing.open && !editing.sent) {
    await preview();
    if (now.view.revision !== revision) { hint("The scenario changed meanwhile. What you see here is your edit on top of that.", true); }
  }
};

(async () => {
  // The key leaves the address, and the history, before anything else happens.
  const hash = location.hash;
  const key = keyIn(hash);
  if (/(^#|&)k=/.test(hash)) { history.replaceState(null, "", location.pathname); }
  try {
    if (key) { await exchange(key).catch(() => false); }
    startCommands();
    startList();
    startDrag();
    startMatrix();
    startEdit();
    await goPlace(key ? "" : hash);
  } catch (error) { tell(error); }
})();
