// A stand-in for the server of the edit bench, for tests of the page that the real one is too slow or too well behaved for:
// ten thousand files, answers that are late, a server that is gone. Edits do simple, exact things; metrics are made up of
// counts, so that a preview and the view after the edit agree.
//
//   node mock.mjs [FILES] [SERVICES]      prints the address

import { createHash, randomBytes } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

const folder = new URL("../../web-ui/page/", import.meta.url);
const read = (name) => readFileSync(new URL(name, folder), "utf8");

/** The page, put together as the server does. */
export function page() {
  const order = /SCRIPTS: &\[&str\] = &\[([^\]]*)\]/.exec(readFileSync(new URL("../../web-ui/src/page.rs", import.meta.url), "utf8"));
  const names = order ? [...order[1].matchAll(/script\/([a-z]+\.js)/g)].map((one) => one[1]) : readdirSync(new URL("script/", folder));
  const js = names.map((name) => read("script/" + name)).join("");
  const css = read("page.css");
  const hash = (text) => "'sha256-" + createHash("sha256").update(text).digest("base64") + "'";
  return {
    html: read("page.html").replace("{css}", () => css).replace("{js}", () => js),
    policy: `default-src 'none'; script-src ${hash(js)}; style-src ${hash(css)}; img-src data:; connect-src 'self'; frame-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'`,
  };
}

/** Small numbers that look random and are the same every time. */
function dice(seed) {
  let state = seed >>> 0;
  return (n) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return Math.floor(state / 4294967296 * n); };
}

function world(files, services) {
  const roll = dice(7);
  const words = ["order", "billing", "catalogue", "account", "search", "mail", "stock", "review", "payment", "shipping", "report", "ticket"];
  const names = Array.from({ length: services }, (_, at) => words[at % words.length] + (at < words.length ? "s" : "-" + Math.floor(at / words.length)));
  const paths = Array.from({ length: files }, (_, at) => `src/main/java/com/acme/${names[at % services]}/${["api", "model", "service", "web"][roll(4)]}/${words[roll(12)]}${at}Service.java`).sort();
  const home = paths.map((path) => names.indexOf(path.split("/")[5]));
  const edges = { from: [], to: [], weight: [] };
  for (let at = 0; at < files * 3; at++) {
    const a = roll(files);
    let b = roll(files);
    if (roll(10) < 7) { while (home[b] !== home[a]) { b = (b + 1) % files; } }
    if (a !== b) { edges.from.push(a); edges.to.push(b); edges.weight.push(1 + roll(5)); }
  }
  const bands = paths.map(() => "fffffllldc"[roll(10)]).map((band) => band === "d" ? "f" : band);
  const second = home.map((own, at) => bands[at] === "f" ? -1 : (own + 1 + roll(services - 1)) % services);
  return { names, paths, home, edges, bands: bands.join(""), second, lines: paths.map(() => 10 + roll(600)) };
}

const refuse = (status, kind, error) => Object.assign(new Error(error), { status, kind });

