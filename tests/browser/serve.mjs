// Opens `seamline serve` in a real browser: the key leaves the address, the report is shown in its frame without a policy
// violation, its links work there and no script runs in it, another tab and another page get nothing. What is done on the
// page is in bench.mjs.
//
//   node serve.mjs SEAMLINE
//
// SEAMLINE is the program. The browser is the system's chromium (or $CHROMIUM).

import { once } from "node:events";
import { createServer } from "node:http";
import { accessible, bench, browser, context, done, expect, test, until } from "./lib.mjs";
import { sample } from "./real.mjs";

const [program] = process.argv.slice(2);
if (!program) {
  console.error("usage: node serve.mjs SEAMLINE");
  process.exit(2);
}
const server = await sample(program, "shop");
const { address, origin, port } = server;

await test("the tab that has the key", async () => {
  const where = await context(origin);
  const page = await bench(where, address);
  await until(page, () => page.locator("#bench-body").isVisible(), "the analysis is there", 300_000);
  expect(/^#analysis=1&scenario=1/.test(new URL(page.url()).hash), `the address is ${page.url()}`);
  await page.locator("#tab-report").click();
  const report = page.frameLocator("iframe");
  await report.locator("#summary h1").waitFor();
  await report.locator("nav a[href='#method']").click();
  await report.locator("#method").waitFor();
  expect(await report.locator("#method").evaluate((part) => part.getBoundingClientRect().top < innerHeight), "a link of the report leads nowhere");
  expect(await report.locator("#theme").isHidden(), "a script runs in the frame");
  await page.locator("#tab-bench").click();
  await page.locator("#matrix [data-row='0'][data-column='1']").click();
  await page.locator("#detail button", { hasText: "Evidence in the report" }).click();
  await until(page, async () => await report.locator("details.pair[open]").count() === 1, "the evidence is open");
  await page.reload();
  await page.locator("#report").waitFor();
  await report.locator("#summary h1").waitFor();
  await accessible(page, "light");
  await page.emulateMedia({ colorScheme: "dark" });
  await accessible(page, "dark");
  await where.close();
});

await test("another tab with the used key, another name, a page of another port", async () => {
  const where = await context(origin);
  where.allowed.push(/40[13]|Failed to load resource|CORS|ERR_|frame/i);
  const second = await where.newPage();
  await second.goto(address);
  await until(second, async () => /may not read/.test(await second.locator("#notice").textContent()), "a used key is told");
  await where.close();
  const foreign = await browser.newPage();
  const rebound = await foreign.goto(`http://evil.test:${port}/`);
  expect(rebound.status() === 403, `another name is answered with ${rebound.status()}`);
  const elsewhere = createServer((_, response) => response.setHeader("Content-Type", "text/html").end("<!doctype html><title>x</title>"));
  elsewhere.listen(0, "127.0.0.1");
  await once(elsewhere, "listening");
  await foreign.goto(`http://127.0.0.1:${elsewhere.address().port}/`);
  const told = await foreign.evaluate(async (target) => {
    const read = await fetch(target + "/api/state", { headers: { Authorization: "Bearer x" } }).then(() => "read", () => "refused");
    const sent = await fetch(target + "/api/session", { method: "POST", mode: "no-cors", body: "{}" }).then((answer) => answer.type, () => "refused");
    const frame = document.createElement("iframe");
    frame.src = target + "/";
    document.body.append(frame);
    await new Promise((loaded) => { frame.onload = loaded; });
    let framed;
    try { framed = frame.contentDocument === null ? "closed" : "open"; } catch { framed = "closed"; }
    return { read, sent, framed };
  }, origin);
  expect(told.read === "refused" && told.sent !== "basic" && told.framed === "closed", JSON.stringify(told));
  elsewhere.close();
  await foreign.close();
});

await test("Ctrl-C", async () => {
  const [code] = await server.stop();
  expect(code === 130, `it ended with ${code}`);
});
await done("the server in a browser");
