// What the tests of the server's page have in common: the browser, a tab that is watched, axe, and questions to the server.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// The first start on a slow machine takes long.
export const PATIENCE = 120_000;
export const problems = [];
let running = "";
export const expect = (holds, what) => { if (!holds) { problems.push(`${running}: ${what}`); } };

/** Runs a case; what it throws is a problem as well. */
export async function test(name, run) {
  running = name;
  const since = Date.now();
  const before = problems.length;
  try { await run(); } catch (error) { problems.push(`${name}: ${error.stack}`); }
  console.error(`${problems.length === before ? "ok" : "NOT OK"} ${name} (${((Date.now() - since) / 1000).toFixed(1)} s)`);
  for (const problem of problems.slice(before)) { console.error("  " + problem); }
}

export const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  timeout: PATIENCE,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-color-profile=srgb", "--host-resolver-rules=MAP evil.test 127.0.0.1"],
});

/** A window of the browser; its tabs are watched for foreign requests, errors, and what the policy forbids. */
export async function context(origin, options = {}) {
  const made = await browser.newContext({ viewport: { width: 1280, height: 720 }, acceptDownloads: true, colorScheme: "light", ...options });
  made.setDefaultTimeout(30_000);
  made.allowed = [];
  made.on("page", (page) => {
    page.on("request", (request) => {
      const url = request.url();
      expect(url === "about:blank" || url.startsWith(origin + "/") || url.startsWith("blob:" + origin + "/"), `request ${url}`);
      expect(url.startsWith("about:") || !new URL(url).search, `a query in ${url}`);
    });
    page.on("pageerror", (error) => expect(false, `page error ${error.stack}`));
    page.on("console", (message) => {
      const text = message.text();
      const fine = made.allowed.some((one) => one.test(text));
      expect(fine || message.type() !== "error" && !/Content Security Policy/i.test(text), `console ${text}`);
    });
  });
  return made;
}

/** Opens an address in a tab, and waits until the bench is there. */
export async function bench(where, address) {
  const page = await where.newPage();
  await page.goto(address);
  await page.locator("#bench-body, #progress").filter({ visible: true }).first().waitFor();
  return page;
}

export async function accessible(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], iframes: false }));
  for (const violation of found.violations) {
    expect(false, `${name}: axe ${violation.impact} ${violation.id}, ${violation.nodes.slice(0, 3).map((node) => `${node.target.join(" ")} ${node.failureSummary?.split("\n")[1] ?? ""}`).join(" | ")}`);
  }
}

/** What the server answers to this tab. */
export const ask = (page, path, body) => page.evaluate(async ([where, sent]) => {
  const headers = { Authorization: "Bearer " + sessionStorage.getItem("seamline-bearer") };
  if (sent) { headers["Content-Type"] = "application/json"; }
  const answer = await fetch(where, { method: sent ? "POST" : "GET", headers, body: sent && JSON.stringify(sent) });
  const text = await answer.text();
  try { return JSON.parse(text); } catch { return text; }
}, [path, body]);

/** Waits until something holds. String predicates would need `eval`, which the policy forbids. */
export async function until(page, holds, what, patience = 20_000) {
  for (const end = Date.now() + patience; Date.now() < end;) {
    if (await holds()) { return; }
    await page.waitForTimeout(50);
  }
  throw new Error(`it never was so: ${what}`);
}

export const fits = async (page, name) => {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide <= 0, `${name}: ${wide} pixels wider than the window`);
};

export async function done(what) {
  await browser.close();
  console.error(problems.length === 0 ? `fine: ${what}` : `${problems.length} problems`);
  process.exit(problems.length === 0 ? 0 : 1);
}
