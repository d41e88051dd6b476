// The edits: what the dialog is called, what it asks for, and the edit that comes of it.

const files = (units) => units.length === 1 ? pathAt(units[0]).split("/").at(-1) : counted(units.length, "file");
/** All services but some, the one that most of the files have as their second choice first. */
const others = (but, units = []) => {
  const votes = now.view.services.map(() => 0);
  for (const unit of units) { if (now.view.second[unit] >= 0) { votes[now.view.second[unit]]++; } }
  const best = Math.max(1, ...votes);
  const names = now.view.services.map((one, at) => ({ name: one.name, note: votes[at] === best ? "second choice" : "" }));
  return names.filter((one) => !but.includes(one.name)).sort((a, b) => b.note.length - a.note.length);
};
const pick = (name, label, options, more) => ({ kind: "service", name, label, options, ...more });
const type = (name, label, value, more) => ({ kind: "text", name, label, value, ...more });
const MOST_FILES = 1_000_000;
const number = (name, label, least, value) => ({ kind: "number", name, label, least, value });
const TREATMENTS = {
  shared: "a library", replicate: "a copy for each service that needs them", stays: "stays in the monolith", gateway: "becomes the gateway",
};

const teamOf = (name) => now.view.services[serviceAt(name)]?.team;

const sizesNow = () => now.view.entries.find((one) => one.kind === "sizes")?.entry ?? {};

/** All get what the edit is about. `make` gives nothing as long as something is missing; a `quiet` one has no reason, and
 *  for the `same` one nothing else changes. */
const FORMS = {
  move: {
    title: ({ units }) => "Move " + files(units) + " to …",
    fields: ({ units, to }) => {
      const from = [...new Set(units.map((unit) => nameOf(home[unit])))];
      const options = others(from.length === 1 ? from : [], units);
      return [pick("to", "To service", options, { fresh: true, value: to ?? options.find((one) => one.note)?.name })];
    },
    make: ({ units }, { to }) => to && { do: "move", units, to },
  },
  pin: {
    title: ({ units }) => "Pin " + files(units) + " where " + (units.length === 1 ? "it is: " + nameOf(home[units[0]]) : "they are"),
    make: ({ units }) => ({ do: "pin", units }),
  },
  together: { title: ({ units }) => "Keep " + files(units) + " together", make: ({ units }) => ({ do: "together", units }) },
  apart: { title: ({ groups }) => "Keep " + listed(groups.map(files)) + " apart", make: ({ groups }) => ({ do: "apart", groups }) },
  merge: {
    title: ({ services }) => "Merge " + listed(services) + (services.length < 2 ? " with …" : ""),
    fields: ({ services, into }) => [services.length < 2 && pick("with", "With service", others(services)),
      type("into", "It is called", into ?? services[0], { derive: services.length < 2 })],
    make: ({ services }, { with: other, into }) => {
      const some = other ? [...services, other] : services;
      return some.length > 1 && into && { do: "merge", services: some, into };
    },
  },
  split: {
    title: ({ service }) => "Split " + service, fields: ({ parts }) => [number("parts", "Into how many parts", 2, parts ?? 2)],
    make: ({ service }, { parts }) => parts >= 2 && { do: "split", service, parts },
  },
  rename: {
    title: ({ service }) => "Rename " + service, fields: ({ service, to }) => [type("to", "It is called", to ?? service)],
    make: ({ service }, { to }) => to && to !== service && { do: "rename", service, to },
  },
  treat: {
    title: ({ units, services }) => "What becomes of " + listed([...units.length > 0 ? [files(units)] : [], ...services]),
    fields: ({ treatment }) => [{ kind: "choice", name: "treatment", label: "It is", options: TREATMENTS, value: treatment }],
    make: ({ units, services }, { treatment }) => ({ do: "treat", treatment, units, services }),
  },
  team: {
    title: ({ service }) => "Team of " + service,
    fields: ({ service, team }) => [type("team", "Team (empty: nobody decided)", team ?? teamOf(service))],
    make: ({ service }, { team }) => team !== (teamOf(service) ?? "") && { do: "team", service, team },
  },
  sizes: {
    title: () => "How large services may be",
    fields: () => [number("smallest", "Smallest, in files (smaller ones join a neighbour; empty: any)", 0, sizesNow().smallest),
      number("largest", "Largest, in files (larger ones are divided; empty: any)", 0, sizesNow().largest)],
    make: (_, { smallest, largest }) => (smallest !== (sizesNow().smallest ?? 0) || largest !== (sizesNow().largest ?? 0)) &&
      { do: "sizes", ...smallest && { smallest }, ...largest && { largest } },
  },
  recluster: {
    title: ({ on }) => on ? "Look for a new cut in which the decisions hold" : "Apply the decisions to the proposal",
    quiet: true, make: ({ on }) => ({ do: "recluster", on }),
  },
  remove: { title: ({ entry }) => "Take back: " + now.view.entries[entry].sentence, quiet: true, make: ({ entry }) => ({ do: "remove", entry }) },
  reason: { title: ({ entry }) => "Reason for: " + now.view.entries[entry].sentence, same: true, make: ({ entry }) => ({ do: "reason", entry }) },
};

/** A field of a dialog; `heard` is called when it changes, `done` when it is ready. */
const fieldOf = (about, heard, done) => {
  const id = "field-" + about.name;
  if (about.kind === "service") { return combo({ id, ...about, heard, done }); }
  const input = about.kind === "choice" ?
    el("select", { id }, Object.entries(about.options).map(([value, text]) => option(value, value + ": " + text, value === about.value))) :
    el("input", { id, type: about.kind, autocomplete: "off", spellcheck: "false", maxlength: 200, min: about.least, max: about.kind === "number" && MOST_FILES, value: about.value });
  input.addEventListener("input", () => { about.derive = false; heard(); });
  return {
    element: el("div.field", el("label", { for: id }, about.label), input),
    focus: () => { input.focus(); input.select?.(); },
    get valid() { return input.validity.valid; },
    get value() { return about.kind === "number" ? Math.floor(Number(input.value)) || 0 : input.value.trim(); },
    set text(text) { input.value = text; },
  };
};
