// Dragging files onto a service: what that would change is shown while the pointer is over it. Escape leaves everything.

const drag = { units: null, over: null, ghost: null, asked: new Map(), number: 0 };

const dragEnd = () => {
  drag.ghost?.remove();
  for (const one of all(".target")) { one.classList.remove("target"); }
  Object.assign(drag, { units: null, over: null, ghost: null, asked: new Map() });
  document.body.classList.remove("dragging");
  showChange(null);
};

const dragOver = calmly(async (name) => {
  if (!drag.units || drag.over !== name) { return; }
  const number = ++drag.number;
  const edit = { do: "move", units: drag.units, to: name };
  try {
    if (!drag.asked.has(name)) { drag.asked.set(name, await post(scenarioPath("/preview"), { revision: now.view.revision, edit })); }
    if (!drag.units || drag.over !== name || number !== drag.number) { return; }
    const told = drag.asked.get(name);
    fill(drag.ghost.lastChild, el("span.chips", el("span.tag", counted(told.services, "service")), chips(told.metrics)));
    showChange(told.metrics);
  } catch (error) {
    if (error.kind === "gone") { dragEnd(); tell(error); } else if (drag.ghost) { fill(drag.ghost.lastChild, error.message); }
  }
}, 120);

const dragMove = (event) => {
  const [x, y] = [Math.min(event.clientX + 14, innerWidth - 260), Math.min(event.clientY + 12, innerHeight - 90)];
  drag.ghost.style.transform = `translate(${x}px, ${y}px)`;
  const under = document.elementFromPoint(event.clientX, event.clientY);
  const target = under?.closest("[data-service]");
  const row = under?.closest(".treerow");
  const name = target?.dataset.service ?? (row ? nameOf(home[list.rows[row.dataset.at]]) : null);
  const box = $("tree").getBoundingClientRect();
  if (event.clientX < box.right && event.clientX > box.left) {
    $("tree").scrollTop += event.clientY < box.top + 24 ? -ROW : event.clientY > box.bottom - 24 ? ROW : 0;
  }
  for (const one of all(".target")) { if (one !== target) { one.classList.remove("target"); } }
  target?.classList.add("target");
    const before = drag.over;
  const at = name === null ? -1 : serviceAt(name);
  drag.over = at >= 0 && drag.units.some((unit) => home[unit] !== at) ? name : null;
  if (drag.over === before) { return; }
  fill(drag.ghost.firstChild, counted(drag.units.length, "file") + (drag.over ? " to " + drag.over : ""));
  drag.ghost.lastChild.textContent = drag.over ? "…" : "";
  showChange(null);
  if (drag.over) { dragOver(drag.over); }
};

const startDrag = () => {
  let from = null;
  $("tree").addEventListener("pointerdown", (event) => {
    const at = event.target.closest(".treerow:not(.group)")?.dataset.at;
    if (at === undefined || event.button !== 0 || event.pointerType === "touch" || !writable()) { return; }
    from = { x: event.clientX, y: event.clientY, unit: list.rows[at] };
  });
  addEventListener("pointermove", (event) => {
    if (from && !drag.units && Math.hypot(event.clientX - from.x, event.clientY - from.y) > 6) {
      drag.units = list.units.has(from.unit) ? [...list.units].sort((a, b) => a - b) : [from.unit];
      drag.ghost = el("div.ghost", el("strong", counted(drag.units.length, "file")), el("div"));
      document.body.append(drag.ghost);
      document.body.classList.add("dragging");
      getSelection().removeAllRanges();
    }
    if (drag.units) { dragMove(event); }
  });
  addEventListener("pointerup", (event) => {
    const { units, over } = drag;
    from = null;
    if (!units) { return; }
    dragEnd();
    // The click that follows would choose the row under the pointer.
    addEventListener("click", (click) => click.stopPropagation(), { capture: true, once: true });
    setTimeout(() => dispatchEvent(new Event("click")), 0);
    event.preventDefault();
    if (over) { openEdit("move", { units, to: over }); }
  });
  addEventListener("pointercancel", () => { from = null; if (drag.units) { dragEnd(); } });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && (drag.units || from)) {
      from = null;
      dragEnd();
      say("Nothing was moved.");
      event.stopPropagation();
    }
  }, true);
};
