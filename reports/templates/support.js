// What changes together: how many common commits there have to be.
(() => {
  const { byId, count } = seamline;
  const least = byId("least");
  if (!least) { return; }
  byId("support").hidden = false;
  const said = byId("support-said");
  const cells = [...document.querySelectorAll(".heat td[data-n]")];
  const rows = [...document.querySelectorAll(".pairs tr[data-n]")];
  const apply = () => {
    const wanted = Number(least.value);
    byId("least-said").textContent = least.value;
    let shown = 0;
    for (const cell of cells) {
      const under = Number(cell.dataset.n) < wanted;
      cell.classList.toggle("under", under);
      if (!under) { shown += 1; }
    }
    let listed = 0;
    for (const row of rows) {
      row.hidden = Number(row.dataset.n) < wanted;
      if (!row.hidden) { listed += 1; }
    }
    said.textContent = count(shown) + " of " + count(cells.length) + " cells and " + count(listed) + " of " + count(rows.length) + " listed pairs shown";
  };
  least.addEventListener("input", apply);
})();
