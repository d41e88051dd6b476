// One selection for all pictures, in the address: #service=NAME, #file=PATH, #pair=ONE~OTHER, #table=NAME, joined by &. What
// is not known is ignored, with a notice. Plain anchors lead where they always led, and select what they name.
(() => {
  const { byId, data, root } = seamline;
  const { units, services } = data;
  const index = (names) => new Map(names.map((name, at) => [name, at]).reverse());
  const serviceAt = index(services.map((service) => service.name));
  const anchorAt = index(services.map((service) => service.anchor));
  const fileAt = index(data.labels);
  const tableAt = index(data.stores.map((store) => store[0]));
  const evident = new Set(data.pairs.map(([a, b]) => a + " " + b));
  const KEYS = ["service", "file", "pair", "table"];
  const MOST = 8000;

  const nothing = () => ({ service: null, file: null, pair: null, table: null });
  const code = (text) => encodeURIComponent(text).replace(/~/g, "%7E");
  const written = (chosen) => {
    const name = (kind, at) => code(kind === "service" ? services[at].name : data.labels[at]);
    const parts = [];
    if (chosen.service !== null) { parts.push("service=" + name("service", chosen.service)); }
    if (chosen.file !== null) { parts.push("file=" + name("file", chosen.file)); }
    if (chosen.pair) { parts.push("pair=" + name(chosen.pair.kind, chosen.pair.a) + "~" + name(chosen.pair.kind, chosen.pair.b)); }
    if (chosen.table !== null) { parts.push("table=" + code(data.stores[chosen.table][0])); }
    return parts.join("&");
  };
  const plain = (text) => { try { return decodeURIComponent(text); } catch { return null; } };
  const value = (key, text) => {
    if (key === "pair") {
      const names = text.split("~").map(plain);
      if (names.length !== 2 || names[0] === null || names[1] === null || names[0] === names[1]) { return null; }
      for (const [kind, at] of [["service", serviceAt], ["file", fileAt]]) {
        const [a, b] = names.map((name) => at.get(name));
        if (a !== undefined && b !== undefined) { return { kind, a, b }; }
      }
      return null;
    }
    const name = plain(text);
    const at = name === null ? undefined : { service: serviceAt, file: fileAt, table: tableAt }[key].get(name);
    return at === undefined ? null : at;
  };
  const read = (text) => {
    const chosen = nothing();
    const bad = [];
    const seen = new Set();
    for (const part of text.length > MOST ? [] : text.split("&")) {
      const at = part.indexOf("=");
      const key = part.slice(0, at);
      const found = at > 0 && KEYS.includes(key) && !seen.has(key) ? value(key, part.slice(at + 1)) : null;
      seen.add(key);
      if (found === null) { bad.push(KEYS.includes(key) ? key : "something"); } else { chosen[key] = found; }
    }
    if (text.length > MOST) { bad.push("something"); }
    return { chosen, bad };
  };
  // What a plain anchor names.
  const named = (id) => {
    const chosen = nothing();
    if (anchorAt.has(id)) { chosen.service = anchorAt.get(id); }
    const pair = /^pair-(\d{1,6})-(\d{1,6})$/.exec(id);
    if (pair && evident.has((pair[1] - 1) + " " + (pair[2] - 1))) { chosen.pair = { kind: "service", a: pair[1] - 1, b: pair[2] - 1 }; }
    return chosen;
  };

  const followers = [];
  seamline.chosen = nothing();
  seamline.onChoice = (follow) => followers.push(follow);
  // The services and the files that are chosen, in one way or another.
  seamline.sets = () => {
    const { service, file, pair, table } = seamline.chosen;
    const files = new Set(file === null ? [] : [file]);
    const chosen = new Set(service === null ? [] : [service]);
    if (pair) { for (const at of [pair.a, pair.b]) { (pair.kind === "file" ? files : chosen).add(at); } }
    for (const at of files) { if (units.place[at] >= 0) { chosen.add(units.place[at]); } }
    if (table !== null) { for (const at of data.stores[table][1]) { chosen.add(at); } }
    return { services: chosen, files };
  };
  const pairOf = (a, b) => {
    const [low, high] = a < b ? [a, b] : [b, a];
    return low >= 0 && evident.has(low + " " + high) ? "pair-" + (low + 1) + "-" + (high + 1) : null;
  };
  seamline.pairOf = pairOf;

  const show = (element) => {
    for (let at = element; at; at = at.parentElement) { if (at.tagName === "DETAILS") { at.open = true; } }
    element.scrollIntoView({ block: "start" });
  };
  seamline.show = (id) => { const element = byId(id); if (element) { show(element); } };

  // Where the evidence for the selection is.
  const target = () => {
    const { service, file, pair, table } = seamline.chosen;
    if (pair) {
      const ends = pair.kind === "service" ? [pair.a, pair.b] : [units.place[pair.a], units.place[pair.b]];
      return pairOf(...ends) ?? (ends[0] >= 0 ? services[ends[0]].anchor : "rest");
    }
    if (file !== null) { return units.place[file] >= 0 ? services[units.place[file]].anchor : "rest"; }
    if (table !== null) { return "data"; }
    return service !== null ? services[service].anchor : null;
  };
  const sentence = () => {
    const { service, file, pair, table } = seamline.chosen;
    const told = [];
    if (service !== null) { told.push("Service " + services[service].name); }
    if (file !== null) { told.push(data.labels[file] + " in " + data.placeName(units.place[file])); }
    if (pair) {
      const name = (at) => pair.kind === "service" ? services[at].name : data.labels[at];
      told.push(name(pair.a) + " and " + name(pair.b));
    }
    if (table !== null) {
      const users = data.stores[table][1].map((at) => services[at].name);
      told.push("Store " + data.stores[table][0] + ", used by " + (users.join(", ") || "nobody"));
    }
    return told.join("; ");
  };

  const bar = byId("selected");
  const said = byId("chosen");
  const copy = byId("copy");
  const evidence = byId("evidence");
  const items = (file) => {
    const place = units.place[file];
    if (place < 0) { return null; }
    let at = 0;
    for (let unit = 0; unit < file; unit += 1) { if (units.place[unit] === place) { at += 1; } }
    return byId(services[place].anchor)?.querySelector(".files")?.children[at];
  };
  const apply = (notice) => {
    const { services: chosen, files } = seamline.sets();
    for (const marked of document.querySelectorAll(".sel")) { marked.classList.remove("sel"); }
    if (chosen.size + files.size > 0 || seamline.chosen.table !== null) {
      for (const one of document.querySelectorAll("[data-service]")) {
        if (chosen.has(Number(one.dataset.service))) { one.classList.add("sel"); }
      }
      for (const one of document.querySelectorAll("[data-file]")) {
        if (one.dataset.file.split(" ").some((at) => files.has(Number(at)))) { one.classList.add("sel"); }
      }
      for (const file of files) { items(file)?.classList.add("sel"); }
      if (seamline.chosen.table !== null) {
        const name = data.stores[seamline.chosen.table][0];
        for (const one of document.querySelectorAll("[data-table]")) { if (one.dataset.table === name) { one.classList.add("sel"); } }
      }
      const pair = seamline.chosen.pair;
      if (pair && pair.kind === "service") { byId(pairOf(pair.a, pair.b) ?? "")?.classList.add("sel"); }
    }
    const text = sentence();
    said.textContent = [notice, text && "Selected: " + text].filter(Boolean).join(" ");
    bar.hidden = said.textContent === "";
    root.classList.toggle("chosen", !bar.hidden);
    copy.hidden = files.size === 0;
    const id = target();
    evidence.hidden = id === null;
    if (id !== null) { evidence.href = "#" + id; }
    for (const follow of followers) { follow(); }
  };
  seamline.choose = (wanted) => {
    seamline.chosen = { ...nothing(), ...wanted };
    const text = written(seamline.chosen);
    if (text.length <= MOST) { history.pushState(null, "", "#" + text); }
    apply("");
  };
  seamline.link = (wanted) => "#" + written({ ...nothing(), ...wanted });
  const clear = () => {
    seamline.chosen = nothing();
    history.replaceState(null, "", "#");
    apply("");
  };

  const follow = () => {
    const text = location.hash.slice(1);
    if (!text.includes("=")) {
      const id = plain(text) ?? "";
      seamline.chosen = named(id);
      const element = id && byId(id);
      if (element && element.tagName === "DETAILS") { element.open = true; }
      apply("");
      return;
    }
    const { chosen, bad } = read(text);
    seamline.chosen = chosen;
    apply(bad.length > 0 ? "The address names " + [...new Set(bad)].map((key) => key === "something" ? "something" : "a " + key).join(", ")
      + " that is not in this report; it was ignored." : "");
    const id = target();
    if (id !== null) { seamline.show(id); }
  };
  addEventListener("hashchange", follow);
  seamline.start = follow;

  byId("clear").addEventListener("click", clear);
  evidence.addEventListener("click", (event) => { event.preventDefault(); seamline.show(target()); });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !bar.hidden) { clear(); }
  });
  const copied = (text) => {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "skip";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  };
  // A button that copies a text and says so for a moment.
  seamline.copies = (button, text) => {
    const before = button.textContent;
    button.addEventListener("click", async () => {
      let done = true;
      try { await navigator.clipboard.writeText(text()); } catch { done = copied(text()); }
      button.textContent = done ? "Copied" : "Not copied";
      setTimeout(() => { button.textContent = before; }, 2000);
    });
  };
  seamline.copies(copy, () => [...seamline.sets().files].map(data.exact).join("\n"));
  // A click on something that stands for a file chooses it; links keep their own way.
  addEventListener("click", (event) => {
    if (event.target.closest("a, button, summary, input")) { return; }
    const one = event.target.closest("[data-file]");
    if (!one || String(getSelection())) { return; }
    const [file, other] = one.dataset.file.split(" ").map(Number);
    seamline.choose(other === undefined ? { file } : { pair: { kind: "file", a: file, b: other } });
  });
})();
