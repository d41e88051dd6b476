// Hotspots of large projects: one tile for each file, at the places that the report brings.
(() => {
  const { byId, data, colours, pen, redraws, count, counted } = seamline;
  const tree = byId("tree");
  if (!tree) { return; }
  const { units } = data;
  const { x, y, w, h } = data.tiles;
  const said = byId("tile-said");
  const tell = (unit) => {
    const places = [counted(units.lines[unit], "line"), counted(units.commits[unit], "commit"), "heat " + (units.heat[unit] / 100).toFixed(2)];
    said.textContent = unit < 0 ? "" : data.labels[unit] + " in " + data.placeName(units.place[unit]) + ": " + places.join(", ") + ".";
  };
  // What is looked for; everything else fades.
  let wanted = null;
  const still = [...tree.querySelectorAll("rect[data-file]")];
  seamline.dim = (files) => {
    wanted = files;
    tree.classList.toggle("dim", files !== null);
    for (const tile of still) { tile.classList.toggle("hit", files !== null && files.has(Number(tile.dataset.file))); }
    draw();
  };
  for (const tile of still) { tile.addEventListener("pointerenter", () => tell(Number(tile.dataset.file))); }

  const canvas = byId("tiles");
  let draw = () => {};
  if (x.length === 0) { return; }
  canvas.hidden = false;
  byId("folded").hidden = true;
  tree.classList.add("live");
  byId("tiles-said").textContent = count(x.length) + " of " + counted(x.length, data.unit) + " shown, one tile each.";
  const name = (unit) => data.labels[unit].slice(data.labels[unit].lastIndexOf("/") + 1);
  const labelled = [...x.keys()].filter((unit) => w[unit] >= 62 && h[unit] >= 17)
    .sort((a, b) => w[b] * h[b] - w[a] * h[a] || a - b).slice(0, 120);
  draw = () => {
    const [faint, h1, h2, h3, h4, ink, dark, card] = colours("faint", "h1", "h2", "h3", "h4", "ink", "h4ink", "card");
    const pencil = pen(canvas, 1152, 600);
    const shades = [faint, h1, h2, h3, h4];
    const chosen = seamline.sets().files;
    for (let unit = 0; unit < x.length; unit += 1) {
      pencil.globalAlpha = wanted === null || wanted.has(unit) ? 1 : 0.18;
      pencil.fillStyle = shades[units.shade[unit]];
      pencil.fillRect(x[unit], y[unit], w[unit] > 3 ? w[unit] - 1 : w[unit], h[unit] > 3 ? h[unit] - 1 : h[unit]);
    }
    pencil.globalAlpha = 1;
    pencil.font = "11px system-ui, sans-serif";
    for (const unit of labelled) {
      if (wanted !== null && !wanted.has(unit)) { continue; }
      pencil.fillStyle = units.shade[unit] === 4 ? dark : ink;
      const text = name(unit);
      const room = Math.floor((w[unit] - 8) / 6.4);
      pencil.fillText(text.length > room ? text.slice(0, room - 1) + "…" : text, x[unit] + 4, y[unit] + 13);
    }
    for (const unit of chosen) {
      for (const [width, colour] of [[5, card], [2.5, ink]]) {
        pencil.lineWidth = width;
        pencil.strokeStyle = colour;
        pencil.strokeRect(x[unit] + 1, y[unit] + 1, w[unit] - 3, h[unit] - 3);
      }
    }
  };
  const under = (event) => {
    const box = canvas.getBoundingClientRect();
    const px = (event.clientX - box.left) * 1152 / box.width;
    const py = (event.clientY - box.top) * 600 / box.height;
    return x.findIndex((left, unit) => px >= left && px < left + w[unit] && py >= y[unit] && py < y[unit] + h[unit]);
  };
  canvas.addEventListener("pointermove", (event) => tell(under(event)));
  canvas.addEventListener("click", (event) => { const file = under(event); if (file >= 0) { seamline.choose({ file }); } });
  seamline.onChoice(() => draw());
  redraws.push(() => draw());
  draw();
})();
