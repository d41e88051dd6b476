// The pictures of the README, from a report: parts of it in both themes.
//
//   node tests/browser/pictures.mjs REPORT.html DIR
//
// The browser is the system's chromium (or $CHROMIUM). Fonts are the system's, so the bytes differ between machines.

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [report, folder] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node pictures.mjs REPORT.html DIR");
  process.exit(2);
}
const PARTS = ["map", "queue"];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb"],
});
for (const scheme of ["light", "dark"]) {
  const page = await browser.newPage({ viewport: { width: 1100, height: 900 }, colorScheme: scheme });
  await page.goto(pathToFileURL(resolve(report)).href);
  for (const part of PARTS) {
    // What is far below is laid out only when it comes near: alone, each part is near.
    await page.evaluate((id) => document.querySelectorAll("main > section").forEach((one) => (one.hidden = one.id !== id)), part);
    await page.waitForTimeout(200);
    const box = await page.locator(`#${part}`).boundingBox();
    const clip = { x: Math.max(0, box.x - 16), y: box.y - 8, width: Math.min(1100, box.width + 32), height: Math.min(620, box.height + 16) };
    await page.screenshot({ path: `${folder}/${part}-${scheme}.png`, clip, fullPage: true });
  }
  await page.close();
}
await browser.close();
