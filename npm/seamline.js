#!/usr/bin/env node
'use strict';
// Runs the program of this system, which npm installed as an optional dependency, and ends as it ends.
const { spawnSync } = require('node:child_process');

const platform = `${process.platform}-${process.arch}`;
const program = process.platform === 'win32' ? 'seamline.exe' : 'seamline';
let file;
try {
  file = require.resolve(`@seamline/${platform}/${program}`);
} catch {
  console.error(`seamline: there is no program for ${platform}, or optional dependencies were left out (npm install --include=optional)`);
  process.exit(2);
}
const done = spawnSync(file, process.argv.slice(2), { stdio: 'inherit' });
if (done.error) {
  console.error(`seamline: ${done.error.message}`);
  process.exit(2);
}
if (done.signal) process.kill(process.pid, done.signal);
process.exit(done.status ?? 2);
