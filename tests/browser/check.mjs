// Opens report files in a real browser and fails on anything a reader or a policy would object to:
// a request beyond the file itself, a policy violation, an error on the console, an axe violation in either theme,
// a page that is wider than the window, a first screen that hides coverage or warnings, a script that does nothing.
//
//   node check.mjs REPORT.html... [--shots DIR]
//
// The browser is the system's chromium (or $CHROMIUM). String predicates and `bypassCSP` are avoided on purpose: the
// first need `eval`, which the policy forbids, and the second would hide the violations that are looked for.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const words = process.argv.slice(2);
const at = words.indexOf("--shots");
const shots = at < 0 ? null : words.splice(at, 2)[1];
if (words.length === 0) {
  console.error("usage: node check.mjs REPORT.html... [--shots DIR]");
  process.exit(2);
}

// The first start on a slow machine takes long.
const PATIENCE = 120_000;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  timeout: PATIENCE,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--force-color-profile=srgb"],
});
const problems = [];

async function open(file, options, check) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const say = (what) => problems.push(`${basename(file)} ${options.name}: ${what}`);
  const url = pathToFileURL(resolve(file)).href;
  page.on("request", (request) => { if (request.url() !== url) { say(`request ${request.url()}`); } });
  page.on("pageerror", (error) => say(`page error ${error.message}`));
  page.on("dialog", (dialog) => { say(`dialog ${dialog.message()}`); dialog.dismiss(); });
  page.on("console", (message) => {
    if (message.type() === "error" || /Content Security Policy/i.test(message.text())) { say(`console ${message.text()}`); }
  });
  await page.goto(url);
  await check(page, say);
  if (shots) {
    const height = options.full ? await page.evaluate(() => Math.min(6000, document.documentElement.scrollHeight)) : options.viewport.height;
    await page.setViewportSize({ width: options.viewport.width, height });
    await page.screenshot({ path: `${shots}/${basename(file, ".html")}-${options.name}.png`, timeout: 90_000 });
  }
  await context.close();
}

async function accessible(page, say) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }));
  for (const violation of found.violations) {
    const where = violation.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ");
    say(`axe ${violation.impact} ${violation.id}: ${violation.nodes.length} nodes, ${where}`);
  }
}

async function fits(page, say) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) { say(`${wide} pixels wider than the window`); }
}

async function firstScreen(page, say) {
  for (const part of [".numbers", "#summary h1"]) {
    const box = await page.locator(part).first().boundingBox();
    if (!box || box.y + box.height > 720) { say(`${part} is not on the first screen`); }
  }
}

async function works(page, say) {
  const before = await page.evaluate(() => getComputedStyle(document.body).backgroundColor + getComputedStyle(document.documentElement).backgroundColor);
  await page.locator("#theme").click();
  const after = await page.evaluate(() => getComputedStyle(document.body).backgroundColor + getComputedStyle(document.documentElement).backgroundColor);
  if (before === after) { say("the theme button changes nothing"); }
  if (await page.locator(".node").count() > 1) {
    await page.locator(".node").first().focus();
    if (!await page.evaluate(() => document.getElementById("drawing").classList.contains("lit"))) { say("focus lights nothing on the map"); }
  }
  if (await page.locator("#find").count() > 0) {
    await page.locator("#find").fill("a");
    if (await page.locator("#found li").count() === 0 && await page.locator(".files li").count() > 20) { say("search finds nothing"); }
  }
}

for (const file of words) {
  const wide = { viewport: { width: 1280, height: 720 } };
  const narrow = { viewport: { width: 390, height: 844 } };
  await open(file, { ...wide, colorScheme: "light", name: "light", full: true }, async (page, say) => {
    await firstScreen(page, say);
    await accessible(page, say);
    await fits(page, say);
  });
  await open(file, { ...wide, colorScheme: "dark", name: "dark" }, async (page, say) => {
    await accessible(page, say);
    await works(page, say);
  });
  await open(file, { ...narrow, colorScheme: "light", name: "narrow", full: true }, fits);
  await open(file, { ...wide, javaScriptEnabled: false, name: "no-script" }, async (page, say) => {
    if (!await page.locator("#summary h1").isVisible()) { say("nothing to read without scripts"); }
  });
}
await browser.close();

for (const problem of problems) { console.error(problem); }
console.error(problems.length === 0 ? `fine: ${words.length === 1 ? "one report" : `${words.length} reports`}` : `${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
