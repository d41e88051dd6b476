// Opens report files in a real browser and fails on anything a reader or a policy would object to:
// a request beyond the file itself, a policy violation, an error on the console, an axe violation in either theme,
// a page that is wider than the window, a first screen that hides coverage or warnings, a script that does nothing, a find box
// that does not say why, a menu that does not stay, a matrix that the keyboard does not move, an address that is not understood or breaks the page.
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
  // What is far below is laid out when it comes near; to be measured it has to be laid out.
  await page.evaluate(() => { for (const section of document.querySelectorAll("section")) { section.style.contentVisibility = "visible"; } });
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
    await page.locator("#find").fill("");
  }
}

// The find box answers why a file is where it is, by keyboard alone.
async function answers(page, say) {
  if (await page.locator("#find").count() === 0) { return; }
  const label = await page.evaluate(() => JSON.parse(document.getElementById("island").textContent).units.rest[0]);
  if (label === undefined) { return; }
  await page.locator("#find").fill(label);
  const fold = page.locator("#found > li").first().locator("details");
  if (await fold.count() === 0) { say(`nothing says why ${label} is where it is`); return; }
  if (!await fold.evaluate((one) => one.open)) {
    await fold.locator("summary").focus();
    await page.keyboard.press("Enter");
    await fold.locator("code").waitFor();
  }
  const said = await fold.textContent();
  if (!said.includes("seamline explain ") || !/% .*\(.*\): |Nothing ties it/.test(said)) { say(`the find box does not say why: ${said}`); }
  await page.locator("#find").fill("");
}

// The menu stays in reach.
async function sticks(page, say) {
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  const box = await page.locator("nav").first().boundingBox();
  if (!box || Math.abs(box.y) > 1) { say(`at the end of the page the menu is at ${box?.y}`); }
  await page.evaluate(() => scrollTo(0, 0));
}