export async function mock({ files = 120, services = 6, readOnly = false, port = 0, delay = 0 } = {}) {
  const base = world(files, services);
  const metrics = [
    { id: "references-crossing", summary: "share of the file-to-file references that lead from one service to another", direction: "lower" },
    { id: "modularity", summary: "weight inside services minus what chance would put there", direction: "higher" },
    { id: "ned", summary: "share of files in services of fewer than 5 or more than 20 files", direction: "lower" },
  ];
  const set = { delay };
  let bearer = randomBytes(16).toString("hex");
  let key = randomBytes(16).toString("hex");
  const analyses = [{ id: 1, label: "", state: "done", options: {}, scenarios: new Map() }];
  const scenario = (name, entries) => ({ name, past: [], future: [], entries, revision: 1, saved: true });
  analyses[0].scenarios.set(1, scenario("decisions", []));

  const toml = (entries) => entries.map((one) => `[[${one.kind}]]\n${Object.entries(one).filter(([name]) => name !== "kind").map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`).join("")}`).join("\n");
  const disk = { text: "" };

  function build(entries) {
    const names = [...base.names];
    const roles = names.map(() => "service");
    const teams = names.map(() => null);
    const home = [...base.home];
    const decided = new Set();
    const at = (name, make) => {
      let found = names.indexOf(name);
      if (found < 0 && make) { found = names.push(name) - 1; roles.push("service"); teams.push(null); }
      if (found < 0) { throw refuse(422, "unknown", `no service is called ${name}`); }
      return found;
    };
    const unit = new Map(base.paths.map((path, one) => [path, one]));
    const stale = [];
    for (const entry of entries) {
      const before = home.join() + names.join() + roles.join() + teams.join();
      if (entry.kind === "pin") { for (const path of entry.files) { home[unit.get(path)] = at(entry.service, true); decided.add(unit.get(path)); } }
      if (entry.kind === "together") { for (const path of entry.files) { home[unit.get(path)] = home[unit.get(entry.files[0])]; decided.add(unit.get(path)); } }
      if (entry.kind === "merge") { const into = entry.services.map((name) => at(name)); home.forEach((own, one) => { if (into.includes(own)) { home[one] = into[0]; } }); names[into[0]] = entry.into; }
      if (entry.kind === "split") { const own = at(entry.service); let turn = 0; const parts = Array.from({ length: entry.parts - 1 }, (_, n) => at(`${entry.service}-${n + 2}`, true)); home.forEach((one, index) => { if (one === own) { const part = turn++ % entry.parts; if (part > 0) { home[index] = parts[part - 1]; } } }); }
      if (entry.kind === "rename") { names[at(entry.service)] = entry.to; }
      if (entry.kind === "team") { teams[at(entry.service)] = entry.team; }
      if (["shared", "replicate", "stays", "gateway"].includes(entry.kind)) {
        for (const path of entry.files ?? []) { home[unit.get(path)] = -1; decided.add(unit.get(path)); }
        for (const name of entry.services ?? []) { roles[at(name)] = entry.kind === "gateway" ? "gateway" : "monolith"; }
      }
      stale.push(before === home.join() + names.join() + roles.join() + teams.join() && entry.kind !== "apart");
    }
    const kept = names.map((_, one) => one).filter((one) => home.includes(one));
    const index = new Map(kept.map((one, place) => [one, place]));
    const cells = kept.map((one) => ({ name: names[one], role: roles[one], ...teams[one] && { team: teams[one] }, colour: one % 7, mark: Math.floor(one / 7) % 9, units: [] }));
    home.forEach((own, one) => { if (own >= 0) { cells[index.get(own)].units.push(one); } });
    const own = home.map((one) => one < 0 ? -1 : index.get(one));
    return { cells, own, shared: own.flatMap((one, at) => one < 0 ? [at] : []), bands: [...base.bands].map((band, one) => own[one] < 0 ? "-" : decided.has(one) ? "d" : band).join(""), second: base.second.map((one, at) => index.has(one) && index.get(one) !== own[at] ? index.get(one) : -1), stale, metrics: measure(own, cells) };
  }
  function measure(own, cells) {
    let cross = 0, all = 0;
    const degree = cells.map(() => 0);
    let inside = 0;
    base.edges.from.forEach((a, at) => {
      const [x, y, w] = [own[a], own[base.edges.to[at]], base.edges.weight[at]];
      if (x < 0 || y < 0) { return; }
      all += w;
      degree[x] += w;
      degree[y] += w;
      if (x !== y) { cross += w; } else { inside += w; }
    });
    const odd = cells.filter((one) => one.units.length < 5 || one.units.length > 20).reduce((sum, one) => sum + one.units.length, 0);
    return { "references-crossing": all ? cross / all : null, modularity: all ? inside / all - degree.reduce((sum, one) => sum + (one / (2 * all)) ** 2, 0) : null, ned: odd / base.paths.length };
  }
  const cache = new Map();
  const built = (entries) => {
    const name = JSON.stringify(entries);
    if (!cache.has(name)) { if (cache.size > 200) { cache.clear(); } cache.set(name, build(entries)); }
    return cache.get(name);
  };
  const sentence = (one) => ({ pin: () => `${one.files.length === 1 ? one.files[0] : one.files.length + " files"} in ${one.service}`, rename: () => `${one.service} is called ${one.to}`, merge: () => `${one.services.join(" and ")} are one: ${one.into}`, split: () => `${one.service} in ${one.parts}`, together: () => `${one.files.length} files together`, apart: () => `${one.groups.length} groups apart`, team: () => `${one.service} belongs to ${one.team}` })[one.kind]?.() ?? `${(one.files ?? one.services ?? []).join(", ")}: ${one.kind}`;
  function view(id, one) {
    const now = built(one.entries);
    const proposal = built([]);
    const between = new Map();
    base.edges.from.forEach((a, at) => {
      const [x, y] = [now.own[a], now.own[base.edges.to[at]]];
      if (x >= 0 && y >= 0) { const pair = x * 100000 + y; between.set(pair, (between.get(pair) ?? 0) + base.edges.weight[at]); }
    });
    return { id, name: one.name, revision: one.revision, canUndo: one.past.length > 0, canRedo: one.future.length > 0, saved: toml(one.entries) === disk.text, recluster: Boolean(one.recluster),
      services: now.cells, shared: now.shared, unassigned: [], bands: now.bands, second: now.second,
      between: [...between].sort((a, b) => a[0] - b[0]).map(([pair, references]) => ({ from: Math.floor(pair / 100000), to: pair % 100000, references })),
      metrics: metrics.map(({ id: metric }) => ({ id: metric, proposal: proposal.metrics[metric], now: now.metrics[metric] })),
      entries: one.entries.map((entry, at) => {
        const [before, after] = one.entries.length > 60 ? [now, now] : [built(one.entries.slice(0, at)), built(one.entries.slice(0, at + 1))];
        return { kind: entry.kind, sentence: sentence(entry), reason: entry.reason, moved: before.own.filter((own, unit) => before.cells[own]?.name !== after.cells[after.own[unit]]?.name).length, ...now.stale[at] && { stale: true }, price: metrics.map(({ id: metric }) => ({ metric, before: before.metrics[metric], after: after.metrics[metric] })), entry };
      }) };
  }
  function edited(one, edit, reason) {
    const now = built(one.entries);
    const entries = structuredClone(one.entries);
    const paths = (units) => units.map((unit) => { if (!(base.paths[unit])) { throw refuse(422, "unknown", `no file ${unit}`); } return base.paths[unit]; });
    const take = (files) => { for (const entry of entries) { if (entry.kind === "pin") { entry.files = entry.files.filter((path) => !files.includes(path)); } } };
    const known = (name) => { if (!now.cells.some((cell) => cell.name === name)) { throw refuse(422, "unknown", `no service is called ${name}`); } return name; };
    const where = (unit) => now.cells[now.own[unit]].name;
    if (!["recluster", "remove"].includes(edit.do) && reason !== undefined && !reason) { throw refuse(422, "unknown", "a reason is missing"); }
    if (edit.do === "move") {
      if (edit.units.every((unit) => now.own[unit] >= 0 && where(unit) === edit.to)) { throw refuse(422, "no-effect", `${edit.units.length === 1 ? "it is" : "they are"} in ${edit.to} already`); }
      const files = paths(edit.units);
      const pattern = entries.find((entry) => entry.kind === "together" && entry.files.some((path) => files.includes(path)));
      if (pattern) { throw refuse(422, "conflict", `line 1 (${sentence(pattern)}) and line 2 (${files[0]} in ${edit.to}) cannot both hold: together`); }
      take(files);
      entries.push({ kind: "pin", files, service: edit.to, reason });
    }
    if (edit.do === "pin") { const files = paths(edit.units); take(files); for (const name of new Set(edit.units.map(where))) { entries.push({ kind: "pin", files: files.filter((_, at) => where(edit.units[at]) === name), service: name, reason }); } }
    if (edit.do === "together") { entries.push({ kind: "together", files: paths(edit.units), reason }); }
    if (edit.do === "apart") { entries.push({ kind: "apart", groups: edit.groups.map(paths), reason }); }
    if (edit.do === "merge") { entries.push({ kind: "merge", services: edit.services.map(known), into: edit.into, reason }); }
    if (edit.do === "split") { entries.push({ kind: "split", service: known(edit.service), parts: edit.parts, reason }); }
    if (edit.do === "rename") { entries.push({ kind: "rename", service: known(edit.service), to: edit.to, reason }); }
    if (edit.do === "team") { entries.push({ kind: "team", service: known(edit.service), team: edit.team, reason }); }
    if (edit.do === "treat") { entries.push({ kind: edit.treatment, ...edit.units.length > 0 && { files: paths(edit.units) }, ...edit.services.length > 0 && { services: edit.services.map(known) }, reason }); }
    if (edit.do === "remove") { if (!entries[edit.entry]) { throw refuse(422, "unknown", "no such entry"); } entries.splice(edit.entry, 1); }
    if (edit.do === "reason") { entries[edit.entry].reason = edit.reason; }
    const left = entries.filter((entry) => entry.kind !== "pin" || entry.files.length > 0);
    built(left);
    return left;
  }
  const current = (one, revision) => { if (revision !== one.revision) { throw refuse(409, "stale", `this scenario is at change ${one.revision}`); } };
  const figures = (entries) => {
    const now = built(entries);
    return { services_to_cut: now.cells.length, effort: Math.round(1000 * (now.metrics["references-crossing"] ?? 0)) / 10, calls: 12, events: 4, spanning_transactions: 2, first: now.cells.slice(0, 3).map((cell) => cell.name) };
  };

  function answer(method, path, body) {
    const [, , analysisId, what, scenarioId, verb] = path.split("/").slice(1);
    if (path === "/api/state") { return { repository: "acme", readOnly, version: "0.1.0", analyses: analyses.map((one) => ({ id: one.id, label: one.label, state: one.state, stage: one.stage, options: one.options, scenarios: [...one.scenarios].map(([id, two]) => ({ id, name: two.name, revision: two.revision })) })) }; }
    if (path === "/api/openapi.json") { return { openapi: "3.1.0", paths: "x".repeat(100) }; }
    if (path === "/api/analyses" && method === "POST") {
      const job = { id: analyses.length + 1, label: body.label ?? "", state: "running", stage: "parse", options: body.options, scenarios: new Map([[1, scenario("decisions", [])]]), done: 0 };
      job.timer = setInterval(() => { job.done += 1; if (job.done >= 10) { job.state = "done"; clearInterval(job.timer); } }, 150);
      analyses.push(job);
      return { id: job.id };
    }
    const job = analyses[Number(analysisId) - 1];
    if (!job) { throw refuse(404, undefined, "nothing here"); }
    if (what === "cancel") { clearInterval(job.timer); job.state = "cancelled"; return {}; }
    if (what === "model") { return { units: { paths: base.paths, lines: base.lines }, metrics, edges: base.edges, stores: [{ name: "orders", readers: [0, 1, 2], writers: [1] }], granularity: "file" }; }
    if (what === "decisions") { return disk.text; }
    if (what === "analysis") { return { units: base.paths.map((path) => ({ path })), graph: { a: [0], b: [1], weight: [0.5], layers: [{ id: "structural", weight: [0.4] }, { id: "logical", weight: [0.1] }] }, filler: "x".repeat(200) }; }
    if (what === "scenarios" && !scenarioId) { const id = Math.max(...job.scenarios.keys()) + 1; job.scenarios.set(id, scenario(body.name, body.from ? structuredClone(job.scenarios.get(body.from).entries) : [])); return { id }; }
    const one = job.scenarios.get(Number(scenarioId));
    if (!one) { throw refuse(404, undefined, "nothing here"); }
    if (!verb) { return view(Number(scenarioId), one); }
    if (method === "GET") {
      if (verb === "decisions") { return toml(one.entries); }
      if (verb === "report") { return `<!doctype html><html lang="en"><title>Report</title><h1>Report</h1>${built(one.entries).cells.map((cell) => `<p>${cell.name}</p>`).join("")}<details class="pair"><summary><span>orders – billings</span></summary>x</details>`; }
      return { [verb]: one.entries, filler: "x".repeat(100) };
    }
    if (readOnly && !["preview", "suggest", "plan"].includes(verb)) { throw refuse(403, "read-only", "this server changes nothing"); }
    if (verb === "name") { one.name = body.name; return {}; }
    if (verb === "drop") { job.scenarios.delete(Number(scenarioId)); return {}; }
    current(one, body.revision);
    if (verb === "preview") {
      const [before, after] = [built(one.entries), built(edited(one, body.edit))];
      const name = (state, unit) => state.cells[state.own[unit]]?.name ?? "shared";
      const renamed = body.edit.do === "rename" ? (text) => text === body.edit.service ? body.edit.to : text : (text) => text;
      const moved = base.paths.map((_, unit) => ({ unit, from: name(before, unit), to: name(after, unit) })).filter((move) => renamed(move.from) !== move.to);
      return { moved: moved.slice(0, 200), movedTotal: moved.length, services: after.cells.length, metrics: metrics.map(({ id }) => ({ id, before: before.metrics[id], after: after.metrics[id] })).filter((one) => one.before !== one.after), names: body.edit.do === "rename" ? [{ from: body.edit.service, to: body.edit.to }] : [] };
    }
    if (verb === "edit") {
      const entries = edited(one, body.edit, body.reason);
      one.past.push(one.entries);
      Object.assign(one, { entries, future: [], revision: one.revision + 1 });
      return view(Number(scenarioId), one);
    }
    if (verb === "undo" || verb === "redo") {
      const [from, to] = verb === "undo" ? [one.past, one.future] : [one.future, one.past];
      if (from.length === 0) { throw refuse(422, "no-effect", "there is nothing to " + verb); }
      to.push(one.entries);
      Object.assign(one, { entries: from.pop(), revision: one.revision + 1 });
      return view(Number(scenarioId), one);
    }
    if (verb === "plan") { return { before: figures(body.edit ? one.entries : []), after: figures(body.edit ? edited(one, body.edit) : one.entries) }; }
    if (verb === "suggest") {
      const now = built(one.entries);
      const unit = [...now.bands].findIndex((band, at) => band === "c" && now.second[at] >= 0);
      if (unit < 0) { return { suggestions: [] }; }
      const edit = { do: "move", units: [unit], to: now.cells[now.second[unit]].name };
      const after = built(edited(one, edit));
      return { suggestions: [{ edit, sentence: `${base.paths[unit]} to ${edit.to}`, why: ["7 of its 9 neighbours are there"], metrics: metrics.map(({ id }) => ({ id, before: now.metrics[id], after: after.metrics[id] })) }] };
    }
    if (verb === "save") { disk.text = toml(one.entries); one.revision += 1; return { file: "seamline.decisions.toml", entries: one.entries.length }; }
    throw refuse(404, undefined, "nothing here");
  }

  const log = [];
  const server = createServer(async (request, response) => {
    const shell = page();
    response.setHeader("Content-Security-Policy", shell.policy);
    response.setHeader("Cache-Control", "no-store");
    if (request.url === "/") { response.setHeader("Content-Type", "text/html; charset=utf-8"); response.end(shell.html); return; }
    const chunks = [];
    for await (const chunk of request) { chunks.push(chunk); }
    const send = (status, value) => { response.statusCode = status; response.setHeader("Content-Type", typeof value === "string" ? "text/plain; charset=utf-8" : "application/json"); response.end(typeof value === "string" ? value : JSON.stringify(value)); };
    try {
      if (request.url === "/favicon.ico") { response.statusCode = 204; response.end(); return; }
      const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : null;
      if (request.url === "/api/session") { if (body.key === key) { key = null; send(200, { bearer }); } else { send(401, "this key is wrong, used or too old\n"); } return; }
      if (request.headers.authorization !== "Bearer " + bearer) { send(401, "no bearer\n"); return; }
      if (/\/events$/.test(request.url)) {
        const job = analyses[Number(request.url.split("/")[3]) - 1];
        response.setHeader("Content-Type", "text/event-stream");
        const beat = setInterval(() => {
          response.write(`event: progress\ndata: ${JSON.stringify({ stage: "parse", done: job.done, total: 10 })}\n\n`);
          if (job.state !== "running") { response.end(`event: end\ndata: ${JSON.stringify({ state: job.state })}\n\n`); clearInterval(beat); }
        }, 100);
        return;
      }
      log.push(request.method + " " + request.url);
      if (set.delay > 0) { await new Promise((done) => { setTimeout(done, set.delay); }); }
      send(200, answer(request.method, request.url, body));
    } catch (error) {
      if (error.status) { send(error.status, error.kind ? { error: error.message, kind: error.kind } : error.message); } else { console.error(error); send(500, "broken"); }
    }
  });
  await new Promise((done) => { server.listen(port, "127.0.0.1", done); });
  const at = server.address().port;
  return { address: `http://127.0.0.1:${at}/#k=${key}`, origin: `http://127.0.0.1:${at}`, port: at, set, log, answer, analyses, newKey: () => { key = randomBytes(16).toString("hex"); bearer = randomBytes(16).toString("hex"); return `http://127.0.0.1:${at}/#k=${key}`; },
    stop: () => new Promise((done) => { server.close(done); server.closeAllConnections(); }), start: () => new Promise((done) => { server.listen(at, "127.0.0.1", done); }) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [files, services] = process.argv.slice(2).map(Number);
  console.log((await mock({ files: files || 120, services: services || 6 })).address);
}
