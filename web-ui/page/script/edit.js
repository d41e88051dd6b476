// The dialog of an edit: what it asks for, what would change, the reason, and what happens when it cannot be done.

const editing = { open: false, form: null, of: null, fields: [], sent: false, told: null, number: 0, stop: null, reasons: {} };

/** Whether a field holds what it cannot take. */
const misfit = () => editing.fields.some(({ field }) => field.valid === false);
const makeEdit = () => {
  if (misfit()) { return null; }
  const values = {};
  for (const { about, field } of editing.fields) { values[about.name] = field.value; }
  return editing.form.make(editing.of, values);
};

const hint = (text, trouble) => {
  fill($("hint"), text);
  $("hint").classList.toggle("trouble", Boolean(trouble));
};

const ready = () => {
  const reason = editing.form.quiet || $("reason").value.trim() !== "";
  $("apply").disabled = editing.sent || line.gone || !editing.told || !reason;
  $("apply").textContent = editing.sent ? "Being applied …" : "Apply";
};

const movedList = (moved, total) => {
  if (total === 0) { return note("No file moves."); }
  const some = moved.slice(0, 20);
  return el("details", { open: total <= 5 }, el("summary", doing(total, "file", "moves", "move") + (some.length < total ? ", " + some.length + " of them shown" : "")),
    el("ul.plain", some.map((one) => el("li", pathOf(pathAt(one.unit)), soft(" " + one.from + " → " + one.to)))));
};

const showTold = ({ metrics, moved, movedTotal, services, names }) => {
  const differ = metrics.filter(changed);
  const same = now.model.metrics.length - differ.length;
  fill($("preview"), movedList(moved, movedTotal), (names ?? []).map(({ from, to }) => el("p", from + " is called " + to)), note(counted(services, "service") + " then."),
    differ.length === 0 ? note("No metric changes.") :
      changes(doing(differ.length, "metric", "changes", "change") + (same > 0 ? ", " + same + " do not" : ""), differ, ["Metric", ...HEADS]),
    el("div", { id: "planned" }, note("What it does to the plan is being computed.")));
};

const ENTER = "Enter applies it, Escape leaves everything as it is.";
/** What was told is about another edit from now on. */
const outdate = () => {
  editing.stop?.abort();
  editing.told = null;
  ready();
  return ++editing.number;
};

/** Asks what the edit of the dialog would change; an answer that comes too late is dropped. */
const preview = async () => {
  const edit = makeEdit();
  const number = outdate();
  if (!edit) {
    fill($("preview"));
    hint(misfit() ? "A whole number from 0 to " + count(MOST_FILES) + " is needed." : "", misfit());
    return;
  }
  if (editing.form.same) { editing.told = {}; ready(); return; }
  editing.stop = new AbortController();
  const { signal } = editing.stop;
  hint("What would change is being computed.");
  try {
    const told = await post(scenarioPath("/preview"), { revision: now.view.revision, edit }, signal);
    if (number !== editing.number) { return; }
    editing.told = told;
    showTold(told);
    showChange(told.metrics);
    hint(editing.form.quiet || $("reason").value.trim() ? ENTER : "Say why. " + ENTER);
    ready();
    const plan = await post(scenarioPath("/plan"), { revision: now.view.revision, edit }, signal).then((plan) => planTable(plan, HEADS), (error) => {
      if (away(error) || error.kind === "stale" || error.name === "AbortError") { throw error; }
      return note(error.message);
    });
    if (number === editing.number) { fill($("planned"), plan); }
  } catch (error) {
    if (number === editing.number && error.name !== "AbortError") { await refusedEdit(error, edit); }
  }
};
const previewSoon = calmly(() => { if (editing.open && !editing.sent) { preview(); } }, 150);

/** What a refusal means for the edit that is open: it stays open, whatever happens. */
const refusedEdit = async (error, edit) => {
  editing.told = null;
  if (error.kind === "stale") { await reoffer(edit); return; }
  fill($("preview"));
  if (away(error)) {
    hint("The server does not answer. The edit stays here, and can be applied when it does.", true);
    tell(error);
  } else { hint(error.message, true); }
  ready();
};

