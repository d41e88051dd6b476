// What leaves the page: the report in a frame, files to save, and the decisions file.

const out = { report: null, url: null, base: null };

/** A report without its scripts, which would not run in the frame, and of which the browser would complain. */
const bare = (html) => html.replace(/<script\b[^>]*>[^]*?<\/script>/g, "");

/** The report of the scenario as it is now, in a frame where no script runs. */
const showReport = async (again) => {
  const key = scenarioPath() + "@" + now.view.revision;
  if (out.report === key && !again) { return; }
  fill($("report-note"), "The report of " + scenarioNow().name + " is being made.");
  const url = URL.createObjectURL(new Blob([bare(await getText(scenarioPath("/report")))], { type: "text/html;charset=utf-8" }));
  const frame = document.createElement("iframe");
  frame.title = "Report";
  // No script runs in it, so that the origin, which its own links need, opens nothing.
  frame.setAttribute("sandbox", "allow-same-origin");
  frame.src = url;
  const loaded = new Promise((done) => { frame.addEventListener("load", done, { once: true }); });
  fill($("frame"), frame);
  await loaded;
  if (out.url) { URL.revokeObjectURL(out.url); }
  Object.assign(out, { report: key, url });
  fill($("report-note"), "The report of " + scenarioNow().name + ", as it is now");
};

/** Opens the evidence of two services in the report. */
const evidence = async (a, b) => {
  try {
    await openTab("report");
    const pairs = all("details.pair", $("frame").querySelector("iframe").contentDocument);
    const found = pairs.find((one) => [a + " – " + b, b + " – " + a].includes(one.querySelector("summary span")?.textContent));
    if (!found) { say("The report tells nothing of these two."); return; }
    found.open = true;
    found.scrollIntoView();
  } catch (error) { tell(error); }
};

const saveAs = async (path, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([await getBlob(path)], { type: "application/octet-stream" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

const OUTPUTS = [
  ["report", "report.html", "the report"], ["analysis", "analysis.json", "everything that was found, for programs"],
  ["plan", "plan.json", "the migration plan"], ["decisions", "seamline.decisions.toml", "the decisions alone"],
];
const showFiles = () => {
  const paths = OUTPUTS.map(([what, ...rest]) => [scenarioPath("/" + what), ...rest]);
  fill($("outputs"), [...paths, ["/api/openapi.json", "openapi.json", "what this server takes and gives"]].map(([path, name, text]) =>
    el("li", button("Download " + name, () => saveAs(path, name).catch(tell), { "data-path": path, "data-file": name }), soft(" " + text))));
};

/** Lines that are added and taken away: the longest common subsequence, for texts of a few thousand lines. */
const diff = (before, after) => {
  const [a, b] = [before, after].map((text) => text.split("\n"));
  let start = 0, end = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) { start++; }
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) { end++; }
  const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const width = y.length + 1;
  const common = new Uint16Array((x.length + 1) * width);
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = y.length - 1; j >= 0; j--) {
      const at = i * width + j;
      common[at] = x[i] === y[j] ? common[at + width + 1] + 1 : Math.max(common[at + width], common[at + 1]);
    }
  }
  const told = a.slice(Math.max(0, start - 3), start).map((text) => ["  ", text]);
  let i = 0, j = 0;
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) { told.push(["  ", x[i]]); i++; j++; }
    else if (j >= y.length || i < x.length && common[(i + 1) * width + j] >= common[i * width + j + 1]) { told.push(["- ", x[i++]]); }
    else { told.push(["+ ", y[j++]]); }
  }
  return [...told, ...a.slice(a.length - end, a.length - end + 3).map((text) => ["  ", text])];
};

const showSave = async () => {
  const text = await getText(scenarioPath("/decisions"));
  const base = await fileNow();
  const told = text === base ? [] : diff(base, text);
  $("save-note").textContent = told.length === 0 ? "The file already says what this scenario says." :
    "What would be written, beside the file as it was read:";
  const signs = { "+ ": "added", "- ": "gone", "  ": "same" };
  fill($("diff"), told.map(([sign, one]) => [el("span", { class: signs[sign] }, sign + one), document.createTextNode("\n")]));
  $("diff").hidden = told.length === 0;
};

const save = async (over) => {
  $("save").disabled = true;
  try {
    const { file, entries } = await post(scenarioPath("/save"), { revision: now.view.revision, ...over && { over: true } });
    await loadView();
    await loadState();
    out.base = null;
    await showSave();
    fill($("save-note"), "Saved " + counted(entries, "decision") + " in " + file + "; the command line gives the same.");
    say("Saved.");
  } catch (error) {
    if (error.kind === "stale") {
      await loadView().catch(tell);
      fill($("save-note"), error.message + " ", button("Write over it", () => save(true)));
    } else { tell(error); }
  }
  $("save").disabled = false;
};

/** The decisions file as the server last read it; empty where there is none. */
const fileNow = async () => {
  out.base ??= await getText("/api/analyses/" + now.analysis + "/decisions").catch((error) => {
    if (away(error)) { throw error; }
    return "";
  });
  return out.base;
};
