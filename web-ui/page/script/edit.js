// The dialog of an edit: what it asks for, what would change, the reason, and what happens when it cannot be done.

const editing = { open: false, form: null, of: null, fields: [], sent: false, told: null, number: 0, stop: null, reason: "", spare: null };

const makeEdit = () => {
  const values = {};
  for (const { about, field } of editing.fields) { values[about.name] = field.value; }
  return editing.form.make(editing.of, values);
};

const hint = (text, trouble) => {
  $("hint").textContent = text;
  $("hint").classList.toggle("trouble", Boolean(trouble));
};

const ready = () => {
  const reason = editing.form.quiet || $("reason").value.trim() !== "";
  $("apply").disabled = editing.sent || line.gone || !editing.told || !reason;
  $("apply").textContent = editing.sent ? "Being applied …" : "Apply";
};

const METRIC_HEADS = ["Metric", "Before", "After", "Change"];
const changeTable = (rows, caption, heads = METRIC_HEADS) => el("table.wide", el("caption.note", caption),
  el("thead", el("tr", heads.map((text, at) => el("th", { scope: "col", class: at > 0 && "n" }, text)))),
  el("tbody", rows.map((one) => el("tr", el("th", { scope: "row", "data-metric": one.id }, one.label ?? one.metric ?? one.id),
    el("td.n", shown(one.before)), el("td.n", shown(one.after)), el("td.n", delta(one.before, one.after))))));

const place = (at) => typeof at === "string" ? at : at === null || at === undefined || at < 0 ? "–" : nameOf(at);
const movedList = (moved, total) => {
  if (total === 0) { return el("p.note", "No file moves."); }
  const some = moved.slice(0, 20);
  return el("details", { open: total <= 5 }, el("summary", counted(total, "file") + (total === 1 ? " moves" : " move") + (some.length < total ? ", " + some.length + " of them shown" : "")),
    el("ul.plain", some.map((one) => el("li", pathOf(pathAt(one.unit)), el("span.soft", " " + place(one.from) + " → " + place(one.to))))));
};

const showTold = (told) => {
  const differ = told.metrics.filter(changed);
  const same = told.metrics.length - differ.length;
  $("preview").replaceChildren(movedList(told.moved, told.movedTotal), el("p.note", counted(told.services, "service") + " then."),
    differ.length > 0 ? changeTable(differ, counted(differ.length, "metric") + (differ.length === 1 ? " changes" : " change") + (same > 0 ? ", " + same + " do not" : "")) : el("p.note", "No metric changes."),
    el("div", { id: "planned" }, el("p.note", "What it does to the plan is being computed.")));
};

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
  if (!edit) { $("preview").replaceChildren(); hint(""); return; }
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
    hint(editing.form.quiet || $("reason").value.trim() ? "Enter applies it, Escape leaves everything as it is." : "Say why, then Enter applies it; Escape leaves everything as it is.");
    ready();
    const plan = await post(scenarioPath("/plan"), { revision: now.view.revision, edit }, signal).catch((error) => {
      if (["gone", "locked", "stale"].includes(error.kind) || error.name === "AbortError") { throw error; }
      return error.message;
    });
    if (number === editing.number) { $("planned")?.replaceChildren(planTable(plan, true)); }
  } catch (error) {
    if (number === editing.number && error.name !== "AbortError") { await refusedEdit(error, edit); }
  }
};
const previewSoon = calmly(() => { if (editing.open && !editing.sent) { preview(); } }, 150);

/** What a refusal means for the edit that is open: it stays open, whatever happens. */
const refusedEdit = async (error, edit) => {
  editing.told = null;
  if (error.kind === "stale") { await reoffer(edit); return; }
  $("preview").replaceChildren();
  if (error.kind === "gone" || error.kind === "locked") {
    hint("The server does not answer. The edit stays here, and can be applied when it does.", true);
    tell(error);
  } else { hint(error.message, true); }
  ready();
};

/** Another tab was faster: the view is read again, and the edit offered again on top of it. */
const reoffer = async (edit) => {
  const entry = edit.entry === undefined ? null : JSON.stringify(now.view.entries[edit.entry]?.entry);
  try { await loadView(); } catch (error) { await refusedEdit(error, edit); return; }
  notice("Another tab changed this scenario. It is shown as it is now, and your edit is offered again.", button("Close", () => notice("")));
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
  editing.number++;
  editing.sent = true;
  ready();
  hint("Being applied.");
  try {
    const moved = editing.told.movedTotal ?? 0;
    if (edit.do === "reason") { edit.reason = reason; }
    const view = await post(scenarioPath("/edit"), { revision: now.view.revision, edit, reason });
    editing.sent = false;
    if (reason) { editing.reason = reason; }
    closeEdit();
    chooseAfter(edit);
    showView(view);
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
  Object.assign(editing, { open: true, form, of, sent: false, told: null });
  $("edit-title").textContent = form.title(of);
  const next = () => (editing.form.quiet ? $("apply") : $("reason")).focus();
  const heard = () => {
    const other = editing.fields.find(({ about }) => about.name === "with")?.field.value;
    const into = editing.fields.find(({ about }) => about.derive);
    if (other && into) {
      const size = (name) => now.view.services[serviceAt(name)]?.units.length ?? 0;
      into.field.text = size(other) > size(of.services[0]) ? other : of.services[0];
      into.about.derive = true;
    }
    outdate();
    previewSoon();
  };
  editing.fields = form.fields(of).filter(Boolean).map((about) => ({ about, field: fieldOf(about, heard, next) }));
  $("fields").replaceChildren(...editing.fields.map(({ field }) => field.element));
  $("why").hidden = Boolean(form.quiet);
  $("reason").value = kind === "reason" ? now.view.entries[of.entry].reason : editing.reason;
  $("preview").replaceChildren();
  hint("");
  ready();
  $("edit").showModal();
  if (editing.fields.length > 0 && !of.given && !(kind === "move" && of.to)) { editing.fields[0].field.focus(); }
  else { next(); $("reason").select(); }
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
  $("edit").addEventListener("close", () => { if (editing.open) { closeEdit(); } });
};
