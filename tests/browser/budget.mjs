// Measures a large report in a real browser against its budgets: size, first view, interactive, moving in the matrix, memory.
// A benchmark and no test: it prints, and its figures depend on the machine and on what else that does.
//
//   SEAMLINE_SAMPLES=DIR cargo test -p seamline-reports write_budget -- --ignored
//   node tests/browser/budget.mjs DIR/budget-10000.html [RUNS]
//
// The budgets are those for 10,000 files, 30,000 references and 20,000 commits on two processors without a graphics card.

import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [report, runs = "5"] = process.argv.slice(2);
if (!report) {
  console.error("usage: node budget.mjs REPORT.html [RUNS]");
  process.exit(2);
}
const PATIENCE = 120_000;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  timeout: PATIENCE,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--enable-precise-memory-info"],
});
const middle = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const least = (values) => Math.min(...values);
const p95 = (values) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(values.length * 0.95) - 1)];

const seen = { first: [], ready: [], frames: [], heap: [] };
for (let run = 0; run < Number(runs); run += 1) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  page.setDefaultTimeout(PATIENCE);
  await page.goto(pathToFileURL(resolve(report)).href);
  const times = await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const at = (name) => performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN;
    return { first: at("first-contentful-paint"), ready: at("ready") };
  });
  seen.first.push(times.first);
  seen.ready.push(times.ready);
  // All files, then keys, the wheel and dragging: from the event to the second frame after it.
  const frames = await page.evaluate(async () => {
    const grid = document.querySelector("#dsm [role=grid]");
    if (!grid) { return []; }
    grid.scrollIntoView({ block: "center" });
    grid.focus();
    const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const key = (name) => grid.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
    for (const name of ["+", "-", "+", "+", "-"]) { key(name); await frame(); }
    const box = grid.getBoundingClientRect();
    const at = (part) => ({ clientX: box.left + 280 + part * 300, clientY: box.top + 60 + part * 300, bubbles: true, cancelable: true, button: 0, buttons: 1 });
    const moves = [];
    for (let step = 0; step < 12; step += 1) { moves.push(() => grid.dispatchEvent(new WheelEvent("wheel", { ...at(step / 12), deltaY: step % 3 === 2 ? 90 : -90 }))); }
    moves.push(() => grid.dispatchEvent(new PointerEvent("pointerdown", at(0.5))));
    for (let step = 0; step < 20; step += 1) { moves.push(() => grid.dispatchEvent(new PointerEvent("pointermove", at(0.5 - step / 50)))); }
    moves.push(() => dispatchEvent(new PointerEvent("pointerup")));
    for (let step = 0; step < 20; step += 1) { moves.push(() => key(["ArrowDown", "ArrowRight", "m", "PageDown"][step % 4])); }
    const taken = [];
    for (const move of moves) {
      const from = performance.now();
      move();
      await frame();
      taken.push(performance.now() - from);
    }
    return taken;
  });
  seen.frames.push(...frames);
  seen.heap.push(await page.evaluate(() => performance.memory.usedJSHeapSize));
  await page.close();
}
await browser.close();

const bytes = (await stat(report)).size;
const rows = [
  ["size", bytes / 1e6, 6, "MB"],
  ["first view, middle of runs", middle(seen.first), 300, "ms"],
  ["first view, least", least(seen.first), 300, "ms"],
  ["interactive, middle of runs", middle(seen.ready), 1000, "ms"],
  ["interactive, least", least(seen.ready), 1000, "ms"],
  ["pan and zoom, middle", middle(seen.frames), 150, "ms"],
  ["pan and zoom, p95 of " + seen.frames.length, p95(seen.frames), 150, "ms"],
  ["heap of the script", Math.max(...seen.heap) / 1e6, 250, "MB"],
];
for (const [what, value, budget, unit] of rows) {
  const digits = unit === "MB" ? 2 : 0;
  console.log(`${what.padEnd(32)} ${value.toFixed(digits).padStart(8)} ${unit}   budget ${String(budget).padStart(4)} ${unit}   ${value <= budget ? "within" : "OVER"}`);
}
