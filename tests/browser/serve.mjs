// Opens `seamline serve` in a real browser: the key leaves the address, the report is shown in its frame without a policy
// violation, its links work there, files are saved with the bytes of the server, another tab and another page get nothing.
//
//   node serve.mjs SEAMLINE
//
// SEAMLINE is the program. The browser is the system's chromium (or $CHROMIUM).

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [program] = process.argv.slice(2);
if (!program) {
  console.error("usage: node serve.mjs SEAMLINE");
  process.exit(2);
}

// The first start on a slow machine takes long.
const PATIENCE = 120_000;
const problems = [];
const expect = (holds, what) => { if (!holds) { problems.push(what); } };

const server = spawn(program, ["serve", "--no-cache", "--quiet", "--sample", "shop", "--no-open"], { stdio: ["ignore", "pipe", "inherit"] });
const [address] = await once(createInterface({ input: server.stdout }), "line");
const origin = new URL(address).origin;
const port = new URL(address).port;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  timeout: PATIENCE,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", `--host-resolver-rules=MAP evil.test 127.0.0.1`],
});

async function context(options) {
  const made = await browser.newContext({ viewport: { width: 1280, height: 720 }, acceptDownloads: true, ...options });
  made.setDefaultTimeout(PATIENCE);
  return made;
}

async function accessible(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], iframes: false,
  }));
  for (const violation of found.violations) { problems.push(`${name}: axe ${violation.id}, ${violation.nodes[0].target.join(" ")}`); }
}

// The tab that has the key.
const tabs = await context({ colorScheme: "light" });
const page = await tabs.newPage();
page.on("request", (request) => {
  const url = request.url();
  expect(url.startsWith(origin + "/") || url.startsWith("blob:" + origin + "/"), `request ${url}`);
  expect(!new URL(url).search, `a query in ${url}`);
});
page.on("pageerror", (error) => problems.push(`page error ${error.message}`));
// The browser tells that the report's script does not run in its frame, as it should.
const still = /^Blocked script execution in 'blob:/;
page.on("console", (message) => { if (message.type() === "error" && !still.test(message.text())) { problems.push(`console ${message.text()}`); } });
await page.goto(address);
await page.locator("#files").waitFor();
expect(page.url() === origin + "/", `the address is ${page.url()}`);
expect(/candidate services/.test(await page.locator("#status").textContent()), await page.locator("#status").textContent());
const report = page.frameLocator("iframe");
await report.locator("#summary h1").waitFor();
await report.locator("nav a[href='#method']").click();
await report.locator("#method").waitFor();
expect(await report.locator("#method").evaluate((part) => part.getBoundingClientRect().top < innerHeight), "a link of the report leads nowhere");
expect(await report.locator("#theme").isHidden(), "a script runs in the frame");
for (const button of await page.locator("button[data-path]").all()) {
  const [download] = await Promise.all([page.waitForEvent("download"), button.press("Enter")]);
  const saved = await readFile(await download.path());
  const sent = await page.evaluate(async (path) => {
    const headers = { Authorization: "Bearer " + sessionStorage.getItem("seamline-bearer") };
    return (await fetch(path, { headers })).text();
  }, await button.getAttribute("data-path"));
  expect(download.suggestedFilename() === await button.getAttribute("data-file"), "a file has another name");
  expect(saved.length > 100 && saved.toString() === sent, `${download.suggestedFilename()} has other bytes`);
}
await accessible(page, "light");
await page.reload();
await page.locator("#files").waitFor();
await page.emulateMedia({ colorScheme: "dark" });
await accessible(page, "dark");
await page.setViewportSize({ width: 390, height: 844 });
expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "wider than a narrow window");

// Another tab with the used key, another name for this machine, and a page of another port.
const second = await (await context({})).newPage();
await second.goto(address);
await second.locator("#status.trouble").waitFor();
const rebound = await second.goto(`http://evil.test:${port}/`);
expect(rebound.status() === 403, `another name is answered with ${rebound.status()}`);
const elsewhere = createServer((_, response) => response.setHeader("Content-Type", "text/html").end("<!doctype html><title>x</title>"));
elsewhere.listen(0, "127.0.0.1");
await once(elsewhere, "listening");
await second.goto(`http://127.0.0.1:${elsewhere.address().port}/`);
const told = await second.evaluate(async (target) => {
  const read = await fetch(target + "/api/analysis", { headers: { Authorization: "Bearer x" } }).then(() => "read", () => "refused");
  const sent = await fetch(target + "/api/session", { method: "POST", mode: "no-cors", body: "{}" }).then((answer) => answer.type, () => "refused");
  const frame = document.createElement("iframe");
  frame.src = target + "/";
  document.body.append(frame);
  await new Promise((done) => { frame.onload = done; });
  let framed;
  try { framed = frame.contentDocument === null ? "closed" : "open"; } catch { framed = "closed"; }
  return { read, sent, framed };
}, origin);
expect(told.read === "refused" && told.sent !== "basic" && told.framed === "closed", JSON.stringify(told));
elsewhere.close();

// Ctrl-C.
server.kill("SIGINT");
const [code] = await once(server, "exit");
expect(code === 130, `it ended with ${code}`);
await browser.close();

for (const problem of problems) { console.error(problem); }
console.error(problems.length === 0 ? "fine: the server in a browser" : `${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
