// Who uses whom: one row and one column for each service. A row is also where files can be dropped.

const MOST_IN_MATRIX = 60;
/** Where one is, the services in the order of their rows, and the elements of each row. */
const grid = { row: 0, column: -1, order: [], names: null, made: [] };

const steps = () => {
  const most = Math.max(2, ...now.view.between.filter((one) => one.from !== one.to).map((one) => one.references));
  return (value) => value === 0 ? "" : "h" + (1 + Math.min(3, Math.floor(4 * Math.log(value) / (Math.log(most) + 1e-9))));
};

const cellSentence = (row, column) => {
  const [a, b] = [grid.order[row], grid.order[column]];
  if (column < 0 || a === b) { return service(a).name + ": " + counted(service(a).units.length, "file") + ", " + counted(between(a, a), "reference") + " inside"; }
  const [there, back] = [between(a, b), between(b, a)];
  const uses = (x, y, number) => service(x).name + (number > 0 ? " uses " + service(y).name + ": " + counted(number, "reference") : " does not use " + service(y).name);
  return uses(a, b, there) + (back ? "; " + uses(b, a, back) : "");
};

/** Makes the table of the services that are shown, with nothing in its cells yet; where one is stays. */
const makeMatrix = () => {
  const spot = (row, column) => ({ "data-row": row, "data-column": column, tabindex: row === grid.row && column === grid.column ? 0 : -1 });
  const top = el("tr", { role: "row" }, el("th.corner", { role: "columnheader" }, "uses"),
    grid.order.map((at) => el("th", { role: "columnheader", title: service(at).name, "aria-label": service(at).name }, at + 1)));
  grid.made = grid.order.map((at, row) => {
    const title = el("th", { role: "rowheader", scope: "row", ...spot(row, -1) });
    return { title, cells: grid.order.map((_, column) => el("td", { role: "gridcell", ...spot(row, column) })) };
  });
  const rows = grid.made.map(({ title, cells }, row) => el("tr", { role: "row", "data-service": service(grid.order[row]).name }, title, cells));
  const held = $("matrix").contains(document.activeElement);
  fill($("matrix"), el("thead", { role: "rowgroup" }, top), el("tbody", { role: "rowgroup" }, rows));
  if (held) { gridFocus(); }
};

const rowTitle = (at) => {
  const one = service(at);
  let firm = 0, likely = 0;
  for (const unit of one.units) {
    const band = now.view.bands[unit];
    firm += band === "f" || band === "d" ? 1 : 0;
    likely += band === "l" ? 1 : 0;
  }
  const part = (number, name) => {
    const made = el("span", { class: name });
    made.style.flexGrow = number;
    return number > 0 && made;
  };
  return el("span", el("span.at", at + 1), chip(one), roleOf(one), el("span.soft.n", count(one.units.length)),
    el("span.bar", { role: "img", "aria-label": `${firm} firm, ${likely} likely, ${doubts[at]} contested` },
      part(firm, "firm"), part(likely, "likely"), part(doubts[at], "contested")));
};

/** Shows the references of a view. The table is made anew only for other services: an edit changes few of its cells. */
const layMatrix = () => {
  const { services } = now.view;
  grid.order = services.map((_, at) => at);
  if (services.length > MOST_IN_MATRIX) {
    grid.order.sort((a, b) => services[b].units.length - services[a].units.length || a - b).length = MOST_IN_MATRIX;
    grid.order.sort((a, b) => a - b);
  }
  const most = services.length > MOST_IN_MATRIX ? " The largest " + MOST_IN_MATRIX + " of " + services.length + " services shown." : "";
  $("matrix-note").textContent = "A row uses a column; the numbers are references." + most;
  grid.row = Math.min(grid.row, Math.max(0, grid.order.length - 1));
  grid.column = Math.min(grid.column, grid.order.length - 1);
  const names = grid.order.map((at) => at + " " + services[at].name).join("\n");
  if (grid.names !== names) { grid.names = names; makeMatrix(); }
  const step = steps();
  const known = new Map(now.view.between.map((one) => [one.from * services.length + one.to, one.references]));
  const uses = (a, b) => known.get(a * services.length + b) ?? 0;
  grid.made.forEach(({ title, cells }, row) => {
    const a = grid.order[row];
    renew(title, rowTitle(a));
    title.parentElement.classList.toggle("on", list.services.has(services[a].name));
    cells.forEach((made, column) => {
      const b = grid.order[column];
      const value = a === b ? 0 : uses(a, b);
      const looks = [step(value), a === b && "diagonal", value > 0 && uses(b, a) > 0 && "mutual"].filter(Boolean).join(" ");
      if (made.className === looks && made.told === value) { return; }
      made.told = value;
      made.className = looks;
      made.textContent = value > 0 ? count(value) : "";
      if (value === 0) { made.setAttribute("aria-label", a === b ? "itself" : "none"); } else { made.removeAttribute("aria-label"); }
    });
  });
};

const gridCell = (row, column) => $("matrix").querySelector(`[data-row="${row}"][data-column="${column}"]`);
const gridFocus = () => {
  for (const old of all("[tabindex='0']", $("matrix"))) { old.tabIndex = -1; }
  const cell = gridCell(grid.row, grid.column);
  if (cell) { cell.tabIndex = 0; cell.focus(); }
};
const gridTell = (cell) => { fill($("cell"), cell && cellSentence(Number(cell.dataset.row), Number(cell.dataset.column))); };
const gridOpen = (add) => {
  const a = grid.order[grid.row];
  if (a === undefined) { return; }
  if (grid.column < 0 || grid.column === grid.row) {
    const { name } = service(a);
    if (add) {
      if (!list.services.delete(name)) { list.services.add(name); }
      paintRows();
      pointed();
    } else { goToService(name); }
  } else { showPair(a, grid.order[grid.column]); }
};

const startMatrix = () => {
  const table = $("matrix");
  table.addEventListener("pointerover", (event) => gridTell(event.target.closest("[data-row]")));
  table.addEventListener("focusin", (event) => {
    const cell = event.target.closest("[data-row]");
    gridTell(cell);
    if (cell) { Object.assign(grid, { row: Number(cell.dataset.row), column: Number(cell.dataset.column) }); }
  });
  table.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-row]");
    if (!cell) { return; }
    Object.assign(grid, { row: Number(cell.dataset.row), column: Number(cell.dataset.column) });
    gridFocus();
    gridOpen(event.ctrlKey || event.metaKey || event.shiftKey);
  });
  table.addEventListener("keydown", (event) => {
    const move = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key];
    if (move) {
      grid.row = Math.max(0, Math.min(grid.order.length - 1, grid.row + move[0]));
      grid.column = Math.max(-1, Math.min(grid.order.length - 1, grid.column + move[1]));
      gridFocus();
    } else if (event.key === "Enter" || event.key === " ") { gridOpen(event.key === " "); } else { return; }
    event.preventDefault();
    event.stopPropagation();
  });
};
