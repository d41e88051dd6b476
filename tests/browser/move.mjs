// Measures how long a move of one file takes on the real server: from the key to the preview, and from Enter until the
// new figures are painted. A benchmark and no test: it prints, and its figures depend on the machine.
//
//   node tests/browser/move.mjs target/release/seamline REPOSITORY [MOVES]
//
// The budget is that for 10,000 files on two processors without a graphics card.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bench, browser, context, until } from "./lib.mjs";
import { start } from "./real.mjs";

const [program, repository, moves = "30"] = process.argv.slice(2);
if (!repository) {
  console.error("usage: node move.mjs SEAMLINE REPOSITORY [MOVES]");
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), "seamline-move-"));
const server = await start(program, ["--state", folder, repository]);
const where = await context(server.origin);
const page = await bench(where, server.address);
await until(page, () => page.evaluate(() => Boolean(now.view)), "the analysis is there", 600_000);

// In the page, so that no way to the browser is in the figures: [preview, paint] in milliseconds, or nothing where it is refused.
await page.evaluate(() => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  globalThis.moveOne = async (nth, of) => {
    const { services, revision } = now.view;
    const unit = Math.floor(now.model.units.paths.length * (nth + 0.5) / of);
    const to = services.find((one, at) => at >= nth % services.length && one.units.length > 1 && !one.units.includes(unit));
    if (!to) { return null; }
    goTo(unit);
    const asked = performance.now();
    openEdit("move", { units: [unit], to: to.name });
    document.getElementById("reason").value = `measured ${nth}`;
    document.getElementById("reason").dispatchEvent(new Event("input", { bubbles: true }));
    while (document.getElementById("apply").disabled) {
      if (document.querySelector("#hint.trouble")) { closeEdit(); return null; }
      await frame();
    }
    const shown = performance.now();
    // Who reads the preview needs a moment, in which the plan of the edit is begun.
    await later(400);
    const entered = performance.now();
    document.getElementById("reason").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
    // The frame in which the figures are seen first is painted when the next one begins.
    while (now.view.revision === revision) { await frame(); }
    await frame();
    return [shown - asked, performance.now() - entered];
  };
});
const taken = [];
for (let nth = 0; nth < Number(moves); nth += 1) {
  const one = await page.evaluate(([nth, of]) => moveOne(nth, of), [nth, Number(moves)]);
  if (one) { taken.push(one); }
}
const files = await page.evaluate(() => now.model.units.paths.length);
const at = (values, share) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(values.length * share) - 1)];
console.log(`${files} files, ${taken.length} of ${moves} moves made (the others are refused)`);
for (const [what, values, budget] of [["key to preview", taken.map(([preview]) => preview), null], ["Enter to paint", taken.map(([, paint]) => paint), 100]]) {
  const [middle, p95] = [at(values, 0.5), at(values, 0.95)];
  const verdict = budget === null ? "" : `   budget ${budget} ms   ${p95 <= budget ? "within" : "OVER"}`;
  console.log(`${what.padEnd(16)} middle ${middle.toFixed(0).padStart(4)} ms   p95 ${p95.toFixed(0).padStart(4)} ms${verdict}`);
}
await where.close();
await server.stop();
rmSync(folder, { recursive: true, force: true });
await browser.close();
