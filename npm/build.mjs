// Makes the packages of npm from built programs, with the version of Cargo.toml:
//   node npm/build.mjs --out DIR TARGET=PROGRAM...
//   node npm/build.mjs --targets
// `seamline` is a launcher; each program is a package of its own that npm installs where its system and processor are.
// Nothing is downloaded after the installation, and no script runs during it.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const manifest = fs.readFileSync(path.join(ROOT, 'Cargo.toml'), 'utf8');
const stated = (key) => manifest.match(new RegExp(`^${key} = "(.*)"$`, 'm'))[1];

/** Where each program runs. Those for musl hold all that they need, and so run on every Linux. */
const PLATFORMS = new Map([
  ['x86_64-unknown-linux-musl', ['linux', 'x64']],
  ['aarch64-unknown-linux-musl', ['linux', 'arm64']],
  ['x86_64-apple-darwin', ['darwin', 'x64']],
  ['aarch64-apple-darwin', ['darwin', 'arm64']],
  ['x86_64-pc-windows-msvc', ['win32', 'x64']],
]);

const common = {
  version: stated('version'),
  license: stated('license'),
  repository: { type: 'git', url: `git+${stated('repository')}.git` },
};

function write(folder, content, files) {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(content, null, 2)}\n`);
  for (const [name, from, mode] of files) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.copyFileSync(from, path.join(folder, name));
    fs.chmodSync(path.join(folder, name), mode);
  }
}

function build(out, programs) {
  const licenses = ['LICENSE-APACHE', 'LICENSE-MIT'].map((name) => [name, path.join(ROOT, name), 0o644]);
  const optionalDependencies = {};
  for (const [, [os, cpu]] of PLATFORMS) optionalDependencies[`@seamline/${os}-${cpu}`] = common.version;
  for (const one of programs) {
    const at = one.indexOf('=');
    const [os, cpu] = PLATFORMS.get(one.slice(0, at)) ?? [];
    if (!os) throw new Error(`no package for ${one}`);
    const content = { name: `@seamline/${os}-${cpu}`, ...common, description: `The program seamline for ${os} on ${cpu}`, os: [os], cpu: [cpu] };
    const program = os === 'win32' ? 'seamline.exe' : 'seamline';
    write(path.join(out, `platform-${os}-${cpu}`), content, [[program, one.slice(at + 1), 0o755], ...licenses]);
  }
  const content = {
    name: 'seamline',
    ...common,
    description: 'Shows where a monolith can be cut into services, why, how sure it is, and what each cut costs',
    bin: { seamline: 'seamline.js' },
    engines: { node: '>=18' },
    optionalDependencies,
  };
  const readme = ['README.md', path.join(ROOT, 'npm', 'README.md'), 0o644];
  write(path.join(out, 'seamline'), content, [['seamline.js', path.join(ROOT, 'npm', 'seamline.js'), 0o755], readme, ...licenses]);
}

const [first, out, ...programs] = process.argv.slice(2);
if (first === '--targets') console.log([...PLATFORMS.keys()].join('\n'));
else if (first === '--out' && programs.length) build(out, programs);
else {
  console.error('usage: node npm/build.mjs --out DIR TARGET=PROGRAM... | --targets');
  process.exit(2);
}
