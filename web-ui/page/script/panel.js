// The right side: what the metrics say, what becomes of the plan, what was decided and what it costs, what to do next.

const WAYS = [["higher", "Higher is called better"], ["lower", "Lower is called better"]];

/** The metrics of a view; the rows are made once for an analysis. */
const showMetrics = () => {
  const about = new Map(now.model.metrics.map((one) => [one.id, one]));
  const shownFor = $("metric-table").model;
  const make = (id) => [
    el("tr", { "data-metric": id }, head(id), cell(), cell(), cell(), el("td.n.would")),
    el("tr.what", el("td", { colspan: 5 }, about.get(id)?.summary)),
  ];
  if (shownFor !== now.model) {
    for (const old of all("tbody", $("metric-table"))) { old.remove(); }
    $("metric-table").append(...WAYS.map(([way, text]) => el("tbody", el("tr", el("th.way", { scope: "rowgroup", colspan: 5 }, text)),
      now.view.metrics.filter((one) => about.get(one.id)?.direction === way).map((one) => make(one.id)))));
    $("metric-table").model = now.model;
  }
  const values = new Map(now.view.metrics.map((one) => [one.id, one]));
  for (const row of all("[data-metric]", $("metric-table"))) {
    const { proposal, now: value } = values.get(row.dataset.metric);
    [shown(proposal), shown(value), delta(proposal, value)].forEach((inside, at) => renew(row.cells[at + 1], inside));
  }
};

/** What an edit that is being looked at would change, beside the metrics; null takes it away. */
const showChange = (metrics) => {
  $("metric-table").classList.toggle("looking", Boolean(metrics));
  const by = new Map((metrics ?? []).map((one) => [one.id, one]));
  for (const row of all("[data-metric]", $("metric-table"))) {
    const one = by.get(row.dataset.metric);
    fill(row.querySelector(".would"), one && changed(one) && delta(one.before, one.after));
  }
};

const HEADS = ["Before", "After", "Change"];
/** What changed, a row each; of a metric it is said what is called better. */
const changes = (caption, rows, heads) => table(caption, heads, rows.map(({ id, metric = id, before, after }) => {
  const way = now.model.metrics.find((one) => one.id === metric)?.direction;
  return [el("th", { scope: "row", "data-metric": metric }, metric, way && el("span.way", " " + way + " is called better")), cell(shown(before)), cell(shown(after)), cell(delta(before, after))];
}));

/** The figures of a plan by their words. */
const figures = (told) => Object.entries(told ?? {}).filter(([, value]) => !Array.isArray(value)).map(([name, value]) => [name.replaceAll("_", " "), value]);
const firstSteps = (told) => (told?.first ?? []).join(", ") || "nothing";
/** Key figures of the plan before and after. */
const planTable = ({ before, after }, heads) => {
  if (!before && !after) { return note("There is no plan: nothing is to be cut."); }
  const old = new Map(figures(before));
  const [was, is] = [firstSteps(before), firstSteps(after)];
  return [
    changes("Figures of the plan", figures(after ?? before).map(([id, value]) => ({ id, before: old.get(id) ?? null, after: after ? value : null })), ["Figure", ...heads]),
    el("p", soft("What goes first: "), was === is ? is : was + " → " + is),
  ];
};

let planNumber = 0, planStop = null;
/** Whoever changes the scenario is no longer interested in the plan of before. */
const stopPlan = () => {
  planStop?.abort();
  return ++planNumber;
};
const showPlan = calmly(async () => {
  const number = stopPlan();
  if (now.view?.id !== now.scenario || editing.sent || step.going) { return; }
  fill($("plan"), note("Being computed."));
  try {
    planStop = new AbortController();
    const plan = await post(scenarioPath("/plan"), { revision: now.view.revision }, planStop.signal);
    if (number === planNumber) { fill($("plan"), planTable(plan, ["Proposal", "Now", "Change"])); }
  } catch (error) {
    if (number !== planNumber) { return; }
    fill($("plan"), note(error.message));
    if (away(error)) { tell(error); }
  }
}, 300);

/** Elements of the decisions that are shown, by all that is known of them. */
let entriesShown = new Map();

const showEntries = () => {
  const { entries, recluster } = now.view;
  $("entry-count").textContent = entries.length > 0 ? "(" + count(entries.length) + ")" : "";
  const price = (one) => {
    const differ = one.price.filter(changed);
    return differ.length === 0 ? note("It changes no metric.") :
      unfolding("Price: " + counted(differ.length, "metric"), () => changes("Beside the decisions before it", differ, ["Metric", ...HEADS]));
  };
  const entry = (one, at) => {
    const more = [...one.moved > 0 ? [counted(one.moved, "file") + " moved"] : [], ...typeof one.stale === "string" ? [one.stale] : []];
    const act = (text, kind) => button(text, () => openEdit(kind, { entry: at }), { "aria-label": text + ": " + one.sentence });
    return el("li", { class: one.stale && "stale" }, el("p", el("strong", one.sentence), " ", one.stale && el("span.tag.clash", "no effect")),
      el("p.soft", [one.reason, ...more].join(" · ")), price(one), writable() && el("p.row", act("Take back", "remove"), act("Change reason", "reason")));
  };
  const whole = (now.view.reclustered ?? []).map((one) => ({ ...one, id: one.metric })).filter(changed);
  const known = entriesShown;
  entriesShown = new Map();
  const elements = entries.map((one, at) => {
    const key = JSON.stringify([at, writable(), one]);
    entriesShown.set(key, known.get(key) ?? entry(one, at));
    return entriesShown.get(key);
  });
  // The newest first, as that is the one just made.
  fill($("entries"), whole.length > 0 && el("li", el("details", el("summary", "What the new cut itself changes"), changes("From the free cut", whole, ["Metric", ...HEADS]))),
    elements.toReversed());
  $("no-entries").hidden = entries.length > 0;
  $("cut").textContent = recluster ? "Apply to the proposal instead" : "Look for a new cut with them";
};

/** The few metrics that fit beside something, always the same ones. */
const KEY_METRICS = ["references-crossing", "modularity", "stores-shared", "co-change-inside"];
const chips = (metrics) => KEY_METRICS.map((id) => metrics.find((one) => one.id === id)).filter((one) => one && changed(one))
  .map((one) => el("span.tag", one.id + " ", delta(one.before, one.after)));

const suggest = async () => {
  const box = $("suggestions");
  fill(box, el("li.note", "Being computed."));
  $("suggest").disabled = true;
  try {
    const { suggestions } = await post(scenarioPath("/suggest"), { revision: now.view.revision });
    const none = "Nothing stands out.";
    fill(box, suggestions.length === 0 ? el("li.note", none) : suggestions.map(({ edit, sentence, why, metrics }) => {
      const { do: kind, ...of } = edit;
      return el("li", el("p", el("strong", sentence)), el("ul.plain", why.map((text) => el("li", text))), el("p.chips", chips(metrics)),
        el("p.row", button("Preview …", () => openEdit(kind, of), { "aria-label": "Preview: " + sentence }),
          of.units?.length > 0 && button("Show", () => { goTo(of.units[0]); $("tree").focus(); }, { "aria-label": "Show: " + sentence })));
    }));
    say(suggestions.length === 0 ? none : counted(suggestions.length, "suggestion") + ".");
  } catch (error) {
    fill(box);
    if (error.kind === "stale") { await loadView().catch(tell); } else { tell(error); }
  }
  $("suggest").disabled = false;
};
