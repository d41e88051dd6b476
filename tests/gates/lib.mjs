// What the checks of this folder share.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const HERE = path.dirname(fileURLToPath(import.meta.url));
export const ROOT = path.resolve(HERE, '..', '..');
export const BIN = path.join(HERE, 'node_modules', '.bin');
export const BASE = fs.mkdtempSync(path.join(os.tmpdir(), 'seamline-gates-'));
process.on('exit', () => fs.rmSync(BASE, { recursive: true, force: true }));

const argv = process.argv.slice(2);
const option = (name, otherwise) => (argv.includes(name) ? argv[argv.indexOf(name) + 1] : otherwise);
/** The program, and a Python with requirements.txt. */
export const SEAMLINE = path.resolve(option('--seamline', path.join(ROOT, 'target', 'debug', 'seamline')));
export const VENV = path.resolve(option('--venv', path.join(ROOT, 'target', 'gates')));
export const venv = (program) => path.join(VENV, 'bin', program);

/** Runs a command to its end: its code and all that it said. */
export function tried(program, args, options = {}) {
  const done = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  if (done.error) throw new Error(`${program}: ${done.error.message}`);
  return { code: done.status, out: done.stdout, said: `${done.stdout}${done.stderr}` };
}

/** The same; throws with what it said when it fails. */
export function run(program, args, options = {}) {
  const done = tried(program, args, options);
  if (done.code !== 0) throw new Error(`${path.basename(program)} ended with ${done.code}\n${done.said}`);
  return done.out;
}

export const must = (holds, what) => {
  if (!holds) throw new Error(what);
};

/** Runs all checks, tells of each, and ends with 1 when one failed. */
export async function all(checks) {
  let failed = 0;
  for (const [name, check] of Object.entries(checks)) {
    try {
      console.log(`  ok    ${name}: ${await check()}`);
    } catch (error) {
      failed += 1;
      console.log(`  FAIL  ${name}: ${error.message}`);
    }
  }
  process.exit(failed ? 1 : 0);
}