/** Another tab was faster: the view is read again, and the edit offered again on top of it. */
const reoffer = async (edit) => {
  const entry = edit.entry === undefined ? null : JSON.stringify(now.view.entries[edit.entry]?.entry);
  try { await loadView(); } catch (error) { await refusedEdit(error, edit); return; }
  notice("Another tab changed this scenario. It is shown as it is now, and your edit is offered again.");
  if (entry) {
    editing.of.entry = now.view.entries.findIndex((one) => JSON.stringify(one.entry) === entry);
    if (editing.of.entry < 0) { closeEdit(); say("That decision is no longer there."); return; }
  }
  await preview();
  hint("Another tab changed this scenario. What you see here is your edit on top of that; apply it again.", true);
};

const applyEdit = async () => {
  const edit = makeEdit();
  if ($("apply").disabled || !edit) {
    hint(editing.sent ? "It is being applied." : line.gone ? "The server does not answer yet." : !edit ? "Something is missing." :
      !editing.told ? $("hint").textContent || "What would change is being computed." : "Say why: the reason goes into the file.", !editing.sent);
    return;
  }
  const reason = $("reason").value.trim();
  editing.stop?.abort();
  stopPlan();
  editing.number++;
  editing.sent = true;
  ready();
  hint("Being applied.");
  try {
    const moved = editing.told.movedTotal ?? 0;
    if (edit.do === "reason") { edit.reason = reason; }
    const view = await post(scenarioPath("/edit"), { revision: now.view.revision, edit, reason });
    editing.sent = false;
    if (reason) { editing.reasons[edit.do] = reason; }
    // Closing makes the browser work out the page once more: it comes last, so that this happens once.
    chooseAfter(edit);
    showView(view);
    closeEdit();
    say((edit.do === "remove" ? "Taken back. " : "Decided. ") + (moved > 0 ? counted(moved, "file") + " moved. " : "") + "Undo with u.");
  } catch (error) {
    editing.sent = false;
    showPlan();
    await refusedEdit(error, edit);
  }
};

/** Opens the dialog for an edit about something. */
const openEdit = (kind, of) => {
  if (!writable()) { say("This server changes nothing: it was started with --read-only."); return; }
  const form = FORMS[kind];
  if (!line.gone) { notice(""); }
  Object.assign(editing, { open: true, form, of, sent: false, told: null });
  fill($("edit-title"), form.title(of));
  const next = () => {
    (editing.form.quiet ? $("apply") : $("reason")).focus();
    // What was said the last time is chosen, so that typing replaces it.
    $("reason").select();
  };
  const heard = () => {
    const other = editing.fields.find(({ about }) => about.name === "with")?.field.value;
    const into = editing.fields.find(({ about }) => about.derive);
    if (other && into) {
      const size = (name) => now.view.services[serviceAt(name)]?.units.length ?? 0;
      into.field.text = size(other) > size(of.services[0]) ? other : of.services[0];
    }
    outdate();
    previewSoon();
  };
  editing.fields = (form.fields?.(of) ?? []).filter(Boolean).map((about) => ({ about, field: fieldOf(about, heard, next) }));
  fill($("fields"), ...editing.fields.map(({ field }) => field.element));
  $("why").hidden = Boolean(form.quiet);
  $("reason").value = kind === "reason" ? now.view.entries[of.entry].reason : editing.reasons[kind] ?? "";
  fill($("preview"));
  hint("");
  ready();
  $("edit").showModal();
  placeNotice();
  if (editing.fields.length > 0 && !of.to) { editing.fields[0].field.focus(); }
  else { next(); }
  preview();
};

const closeEdit = () => {
  editing.stop?.abort();
  editing.number++;
  editing.open = false;
  if ($("edit").open) { $("edit").close(); }
  focusBench();
  showChange(null);
};

const startEdit = () => {
  $("edit-form").addEventListener("submit", (event) => { event.preventDefault(); applyEdit(); });
  $("reason").addEventListener("input", ready);
  $("reason").addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); applyEdit(); } });
  $("cancel").addEventListener("click", closeEdit);
  $("edit").addEventListener("cancel", (event) => { if (editing.sent) { event.preventDefault(); } });
  $("edit").addEventListener("close", () => { if (editing.open && !$("edit").open) { closeEdit(); } });
};
