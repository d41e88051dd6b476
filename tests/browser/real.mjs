// The real server for the tests of the bench: started on a copy of a sample, stopped, killed and started again.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { ask, bench, context, expect, until } from "./lib.mjs";

const SAMPLE = fileURLToPath(new URL("../../fixtures/figure-app/monolith", import.meta.url));
const VIEW = "/api/analyses/1/scenarios/1";

/** Starts the server; the first line that it prints is its address. */
export async function start(program, args) {
  const child = spawn(program, ["serve", "--no-cache", "--quiet", "--no-open", ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const [address] = await once(createInterface({ input: child.stdout }), "line");
  const { origin, port } = new URL(address);
  return {
    address, origin, port,
    stop: async (signal = "SIGINT") => {
      if (child.exitCode !== null || child.signalCode !== null) { return [child.exitCode, child.signalCode]; }
      child.kill(signal);
      return once(child, "exit");
    },
  };
}

/** The server of a sample of the program; it leaves nothing behind. */
export async function sample(program, name) {
  const folder = mkdtempSync(join(tmpdir(), "seamline-serve-"));
  const server = await start(program, ["--sample", name, "--state", folder]);
  return { ...server, stop: async (signal) => {
    const ended = await server.stop(signal);
    rmSync(folder, { recursive: true, force: true });
    return ended;
  } };
}

const ready = (page) => until(page, () => page.locator("#bench-body").isVisible(), "the analysis is there", 300_000);
const offered = (page) => until(page, async () => await page.locator("#apply").isEnabled(), "it can be applied");

/** Runs all cases on the real server, and what only it can show. */
export async function real(program, all, test) {
  const folder = mkdtempSync(join(tmpdir(), "seamline-bench-"));
  cpSync(SAMPLE, join(folder, "tree"), { recursive: true });
  const tree = join(folder, "tree");
  const args = ["--state", join(folder, "state"), tree];
  const first = await start(program, args);
  await all("server", first);
  await test("server: it ends at once when it is told to", async () => {
    const [code] = await first.stop();
    expect(code === 130, `it ended with ${code}`);
  });
  await first.stop();

  await test("server: killed in the middle of an edit, started again; saved, the command line gives the same", async () => {
    let server = await start(program, args);
    const where = await context(server.origin);
    where.allowed.push(/ERR_CONNECTION|ERR_EMPTY|Failed to load resource/);
    const page = await bench(where, server.address);
    await ready(page);
    const before = await ask(page, VIEW);
    const unit = before.services[0].units[0];
    const offer = () => page.evaluate((at) => { goTo(at); openEdit("move", { units: [at], to: now.view.services.find((one) => !one.units.includes(at)).name }); }, unit);
    await offer();
    await page.locator("#reason").fill("before the end");
    await offered(page);
    await page.locator("#reason").press("Enter");
    await page.locator("#edit").waitFor({ state: "hidden" });
    const kept = await ask(page, VIEW);
    await page.evaluate(() => openEdit("rename", { service: now.view.services[1].name }));
    await page.locator("#field-to").fill("called-otherwise");
    await page.locator("#reason").fill("must not be lost");
    await offered(page);
    await server.stop("SIGKILL");
    await page.locator("#reason").press("Enter");
    await until(page, async () => /does not answer/.test(await page.locator("#notice").textContent()), "the banner");
    server = await start(program, ["--port", server.port, ...args]);
    await page.locator("#address").waitFor();
    expect(await page.locator("#field-to").inputValue() === "called-otherwise" && await page.locator("#reason").inputValue() === "must not be lost", "the edit is lost");
    await page.locator("#address").fill(server.address);
    await page.locator("#address").press("Enter");
    await until(page, async () => await page.locator("#apply").isEnabled(), "it can be applied again", 300_000);
    await page.locator("#reason").press("Enter");
    await page.locator("#edit").waitFor({ state: "hidden" });
    const after = await ask(page, VIEW);
    // A move back to where the proposal has a file is the end of an entry, so the places are compared and not the entries.
    const places = (told) => JSON.stringify(told.services.map((one) => one.units));
    expect(kept.revision > before.revision && places(kept) !== places(before), "the first edit was not made");
    expect(after.revision > kept.revision && places(after) === places(kept), "an edit that was answered is lost");
    expect(after.services.some((one) => one.name === "called-otherwise"), "the pending edit was not made");

    await page.locator("#tab-files").click();
    await until(page, async () => /What would be written/.test(await page.locator("#save-note").textContent()), "what would be written is told");
    const text = await ask(page, VIEW + "/decisions");
    await page.locator("#save").click();
    await until(page, async () => /Saved .* the command line gives the same/.test(await page.locator("#save-note").textContent()), "it is saved");
    expect(readFileSync(join(tree, "seamline.decisions.toml"), "utf8") === text, "another text was saved");
    const bytes = await page.evaluate(async (path) => (await fetch(path, { headers: { Authorization: "Bearer " + sessionStorage.getItem("seamline-bearer") } })).text(), VIEW + "/analysis");
    const made = spawnSync(program, ["analyze", "--quiet", "--out", join(folder, "out"), tree], { encoding: "utf8" });
    expect(made.status === 0, made.stderr);
    expect(readFileSync(join(folder, "out", "analysis.json"), "utf8") === bytes, "the command line gives another analysis");
    await where.close();
    await server.stop();
  });
  rmSync(folder, { recursive: true, force: true });
}
