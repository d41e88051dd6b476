// The matrix of services, packages and files: row uses column. Where there are more than there is room for, one square stands
// for several and shows their sum; nothing is left out.
(() => {
  const { byId, data, colours, pen, redraws, count, counted, short } = seamline;
  const box = byId("explore");
  if (!box || data.labels.length === 0) { return; }
  box.hidden = false;
  const { units, references, cochange, services } = data;
  const grid = box.querySelector("[role=grid]");
  const canvas = box.querySelector("canvas");
  const cell = byId("cell");
  const cross = byId("cross");
  const TOP = 24;
  const LEAST = 4, MOST = 40; // The smallest and the largest square, in pixels.
  const FEW = 6; // Below that many services the next level is more to look at.
  const words = ["service", "package", data.unit];
  const sorts = ["service", "name", "heat"];
  const modes = ["references and commits", "references", "commits"];

  // Services stand as in the table above, then what is shared, then what nothing places.
  const rank = new Map(data.order.map((service, at) => [service, at]));
  services.forEach((_, at) => { if (!rank.has(at)) { rank.set(at, rank.size); } });
  rank.set(-1, rank.size);
  rank.set(-2, rank.size);
  const folder = (unit) => { const label = data.labels[unit]; const at = label.lastIndexOf("/"); return at < 0 ? "(top folder)" : label.slice(0, at); };

  // The things of each level: name, place, heat, and which of them each unit belongs to.
  const build = (level) => {
    const things = [];
    const known = new Map();
    const of = units.place.map((place, unit) => {
      const key = level === 0 ? place : level === 1 ? place + " " + folder(unit) : unit;
      let at = known.get(key);
      if (at === undefined) {
        at = things.length;
        known.set(key, at);
        const name = level === 0 ? data.placeName(place) : level === 1 ? folder(unit) : data.labels[unit];
        things.push({ name, place, folder: level === 0 ? "" : folder(unit), heat: 0, units: 0 });
      }
      things[at].units += 1;
      things[at].heat = Math.max(things[at].heat, units.heat[unit] ?? 0);
      return at;
    });
    return { things, of };
  };
  const levels = [null, null, null];
  const levelOf = (level) => (levels[level] ??= build(level));
  const text = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  const arranged = ({ things }, sort) => {
    const service = (a, b) => rank.get(a.place) - rank.get(b.place) || text(a.folder, b.folder) || text(a.name, b.name);
    const compare = [service, (a, b) => text(a.name, b.name) || service(a, b), (a, b) => b.heat - a.heat || service(a, b)][sort];
    return things.map((_, at) => at).sort((a, b) => compare(things[a], things[b]) || a - b);
  };

  // What is looked at: a level in an order, a part of its rows and columns, and the square with the cross.
  const state = { level: 0, sort: 0, mode: 0, r0: 0, r1: 1, c0: 0, c1: 1, r: 0, c: 0 };
  let things, of, order, place, from, to, one, other;
  const enter = (level, sort) => {
    const built = levelOf(level);
    state.level = level;
    state.sort = sort;
    things = built.things;
    of = built.of;
    order = arranged(built, sort);
    place = new Int32Array(order.length);
    order.forEach((thing, at) => { place[thing] = at; });
    const column = (ends) => Int32Array.from(ends, (unit) => place[of[unit]]);
    from = column(references.from);
    to = column(references.to);
    one = column(cochange.a);
    other = column(cochange.b);
  };
  const whole = () => { state.r0 = state.c0 = 0; state.r1 = state.c1 = order.length; };
  const full = () => state.r0 === 0 && state.c0 === 0 && state.r1 === order.length && state.c1 === order.length;
  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

  // The plot in pixels, and how many things one square stands for.
  let left = 0, side = 0;
  const measure = () => {
    const width = box.clientWidth;
    left = clamp(Math.round(width * 0.24), 96, 250);
    side = Math.max(120, Math.min(width - left - 2, 680, MOST * Math.max(state.r1 - state.r0, state.c1 - state.c0)));
  };
  const steps = () => {
    const most = Math.floor(side / LEAST);
    const size = (length) => Math.max(1, Math.ceil(length / most));
    return { rows: size(state.r1 - state.r0), columns: size(state.c1 - state.c0) };
  };
  const shown = (kind) => state.mode === 0 || state.mode === kind;

  // Sums by square: mentions, commits in common, and how many pairs there are in it.
  const sums = () => {
    const step = steps();
    const row0 = Math.floor(state.r0 / step.rows), column0 = Math.floor(state.c0 / step.columns);
    const rows = Math.ceil(state.r1 / step.rows) - row0, columns = Math.ceil(state.c1 / step.columns) - column0;
    const mentions = new Float64Array(rows * columns), commits = new Float64Array(rows * columns), pairs = new Uint32Array(rows * columns);
    const add = (into, r, c, value) => {
      if (r < state.r0 || r >= state.r1 || c < state.c0 || c >= state.c1) { return; }
      const at = (Math.floor(r / step.rows) - row0) * columns + Math.floor(c / step.columns) - column0;
      into[at] += value;
      pairs[at] += 1;
    };
    if (shown(1)) { for (let at = 0; at < from.length; at += 1) { add(mentions, from[at], to[at], references.count[at]); } }
    if (shown(2)) {
      for (let at = 0; at < one.length; at += 1) {
        add(commits, one[at], other[at], cochange.shared[at]);
        if (one[at] !== other[at]) { add(commits, other[at], one[at], cochange.shared[at]); }
      }
    }
    return { step, row0, column0, rows, columns, mentions, commits, pairs };
  };

  const draw = () => {
    measure();
    const [card, rule, faint, ink, soft, link, mark, h1, h2, h3, h4, h4ink] =
      colours("card", "rule", "faint", "ink", "soft", "link", "mark", "h1", "h2", "h3", "h4", "h4ink");
    const width = left + side + 2, height = TOP + side + 2;
    const pencil = pen(canvas, width, height);
    canvas.style.width = width + "px";
    canvas.style.height = height + "px";
    const squares = sums();
    const { step, row0, column0, rows, columns } = squares;
    const tall = side / ((state.r1 - state.r0) / step.rows), broad = side / ((state.c1 - state.c0) / step.columns);
    const y = (position) => TOP + (position - state.r0) * side / (state.r1 - state.r0);
    const x = (position) => left + (position - state.c0) * side / (state.c1 - state.c0);
    pencil.fillStyle = card;
    pencil.fillRect(left, TOP, side, side);
    pencil.save();
    pencil.beginPath();
    pencil.rect(left, TOP, side, side);
    pencil.clip();
    // The diagonal, and the blocks of services.
    pencil.fillStyle = faint;
    blocks((first, last) => pencil.fillRect(x(first), y(first), x(last) - x(first), y(last) - y(first)));
    pencil.fillStyle = mark;
    pencil.globalAlpha = 0.6;
    pencil.fillRect(left, y(state.r), side, Math.max(1, side / (state.r1 - state.r0)));
    pencil.fillRect(x(state.c), TOP, Math.max(1, side / (state.c1 - state.c0)), side);
    pencil.globalAlpha = 1;
    // What a thing has inside says nothing about what is between things, and would make all of that pale.
    const inside = (at) => state.level < 2 && step.rows === 1 && step.columns === 1 && row0 + Math.floor(at / columns) === column0 + at % columns;
    const strongest = (values) => Math.log1p(values.reduce((most, value, at) => (value > most && !inside(at) ? value : most), 0)) || 1;
    const most = strongest(squares.mentions), often = strongest(squares.commits);
    const shades = [h1, h2, h3, h4];
    const shade = (value, top) => shades[clamp(Math.ceil(Math.log1p(value) / top * 4), 1, 4) - 1];
    const gap = Math.min(tall, broad) > 6 ? 1 : 0;
    for (let r = 0; r < rows; r += 1) {
      for (let c = 0; c < columns; c += 1) {
        const mentions = squares.mentions[r * columns + c], commits = squares.commits[r * columns + c];
        if (mentions === 0 && commits === 0) { continue; }
        const top = y((row0 + r) * step.rows), start = x((column0 + c) * step.columns);
        if (state.mode === 2) {
          pencil.fillStyle = shade(commits, often);
          pencil.fillRect(start, top, broad - gap, tall - gap);
          continue;
        }
        if (mentions > 0) {
          pencil.fillStyle = shade(mentions, most);
          pencil.fillRect(start, top, broad - gap, tall - gap);
          if (Math.min(tall, broad) >= 24 && mentions < 10000) {
            pencil.fillStyle = shade(mentions, most) === h4 ? h4ink : ink;
            pencil.font = "11px system-ui, sans-serif";
            pencil.textAlign = "center";
            pencil.textBaseline = "middle";
            pencil.fillText(count(mentions), start + broad / 2, top + tall / 2);
          }
        }
        if (commits > 0) {
          pencil.fillStyle = soft;
          const part = mentions > 0 || gap > 0 ? Math.min(0.3, 6 / Math.min(tall, broad)) : 1;
          pencil.fillRect(start + (broad - gap) * (1 - part), top + (tall - gap) * (1 - part), (broad - gap) * part, (tall - gap) * part);
        }
      }
    }
    pencil.strokeStyle = rule;
    blocks((first, last) => pencil.strokeRect(x(first) + .5, y(first) + .5, x(last) - x(first) - 1, y(last) - y(first) - 1));
    pencil.strokeStyle = ink;
    pencil.lineWidth = 2;
    pencil.strokeRect(x(Math.floor(state.c / step.columns) * step.columns) - 1, y(Math.floor(state.r / step.rows) * step.rows) - 1, Math.max(broad, 4) + 2, Math.max(tall, 4) + 2);
    pencil.restore();
    pencil.strokeStyle = soft;
    pencil.strokeRect(left + .5, TOP + .5, side, side);
    names(pencil, { x, y, ink, soft, link, tall: side / (state.r1 - state.r0), broad: side / (state.c1 - state.c0) });
  };

  // Each run of things of one service, when they stand together: first, last and service.
  const blocks = (each) => {
    if (state.sort !== 0) { return; }
    for (let first = 0; first < order.length;) {
      let last = first + 1;
      const service = things[order[first]].place;
      while (last < order.length && things[order[last]].place === service) { last += 1; }
      if (last > state.r0 || last > state.c0) { each(first, last, service); }
      first = last;
    }
  };

  const names = (pencil, { x, y, ink, soft, link, tall, broad }) => {
    const chosen = seamline.sets();
    const lit = (thing) => state.level === 2 && chosen.files.size > 0 ? chosen.files.has(thing) : chosen.services.has(things[thing].place);
    pencil.font = "11px system-ui, sans-serif";
    pencil.textBaseline = "middle";
    const room = Math.floor((left - 14) / 6.3);
    const label = (words, position, height) => {
      pencil.fillStyle = position <= state.r && state.r < position + height ? ink : soft;
      pencil.textAlign = "right";
      pencil.fillText(short(words, room), left - 8, clamp(y(position + height / 2), TOP + 6, TOP + side - 6));
    };
    if (tall >= 11) {
      for (let at = Math.floor(state.r0); at < state.r1; at += 1) { label(things[order[at]].name, at, 1); }
    } else {
      blocks((first, last, service) => {
        const [start, end] = [Math.max(first, state.r0), Math.min(last, state.r1)];
        if ((end - start) * tall >= 11) { label(data.placeName(service), start, end - start); }
      });
    }
    pencil.textAlign = "center";
    pencil.fillStyle = soft;
    if (broad >= 16) {
      for (let at = Math.floor(state.c0); at < state.c1; at += 1) { pencil.fillText(String(at + 1), x(at + .5), TOP - 9); }
    } else {
      pencil.textAlign = "left";
      pencil.fillText("columns " + count(state.c0 + 1) + " to " + count(state.c1) + " of " + count(order.length), left, TOP - 9);
    }
    if (chosen.services.size + chosen.files.size > 0) {
      pencil.fillStyle = link;
      for (let at = Math.floor(state.r0); at < state.r1; at += 1) { if (lit(order[at])) { pencil.fillRect(left - 5, y(at), 4, Math.max(1, tall)); } }
      for (let at = Math.floor(state.c0); at < state.c1; at += 1) { if (lit(order[at])) { pencil.fillRect(x(at), TOP - 4, Math.max(1, broad), 4); } }
    }
  };

  // What the square with the cross says.
  const pair = (r, c) => {
    let mentions = 0, line = 0, places = 0, commits = 0, trend = 1, pairs = 0;
    for (let at = 0; at < from.length; at += 1) {
      if (from[at] === r && to[at] === c) { mentions += references.count[at]; places += 1; line ||= references.line[at]; }
    }
    for (let at = 0; at < one.length; at += 1) {
      if ((one[at] === r && other[at] === c) || (one[at] === c && other[at] === r)) {
        commits = Math.max(commits, cochange.shared[at]);
        trend = cochange.trend[at];
        pairs += 1;
      }
    }
    return { mentions, line, places, commits, trend, pairs };
  };
  const sentence = () => {
    const [row, column] = [things[order[state.r]], things[order[state.c]]];
    const found = pair(state.r, state.c);
    const told = [];
    const single = state.level === 2;
    const self = state.r === state.c;
    if (self && single) {
      told.push(row.name + ", with itself");
    } else {
      told.push(found.mentions === 0
        ? row.name + (self ? " does not use itself" : " does not use " + column.name)
        : row.name + " uses " + (self ? "itself" : column.name) + " in " + counted(found.mentions, "place") + (single ? ", first in line " + found.line : ", " + counted(found.places, "pair") + " of " + data.unit + "s"));
      if (found.pairs > 0) {
        told.push(single ? counted(found.commits, "commit") + " change both, " + cochange.trends[found.trend]
          : counted(found.pairs, "pair") + " of " + data.unit + "s change together, at most " + counted(found.commits, "commit"));
      } else if (cochange.least > 0) {
        told.push("no pair with " + cochange.least + " commits in common");
      }
    }
    const { rows, columns } = steps();
    if (rows > 1 || columns > 1) {
      const { step, row0, column0, columns: n, mentions, commits, pairs } = sums();
      const at = (Math.floor(state.r / step.rows) - row0) * n + Math.floor(state.c / step.columns) - column0;
      told.push("the square of " + rows + " × " + columns + " " + words[state.level] + "s sums up " + counted(pairs[at], "pair") + ": "
        + counted(mentions[at], "place") + ", " + count(commits[at]) + " times changed together");
    }
    return told.join("; ") + ".";
  };
  const tell = () => {
    const text = sentence();
    cross.textContent = text;
    cell.textContent = text;
    cell.setAttribute("aria-colindex", state.c + 1);
    cell.parentElement.setAttribute("aria-rowindex", state.r + 1);
  };
  const settle = () => {
    measure();
    grid.setAttribute("aria-rowcount", order.length);
    grid.setAttribute("aria-colcount", order.length);
    const { rows, columns } = steps();
    const part = full() ? "all " + counted(order.length, words[state.level])
      : count(state.r1 - state.r0) + " × " + count(state.c1 - state.c0) + " of " + counted(order.length, words[state.level]);
    byId("level").textContent = part + " shown, by " + sorts[state.sort] + "; " + modes[state.mode]
      + (rows > 1 || columns > 1 ? "; a square stands for " + rows + " × " + columns : "") + ".";
    byId("higher").disabled = state.level === 0 && full();
    byId("found-pair").textContent = "";
    draw();
    tell();
  };
  byId("extent").textContent = count(references.from.length) + " of " + counted(references.total, "pair") + " of " + data.unit + "s with references"
    + (cochange.total > 0 ? " and " + count(cochange.a.length) + " of " + counted(cochange.total, "pair") + " with " + cochange.least + " commits in common" : "")
    + " shown. Shade: references" + (cochange.total > 0 ? "; grey square: commits in common" : "") + "; yellow: the row and the column of the framed square.";

  // The run of things of the next level that belong to one of this level.
  const children = (thing) => {
    const next = levelOf(state.level + 1).things;
    const inside = (at) => next[at].place === thing.place && (state.level === 0 || next[at].folder === thing.folder);
    const sorted = arranged(levelOf(state.level + 1), state.sort);
    const positions = sorted.map((at, position) => (inside(at) ? position : -1)).filter((position) => position >= 0);
    return [positions[0], positions[positions.length - 1] + 1];
  };
  // With some neighbours, where there are few.
  const wide = ([first, last]) => {
    const length = Math.min(order.length, Math.max(12, last - first));
    const start = clamp(Math.round((first + last - length) / 2), 0, order.length - length);
    return [start, start + length];
  };
  // The first unit of a thing of the level above.
  const unit = (thing) => units.place.findIndex((at, one) => at === thing.place && (thing.folder === "" || folder(one) === thing.folder));
  const deeper = () => {
    if (state.level < 2) {
      const [row, column] = [things[order[state.r]], things[order[state.c]]];
      const ends = state.sort === 0 ? [children(row), children(column)] : null;
      enter(state.level + 1, state.sort);
      if (ends) {
        [[state.r0, state.r1], [state.c0, state.c1]] = ends.map(wide);
        [state.r, state.c] = [ends[0][0], ends[1][0]];
      } else {
        whole();
        [state.r, state.c] = [place[of[unit(row)]], place[of[unit(column)]]];
      }
    } else {
      zoom(0.5, state.r + .5, state.c + .5);
    }
    settle();
  };
  const higher = () => {
    if (!full()) {
      whole();
    } else if (state.level > 0) {
      const units = [order[state.r], order[state.c]].map((thing) => of.indexOf(thing));
      enter(state.level - 1, state.sort);
      whole();
      [state.r, state.c] = units.map((unit) => place[of[unit]]);
    }
    settle();
  };
  // A part of the rows and columns around a point, whole things only.
  const zoom = (factor, r, c) => {
    const range = (low, high, at) => {
      const length = clamp(Math.round((high - low) * factor), Math.min(6, order.length), order.length);
      const start = clamp(Math.round(at - (at - low) * length / (high - low)), 0, order.length - length);
      return [start, start + length];
    };
    [state.r0, state.r1] = range(state.r0, state.r1, r);
    [state.c0, state.c1] = range(state.c0, state.c1, c);
    keep();
  };
  const keep = () => {
    state.r = clamp(state.r, state.r0, state.r1 - 1);
    state.c = clamp(state.c, state.c0, state.c1 - 1);
  };
  const pan = (rows, columns) => {
    const shift = (low, high, by) => clamp(by, -low, order.length - high);
    const [dr, dc] = [shift(state.r0, state.r1, rows), shift(state.c0, state.c1, columns)];
    state.r0 += dr; state.r1 += dr; state.c0 += dc; state.c1 += dc;
  };
  const move = (rows, columns) => {
    const step = steps();
    state.r = clamp(state.r + rows * step.rows, 0, order.length - 1);
    state.c = clamp(state.c + columns * step.columns, 0, order.length - 1);
    pan(Math.min(0, state.r - state.r0) + Math.max(0, state.r - state.r1 + 1), Math.min(0, state.c - state.c0) + Math.max(0, state.c - state.c1 + 1));
    draw();
    tell();
  };
  const open = () => {
    const [a, b] = [order[state.r], order[state.c]];
    const [row, column] = [things[a], things[b]];
    const said = byId("found-pair");
    if (state.level === 2) {
      seamline.choose(a === b ? { file: a } : { pair: { kind: "file", a, b } });
      const back = pair(state.c, state.r);
      said.textContent = a === b ? "" : "The other way: " + counted(back.mentions, "place") + ". Every place and commit: seamline explain " + JSON.stringify(data.exact(a)) + " " + JSON.stringify(data.exact(b));
    } else if (row.place === column.place) {
      if (row.place >= 0) { seamline.choose({ service: row.place }); }
      seamline.show(row.place >= 0 ? services[row.place].anchor : "rest");
    } else if (row.place >= 0 && column.place >= 0) {
      const id = seamline.pairOf(row.place, column.place);
      seamline.choose({ pair: { kind: "service", a: row.place, b: column.place } });
      if (id) { seamline.show(id); } else { said.textContent = "The report has no evidence for this pair; seamline explain has."; }
    } else {
      said.textContent = "Shared and unassigned " + data.unit + "s are listed below.";
      seamline.show("rest");
    }
  };
  const sorting = () => {
    const [row, column] = [order[state.r], order[state.c]];
    enter(state.level, (state.sort + 1) % sorts.length);
    whole();
    [state.r, state.c] = [place[row], place[column]];
    settle();
  };
  const mode = () => { state.mode = (state.mode + 1) % modes.length; settle(); };
  const keys = {
    ArrowUp: () => move(-1, 0), ArrowDown: () => move(1, 0), ArrowLeft: () => move(0, -1), ArrowRight: () => move(0, 1),
    Home: () => move(0, -order.length), End: () => move(0, order.length), PageUp: () => move(-10, 0), PageDown: () => move(10, 0),
    Enter: open, "+": deeper, "=": deeper, "-": higher, s: sorting, m: mode,
  };
  grid.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) { return; }
    event.preventDefault();
    keys[event.key]();
  });
  for (const [id, act] of [["deeper", deeper], ["higher", higher], ["sorting", sorting], ["mode", mode]]) { byId(id).addEventListener("click", act); }

  // The pointer: moving tells, dragging moves, a click opens, a second one goes down; the wheel zooms while the matrix has the focus.
  const point = (event) => {
    const area = grid.getBoundingClientRect();
    const r = state.r0 + (event.clientY - area.top - TOP) / side * (state.r1 - state.r0);
    const c = state.c0 + (event.clientX - area.left - left) / side * (state.c1 - state.c0);
    return r >= state.r0 && r < state.r1 && c >= state.c0 && c < state.c1 ? { r, c } : null;
  };
  let waiting = 0;
  const later = (act) => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(act); };
  let drag = null;
  grid.addEventListener("pointerdown", (event) => {
    const at = point(event);
    if (at && event.button === 0) { drag = { x: event.clientX, y: event.clientY, r0: state.r0, c0: state.c0, moved: false }; }
  });
  grid.addEventListener("pointermove", (event) => {
    if (drag && event.buttons === 1 && !full()) {
      const rows = Math.round((drag.y - event.clientY) / side * (state.r1 - state.r0)), columns = Math.round((drag.x - event.clientX) / side * (state.c1 - state.c0));
      drag.moved ||= rows !== 0 || columns !== 0;
      pan(drag.r0 + rows - state.r0, drag.c0 + columns - state.c0);
      keep();
      later(() => { draw(); tell(); });
      return;
    }
    const at = point(event);
    if (!at || (Math.floor(at.r) === state.r && Math.floor(at.c) === state.c)) { return; }
    [state.r, state.c] = [Math.floor(at.r), Math.floor(at.c)];
    later(() => { draw(); tell(); });
  });
  addEventListener("pointerup", () => { setTimeout(() => { drag = null; }); });
  grid.addEventListener("click", (event) => { if (point(event) && !drag?.moved && event.detail === 1 && state.level === 2) { open(); } });
  grid.addEventListener("dblclick", (event) => { if (point(event)) { deeper(); } });
  grid.addEventListener("wheel", (event) => {
    const at = point(event);
    if (!at || document.activeElement !== grid) { return; }
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.25 : 0.8, at.r, at.c);
    later(settle);
  }, { passive: false });
  seamline.onChoice(draw);
  redraws.push(draw);
  enter(services.length < FEW ? 1 : 0, 0);
  whole();
  settle();
})();