// The matrix by keyboard alone: every key does something, what it says is the cell's text too, Enter selects, Escape clears.
async function matrix(page, say) {
  const grid = page.locator("#dsm [role=grid]");
  if (await grid.count() === 0) { return; }
  await grid.focus();
  // Few services begin with their packages.
  if (await page.locator("#higher").isEnabled()) { await page.keyboard.press("-"); }
  const text = (id) => page.locator(id).textContent();
  const changes = async (keys, id, what) => {
    const before = await text(id);
    for (const key of keys) { await page.keyboard.press(key); }
    if (await text(id) === before) { say(`${what}: ${keys.join(" ")} changes nothing`); }
  };
  const services = await page.locator(".matrix:not(.heat) tbody tr").count();
  if (services > 1) { await changes(["ArrowRight", "ArrowDown"], "#cross", "matrix"); }
  // Each square says what the cell of the table says.
  const cells = await page.locator(".matrix:not(.heat) tbody").first().evaluate((body) =>
    [...body.rows].slice(0, 4).map((row) => [...row.cells].slice(1, 7).map((cell) => cell.textContent)));
  await page.keyboard.press("ArrowUp");
  for (const [at, row] of cells.entries()) {
    await page.keyboard.press("Home");
    for (const [to, expected] of row.entries()) {
      const places = /in ([\d,]+) place/.exec(await text("#cross"))?.[1].replace(",", "") ?? "";
      if (at !== to && /^\d*$/.test(expected) && places !== expected) { say(`square ${at + 1}, ${to + 1} says ${places}, the table ${expected}`); }
      await page.keyboard.press("ArrowRight");
    }
    await page.keyboard.press("ArrowDown");
  }
  await changes(["s"], "#level", "sorting");
  await page.keyboard.press("s");
  await page.keyboard.press("s");
  await changes(["m"], "#level", "what is shown");
  await page.keyboard.press("m");
  await page.keyboard.press("m");
  await changes(["+"], "#level", "down to packages");
  await changes(["+"], "#level", "down to files");
  if (await text("#cross") !== await text("#cell")) { say("the cell and the sentence differ"); }
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  const hash = await page.evaluate(() => location.hash);
  if (!/^#(file|pair)=/.test(hash)) { say(`Enter leads to ${hash}`); }
  if (await page.locator("#selected").isHidden() || await page.locator("#copy").isHidden()) { say("a selected file shows no bar or no button to copy"); }
  await page.keyboard.press("Escape");
  if (await page.locator(".sel").count() > 0 || await page.locator("#selected").isVisible()) { say("Escape clears nothing"); }
  await grid.focus();
  await changes(["-"], "#level", "up");
}

// Addresses: known ones select, unknown ones are ignored with a notice, whatever they are made of.
async function addresses(page, say) {
  if (await page.locator("#island").count() === 0) { return; }
  const go = (hash) => page.evaluate(async (hash) => {
    location.hash = hash;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const text = document.getElementById("chosen").textContent;
    return { marked: document.querySelectorAll(".sel").length, text, hidden: document.getElementById("selected").hidden };
  }, hash);
  const known = await page.evaluate(() => {
    const data = JSON.parse(document.getElementById("island").textContent);
    const names = data.services.map((service) => service.name);
    return { names, anchors: data.services.map((service) => service.anchor), file: data.units.rest[0], store: data.stores[0]?.[0] };
  });
  const code = (text) => encodeURIComponent(text).replace(/~/g, "%7E");
  const good = [["file=" + code(known.file ?? "")]];
  if (known.names.length > 0) { good.push(["service=" + code(known.names[0])], [known.anchors[0]]); }
  if (known.names.length > 1) { good.push(["pair=" + code(known.names[0]) + "~" + code(known.names[1])]); }
  if (known.store !== undefined) { good.push(["table=" + code(known.store)]); }
  for (const [hash] of known.file === undefined ? [] : good) {
    const seen = await go(hash);
    if (seen.hidden || !seen.text.startsWith("Selected: ")) { say(`${hash} selects nothing: ${seen.text}`); }
    if (seen.marked === 0 && !hash.startsWith("file=")) { say(`${hash} marks nothing`); }
  }
  const bad = ["service=", "service=nobody", "file=%E0%A4%A", "pair=a", "pair=a~b~c", "table=<img src=x onerror=alert(1)>", "commit=1", "service=__proto__",
    "file=constructor", "=", "a=b=c&&&", "service=x&service=y", "x".repeat(9000) + "=1", "pair=~", "service=%00", "file=../../etc/passwd"];
  let draw = 7;
  const next = (most) => { draw = (draw * 1103515245 + 12345) % 2147483648; return draw % most; };
  const pieces = ["service=", "file=", "pair=", "table=", "~", "&", "=", "%", "%7E", "%2", "\u202e", "<b>", "'", "\"", "0", "-1", "#", " ", "__proto__", "é"];
  while (bad.length < 60) { bad.push("pair=" + Array.from({ length: 1 + next(8) }, () => pieces[next(pieces.length)]).join("")); }
  for (const hash of bad) {
    const seen = await go(hash);
    if (seen.hidden || !/was ignored\.$/.test(seen.text)) { say(`${hash.slice(0, 60)} is taken without a notice: ${seen.text}`); }
  }
  const plain = await go("method");
  if (!plain.hidden) { say("a plain address keeps the notice of another"); }
}

// How many common commits there have to be.
async function support(page, say) {
  const least = page.locator("#least");
  if (await least.count() === 0) { return; }
  const hidden = () => page.locator(".heat td.under").count();
  await least.evaluate((range) => { range.value = range.max; range.dispatchEvent(new Event("input")); });
  const most = await hidden();
  await least.evaluate((range) => { range.value = range.min; range.dispatchEvent(new Event("input")); });
  if (await hidden() > 0) { say("with one common commit a cell is hidden"); }
  if (most === 0 && await least.getAttribute("max") !== "3" && await page.locator(".heat td[data-n]").count() > 1) { say("more common commits hide nothing"); }
}

async function printed(page, say) {
  await page.emulateMedia({ media: "print" });
  for (const part of ["#explore", "#selected", "#tiles", "nav"]) {
    if (await page.locator(part).count() > 0 && await page.locator(part).isVisible()) { say(`${part} is printed`); }
  }
  await page.emulateMedia({ media: "screen" });
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
    await answers(page, say);
    await sticks(page, say);
    await matrix(page, say);
    await addresses(page, say);
    await support(page, say);
    await printed(page, say);
  });
  await open(file, { ...narrow, colorScheme: "light", name: "narrow", full: true }, fits);
  await open(file, { ...wide, javaScriptEnabled: false, name: "no-script" }, async (page, say) => {
    if (!await page.locator("#summary h1").isVisible()) { say("nothing to read without scripts"); }
    for (const part of ["#explore", "#support", "#selected"]) {
      if (await page.locator(part).count() > 0 && await page.locator(part).isVisible()) { say(`${part} is there without scripts`); }
    }
  });
}
await browser.close();

for (const problem of problems) { console.error(problem); }
console.error(problems.length === 0 ? `fine: ${words.length === 1 ? "one report" : `${words.length} reports`}` : `${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
