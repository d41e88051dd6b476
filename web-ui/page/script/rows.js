// The list of services and their files: only the rows in sight are elements, so that ten thousand files cost nothing.

const ROW = 28;
/** Rows are units, or groups as `-1 - g`, where group `g` is a service, or shared or unassigned behind them. */
const list = { rows: [], at: 0, anchor: 0, closed: new Set(), terms: [], units: new Set(), services: new Set(), apart: null, names: [], shown: [] };
const isGroup = (row) => row < 0;
const groupOf = (row) => -1 - row;
const groupName = (group) => group < now.view.services.length ? service(group).name : group === now.view.services.length ? "shared" : "unassigned";
const groupUnits = (group) => {
  const { services, shared, unassigned } = now.view;
  return group < services.length ? services[group].units : group === services.length ? shared : unassigned;
};
const groups = () => now.view.services.length + 2;

/** Makes the rows anew for a view or a filter; what is chosen, and where the list stands, stays. */
const layRows = (keep = true) => {
  const box = $("tree");
  const name = (row) => row < 0 ? list.names[groupOf(row)] : null;
  const cursor = list.rows[list.at];
  const cursorName = name(cursor);
  // The list stands still as seen from the service that is on top.
  const first = Math.floor(box.scrollTop / ROW);
  const headed = list.rows.findLastIndex((row, at) => at <= first && isGroup(row));
  const topName = name(list.rows[headed]);
  Object.assign(list, { rows: [], names: [], shown: [] });
  for (let group = 0; group < groups(); group++) {
    const title = groupName(group);
    const whole = groupUnits(group);
    const units = list.terms.length === 0 ? whole : whole.filter((unit) => list.terms.every((term) => hay[unit].includes(term)));
    list.names.push(title);
    list.shown.push(units.length);
    if (units.length === 0 && (list.terms.length > 0 || group >= now.view.services.length)) { continue; }
    list.rows.push(-1 - group);
    if (!list.closed.has(title) || list.terms.length > 0) { for (const unit of units) { list.rows.push(unit); } }
  }
  const find = (wanted) => list.rows.findIndex((row) => isGroup(row) && name(row) === wanted);
  list.at = Math.max(0, cursor >= 0 ? list.rows.indexOf(cursor) : find(cursorName));
  $("sizer").style.height = list.rows.length * ROW + "px";
  const top = find(topName);
  const hits = list.shown.reduce((sum, one) => sum + one, 0);
  $("found").textContent = (list.terms.length > 0 ? count(hits) + " of " : "") + counted(home.length, "file");
  if (!keep) { box.scrollTop = 0; } else if (top >= 0) { box.scrollTop += (top - headed) * ROW; }
  paintRows();
};

const rowElement = (at) => {
  const row = list.rows[at];
  const about = { class: "treerow", id: "row" + at, role: "treeitem", "data-at": at, "aria-level": isGroup(row) ? 1 : 2 };
  if (!isGroup(row)) {
    return el("div", { ...about, "aria-selected": String(list.units.has(row)) }, el("span.tick", { "aria-hidden": "true" }),
      pathOf(pathAt(row)), bandOf(now.view.bands[row]));
  }
  const group = groupOf(row);
  const name = groupName(group);
  const one = now.view.services[group];
  const open = !list.closed.has(name) || list.terms.length > 0;
  return el("div.treerow.group", { ...about, "aria-expanded": String(open), "aria-selected": String(list.services.has(name)), "data-service": one && name },
    el("span.fold", { "aria-hidden": "true" }, open ? "▾" : "▸"), one ? chip(one) : el("span.soft", name),
    one && roleOf(one),
    el("span.soft.n", (list.terms.length > 0 ? count(list.shown[group]) + " of " : "") + counted(groupUnits(group).length, "file")),
    doubts[group] > 0 && el("span.band.contested", doubts[group] + " contested"));
};

/** Makes the elements of the rows in sight. */
const paintRows = () => {
  const box = $("tree");
  const first = Math.max(0, Math.floor(box.scrollTop / ROW) - 6);
  const last = Math.min(list.rows.length, first + Math.ceil(box.clientHeight / ROW) + 12);
  const made = [];
  for (let at = first; at < last; at++) {
    const row = rowElement(at);
    row.style.transform = "translateY(" + at * ROW + "px)";
    row.classList.toggle("cursor", at === list.at);
    made.push(row);
  }
  fill($("sizer"), ...made);
  if (list.at >= first && list.at < last) { box.setAttribute("aria-activedescendant", "row" + list.at); }
  else { box.removeAttribute("aria-activedescendant"); }
};

const reveal = () => {
  const box = $("tree");
  const top = list.at * ROW;
  if (top < box.scrollTop) { box.scrollTop = top; }
  else if (top + ROW > box.scrollTop + box.clientHeight) { box.scrollTop = top + ROW - box.clientHeight; }
};

