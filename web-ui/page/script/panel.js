// The right side: what the metrics say, what becomes of the plan, what was decided and what it costs, what to do next.

const WAYS = [["higher", "Higher is called better"], ["lower", "Lower is called better"]];

const showMetrics = () => {
  const about = new Map(now.model.metrics.map((one) => [one.id, one]));
  const row = (one) => el("tr", { "data-metric": one.id }, el("th", { scope: "row" }, one.id, el("span.what", about.get(one.id)?.summary ?? "")),
    el("td.n", shown(one.proposal)), el("td.n", shown(one.now)), el("td.n", change(one.proposal, one.now) ? delta(one.proposal, one.now) : ""), el("td.n.would"));
  for (const old of all("tbody", $("metric-table"))) { old.remove(); }
  $("metric-table").append(...WAYS.map(([way, text]) => el("tbody", el("tr", el("th.way", { scope: "rowgroup", colspan: 5 }, text)),
    now.view.metrics.filter((one) => about.get(one.id)?.direction === way).map(row))));
};

/** What an edit that is being looked at would change, beside the metrics; null takes it away. */
const showChange = (metrics) => {
  $("metric-table").classList.toggle("looking", Boolean(metrics));
  const by = new Map((metrics ?? []).map((one) => [one.id, one]));
  for (const row of all("[data-metric]", $("metric-table"))) {
    const one = by.get(row.dataset.metric);
    row.querySelector(".would").replaceChildren(...one && changed(one) ? [delta(one.before, one.after)] : []);
  }
};

const words = (key) => key.replaceAll("_", " ").replace(/([a-z])([A-Z])/g, (_, a, b) => a + " " + b.toLowerCase());
/** Key figures of the plan before and after. */
const planTable = (plan, edit) => {
  if (typeof plan === "string") { return el("p.note", "The plan: " + plan); }
  const keys = Object.keys(plan.after ?? {});
  const rows = keys.filter((key) => !Array.isArray(plan.after[key]) && typeof plan.after[key] !== "object").map((key) => ({ id: key, label: words(key), before: plan.before?.[key] ?? null, after: plan.after[key] }));
  const lists = keys.filter((key) => Array.isArray(plan.after[key]));
  const step = (one) => typeof one === "string" ? one : one.name ?? one.service ?? "";
  return el("div", changeTable(rows.filter((one) => typeof one.after === "number" || one.after === null), edit ? "The plan, before and after" : "The plan, of the proposal and now", edit ? ["Figure", ...METRIC_HEADS.slice(1)] : ["Figure", "Proposal", "Now", "Change"]),
    lists.map((key) => {
      const [before, after] = [plan.before?.[key] ?? [], plan.after[key]].map((steps) => steps.map(step).join(", ") || "nothing");
      return el("p.first", el("span.soft", "What goes first: "), before === after ? after : before + " → " + after);
    }));
};

let planNumber = 0;
const showPlan = calmly(async () => {
  const number = ++planNumber;
  if (!now.view || editing.sent) { return; }
  const { revision } = now.view;
  const path = scenarioPath("/plan");
  $("plan").replaceChildren(el("p.note", "Being computed."));
  try {
    const plan = await post(path, { revision });
    if (number === planNumber) { $("plan").replaceChildren(planTable(plan, false)); }
  } catch (error) {
    if (number !== planNumber) { return; }
    $("plan").replaceChildren(el("p.note", error.kind === "stale" ? "The scenario has changed." : error.message));
    if (error.kind === "gone" || error.kind === "locked") { tell(error); }
  }
}, 300);

const showEntries = () => {
  const { entries } = now.view;
  $("entry-count").textContent = entries.length > 0 ? "(" + count(entries.length) + ")" : "";
  const price = (one) => {
    const differ = one.price.filter(changed);
    return differ.length === 0 ? el("p.note", "It changes no metric.") :
      el("details", el("summary", "Price: " + counted(differ.length, "metric")), changeTable(differ, "Beside the decisions before it"));
  };
  // The newest first, as that is the one just made.
  $("entries").replaceChildren(...entries.map((one, at) => el("li", { class: one.stale && "stale" },
    el("p", el("strong", one.sentence), " ", one.stale && el("span.tag.clash", "no effect")),
    el("p.soft", one.reason + (one.moved > 0 ? " · " + counted(one.moved, "file") + " moved" : "") + (typeof one.stale === "string" ? " · " + one.stale : "")), price(one),
    writable() && el("p.row", button("Take back", () => openEdit("remove", { entry: at }), { "aria-label": "Take back: " + one.sentence }),
      button("Change reason", () => openEdit("reason", { entry: at }), { "aria-label": "Change the reason: " + one.sentence })))).reverse());
  $("no-entries").hidden = entries.length > 0;
  $("cut").textContent = now.view.recluster ? "Apply to the proposal instead" : "Look for a new cut with them";
};

/** What an edit of a suggestion is about, as the dialog takes it. */
const ofEdit = (edit) => {
  const of = { ...edit };
  delete of.do;
  return of;
};

const suggest = async () => {
  const box = $("suggestions");
  box.replaceChildren(el("li.note", "Being computed."));
  $("suggest").disabled = true;
  try {
    const { suggestions } = await post(scenarioPath("/suggest"), { revision: now.view.revision });
    box.replaceChildren(...suggestions.length === 0 ? [el("li.note", "Nothing stands out.")] : suggestions.map((one) => el("li",
      el("p", el("strong", one.sentence)), el("ul.plain", one.why.map((text) => el("li", text))),
      el("p.chips", KEY_METRICS.map((id) => one.metrics.find((metric) => metric.id === id)).filter((metric) => metric && changed(metric)).map((metric) => el("span.tag", metric.id + " ", delta(metric.before, metric.after)))),
      el("p.row", button("Preview …", () => openEdit(one.edit.do, ofEdit(one.edit)), { "aria-label": "Preview: " + one.sentence }),
        (one.edit.units?.length ?? 0) > 0 && button("Show", () => { goTo(one.edit.units[0]); $("tree").focus(); }, { "aria-label": "Show: " + one.sentence })))));
    say(suggestions.length === 0 ? "Nothing stands out." : counted(suggestions.length, "suggestion") + ".");
  } catch (error) {
    box.replaceChildren();
    if (error.kind === "stale") { await loadView().catch(tell); } else { tell(error); }
  }
  $("suggest").disabled = false;
};
