// The edits, one line each: what the dialog asks for, and the edit that comes of it.

const files = (units) => units.length === 1 ? pathAt(units[0]).split("/").at(-1) : counted(units.length, "file");
/** All services but some, the second choice of the files first. */
const others = (but, units = []) => {
  const votes = new Map();
  for (const unit of units) { const second = now.view.second[unit]; if (second >= 0) { votes.set(second, (votes.get(second) ?? 0) + 1); } }
  const best = [...votes].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0];
  const all = now.view.services.map((one, at) => ({ name: one.name, note: at === best ? "second choice" : "" })).filter((one) => !but.includes(one.name));
  return best === undefined ? all : [...all.filter((one) => one.note), ...all.filter((one) => !one.note)];
};
const pick = (name, label, options, more) => ({ kind: "service", name, label, options, ...more });
const type = (name, label, more) => ({ kind: "text", name, label, ...more });
const number = (name, label, least, more) => ({ kind: "number", name, label, least, ...more });
const TREATMENTS = { shared: "a library", replicate: "a copy for each service that needs them", stays: "stays in the monolith", gateway: "becomes the gateway" };

/** `fields` and `make` get what the edit is about; `make` gives null as long as something is missing. */
const FORMS = {
  move: {
    title: (of) => "Move " + files(of.units) + " to …",
    fields: (of) => {
      const from = new Set(of.units.map((unit) => nameOf(home[unit])));
      const options = others(from.size === 1 ? [...from] : [], of.units);
      return [pick("to", "To service", options, { fresh: true, value: of.to ?? options.find((one) => one.note)?.name })];
    },
    make: (of, { to }) => to ? { do: "move", units: of.units, to } : null,
  },
  pin: { title: (of) => "Pin " + files(of.units) + " where " + (of.units.length === 1 ? "it is: " + nameOf(home[of.units[0]]) : "they are"), fields: () => [], make: (of) => ({ do: "pin", units: of.units }) },
  together: { title: (of) => "Keep " + files(of.units) + " together", fields: () => [], make: (of) => ({ do: "together", units: of.units }) },
  apart: { title: (of) => "Keep " + of.groups.map(files).join(" and ") + " apart", fields: () => [], make: (of) => ({ do: "apart", groups: of.groups }) },
  merge: {
    title: (of) => "Merge " + listed(of.services) + (of.services.length < 2 ? " with …" : ""),
    fields: (of) => [of.services.length < 2 && pick("with", "With service", others(of.services), { value: of.with }),
      type("into", "It is called", { value: of.into ?? of.services[0], derive: of.services.length < 2 && !of.into })],
    make: (of, { with: other, into }) => {
      const services = other ? [...of.services, other] : of.services;
      return services.length > 1 && into ? { do: "merge", services, into } : null;
    },
  },
  split: {
    title: (of) => "Split " + of.service, fields: (of) => [number("parts", "Into how many parts", 2, { value: of.parts ?? 2 })],
    make: (of, { parts }) => parts >= 2 ? { do: "split", service: of.service, parts } : null,
  },
  rename: {
    title: (of) => "Rename " + of.service, fields: (of) => [type("to", "It is called", { value: of.to ?? of.service })],
    make: (of, { to }) => to && to !== of.service ? { do: "rename", service: of.service, to } : null,
  },
  treat: {
    title: (of) => "What becomes of " + listed([...of.units.length > 0 ? [files(of.units)] : [], ...of.services]),
    fields: (of) => [{ kind: "choice", name: "treatment", label: "It is", options: TREATMENTS, value: of.treatment ?? "shared" }],
    make: (of, { treatment }) => ({ do: "treat", treatment, units: of.units, services: of.services }),
  },
  team: {
    title: (of) => "Team of " + of.service, fields: (of) => [type("team", "Team", { value: of.team ?? now.view.services[serviceAt(of.service)]?.team ?? "" })],
    make: (of, { team }) => team ? { do: "team", service: of.service, team } : null,
  },
  sizes: {
    title: () => "How large services may be",
    fields: (of) => [number("smallest", "Smallest, in files (smaller ones join a neighbour)", 1, { optional: true, value: of.smallest }),
      number("largest", "Largest, in files (larger ones are divided)", 1, { optional: true, value: of.largest })],
    make: (of, { smallest, largest }) => smallest || largest ? { do: "sizes", ...smallest && { smallest }, ...largest && { largest } } : null,
  },
  recluster: {
    title: (of) => of.on ? "Look for a new cut in which the decisions hold" : "Apply the decisions to the proposal", quiet: true,
    fields: () => [], make: (of) => ({ do: "recluster", on: of.on }),
  },
  remove: { title: (of) => "Take back: " + now.view.entries[of.entry].sentence, quiet: true, fields: () => [], make: (of) => ({ do: "remove", entry: of.entry }) },
  reason: { title: (of) => "Reason for: " + now.view.entries[of.entry].sentence, same: true, fields: () => [], make: (of) => ({ do: "reason", entry: of.entry }) },
};

const fieldOf = (about, heard, done) => {
  const id = "field-" + about.name;
  if (about.kind === "service") { return combo({ id, ...about, heard, done }); }
  const input = about.kind === "choice" ?
    el("select", { id }, Object.entries(about.options).map(([value, text]) => el("option", { value, selected: value === about.value }, value + ": " + text))) :
    el("input", { id, type: about.kind, autocomplete: "off", spellcheck: "false", maxlength: "200", min: about.least, value: about.value });
  input.addEventListener("input", () => { about.derive = false; heard(); });
  return {
    element: el("div.field", el("label", { for: id }, about.label), input),
    focus: () => { input.focus(); input.select?.(); },
    get value() { return about.kind === "number" ? Math.floor(Number(input.value)) || 0 : input.value.trim(); },
    set text(text) { if (about.derive !== false) { input.value = text; } },
  };
};