/** What is chosen, or else what the cursor is on. */
const chosen = () => {
  const row = list.rows[list.at];
  const units = [...list.units].sort((a, b) => a - b);
  const services = [...list.services].filter((name) => serviceAt(name) >= 0);
  if (units.length > 0 || services.length > 0 || row === undefined) { return { units, services }; }
  if (!isGroup(row)) { return { units: [row], services: [] }; }
  return { units: [], services: groupOf(row) < now.view.services.length ? [groupName(groupOf(row))] : [] };
};

const choose = (row, on) => {
  if (!isGroup(row)) { if (on) { list.units.add(row); } else { list.units.delete(row); } return; }
  const name = groupName(groupOf(row));
  if (groupOf(row) >= now.view.services.length) { return; }
  if (on) { list.services.add(name); } else { list.services.delete(name); }
};
const isChosen = (row) => isGroup(row) ? list.services.has(groupName(groupOf(row))) : list.units.has(row);
const chooseNone = () => { list.units.clear(); list.services.clear(); };

/** Puts the cursor on a row; `how` is `only`, `add` (ctrl), `reach` (shift) or `look`. */
const point = (at, how) => {
  list.at = Math.min(list.rows.length - 1, Math.max(0, at));
  const row = list.rows[list.at];
  if (row === undefined) { return; }
  if (how === "reach") {
    chooseNone();
    const [low, high] = [Math.min(list.anchor, list.at), Math.max(list.anchor, list.at)];
    for (let one = low; one <= high; one++) { if (!isGroup(list.rows[one]) || low === high) { choose(list.rows[one], true); } }
  } else {
    list.anchor = list.at;
    if (how === "only") { chooseNone(); choose(row, true); } else if (how === "add") { choose(row, !isChosen(row)); }
  }
  reveal();
  paintRows();
  pointed();
};

/** Puts the cursor on a file wherever it is, and opens what hides it. */
const goTo = (unit) => {
  const name = nameOf(home[unit]);
  list.closed.delete(name);
  if (list.terms.length > 0 && !list.rows.includes(unit)) { $("filter").value = ""; list.terms = []; }
  layRows();
  const at = list.rows.indexOf(unit);
  if (at >= 0) {
    $("tree").scrollTop = Math.max(0, at * ROW - $("tree").clientHeight / 3);
    point(at, "only");
  }
};
const goToService = (name) => {
  const at = list.rows.findIndex((row) => isGroup(row) && groupName(groupOf(row)) === name);
  if (at >= 0) {
    $("tree").scrollTop = at * ROW;
    point(at, "only");
  }
};

const fold = (row, close) => {
  const name = groupName(groupOf(row));
  if (close === undefined ? !list.closed.has(name) : close) { list.closed.add(name); } else { list.closed.delete(name); }
  layRows();
};

const filter = () => {
  list.terms = $("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  layRows(list.terms.length === 0);
};

/** Keys of the list itself; true when one was used. */
const treeKey = (event) => {
  const row = list.rows[list.at];
  const page = Math.max(1, Math.floor($("tree").clientHeight / ROW) - 1);
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -list.rows.length, End: list.rows.length };
  if (Object.hasOwn(steps, event.key)) { point(list.at + steps[event.key], event.shiftKey ? "reach" : event.ctrlKey ? "look" : "only"); }
  else if (event.key === " ") { point(list.at, "add"); }
  else if (event.key === "a" && (event.ctrlKey || event.metaKey)) {
    list.units = new Set(list.rows.filter((one) => !isGroup(one)));
    paintRows();
    pointed();
  } else if (event.key === "ArrowRight" && isGroup(row)) { fold(row, false); }
  else if (event.key === "ArrowLeft") {
    if (isGroup(row)) { fold(row, true); } else { point(list.rows.findLastIndex((one, at) => at < list.at && isGroup(one)), "only"); }
  } else if (event.key === "Enter") { if (isGroup(row)) { fold(row); } else { point(list.at, "only"); } }
  else { return false; }
  event.preventDefault();
  return true;
};

const startList = () => {
  const box = $("tree");
  box.addEventListener("scroll", paintRows, { passive: true });
  new ResizeObserver(() => { if (now.view) { paintRows(); } }).observe(box);
  box.addEventListener("click", (event) => {
    const at = Number(event.target.closest(".treerow")?.dataset.at ?? -1);
    if (at < 0) { return; }
    if (event.target.closest(".fold")) { fold(list.rows[at]); }
    else { point(at, event.shiftKey ? "reach" : event.ctrlKey || event.metaKey || event.target.closest(".tick") ? "add" : "only"); }
  });
  $("filter").addEventListener("input", filter);
};
