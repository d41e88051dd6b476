// Checks the files by which Seamline gets to where people use it: against the schemas and validators of their readers, and by
// installing what can be installed here.
//   node tests/gates/packaging.mjs [--seamline BIN] [--venv DIR]
// Not run here: Docker (its file is linted), GitHub's and GitLab's runners (their steps are run with a stand-in for the network).
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { BASE, BIN, ROOT, SEAMLINE, all, must, run, tried, venv } from './lib.mjs';

const read = (...parts) => fs.readFileSync(path.join(ROOT, ...parts), 'utf8');
const yaml = (file) => JSON.parse(run(venv('python'), ['-c', 'import json, sys, yaml; print(json.dumps(yaml.load(open(sys.argv[1]), yaml.BaseLoader)))', path.join(ROOT, file)]));
const VERSION = read('Cargo.toml').match(/^version = "(.*)"$/m)[1];
const MUSL = 'x86_64-unknown-linux-musl';
const schema = (name, file) => run(venv('check-jsonschema'), ['--builtin-schema', `vendor.${name}`, path.join(ROOT, file)]);

/** A folder with programs of these names. */
function programs(name, scripts) {
  const folder = path.join(BASE, name);
  fs.mkdirSync(folder, { recursive: true });
  for (const [program, script] of Object.entries(scripts)) fs.writeFileSync(path.join(folder, program), `#!/usr/bin/env bash\n${script}\n`, { mode: 0o755 });
  return folder;
}

const before = (folder) => ({ ...process.env, PATH: `${folder}:${process.env.PATH}` });
const git = (folder, ...args) => run('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false', ...args]);

/** What a release has for a target: an archive and its checksum, in a folder that stands for the network. */
function release(name) {
  const net = path.join(BASE, name);
  const called = `seamline-${VERSION}-${MUSL}`;
  fs.mkdirSync(path.join(net, called), { recursive: true });
  fs.copyFileSync(SEAMLINE, path.join(net, called, 'seamline'));
  run('tar', ['-czf', `${called}.tar.gz`, called], { cwd: net });
  const sum = crypto.createHash('sha256').update(fs.readFileSync(path.join(net, `${called}.tar.gz`))).digest('hex');
  fs.writeFileSync(path.join(net, `${called}.tar.gz.sha256`), `${sum}  ${called}.tar.gz\n`);
  return net;
}

/** A curl that takes files from a folder. */
const curl = (net) => `for last; do :; done\necho "$last" >>"${net}/asked"\ncp "${net}/$(basename "$last")" .`;

await all({
  versions() {
    const stated = {
      'ci/gitlab/seamline.yml': [/SEAMLINE_VERSION: "(.*)"/, /seamline\/v([^/]+)\//],
      'docs/ci.md': [/seamline@v([0-9.]+)/, /seamline==([0-9.]+)/, /seamline@([0-9][0-9.]*)/, /rev: v([0-9.]+)/],
    };
    for (const [file, forms] of Object.entries(stated)) {
      for (const form of forms) {
        const found = [...read(file).matchAll(new RegExp(form, 'g'))].map((one) => one[1]);
        must(found.length && found.every((version) => version === VERSION), `${file} states ${found} by ${form}, not ${VERSION}`);
      }
    }
    for (const file of ['action.yml', 'npm/build.mjs', 'npm/seamline.js', 'pypi/build.py', '.pre-commit-hooks.yaml', 'Dockerfile', '.github/workflows/release.yml']) {
      must(!read(file).includes(VERSION), `${file} states the version itself`);
    }
    return VERSION;
  },

  targets() {
    const matrix = yaml('.github/workflows/release.yml').jobs.build.strategy.matrix.include.map((one) => one.target);
    const npm = run(process.execPath, [path.join(ROOT, 'npm', 'build.mjs'), '--targets']).trim().split('\n');
    const pypi = [...read('pypi/build.py').matchAll(/^ {4}"([a-z0-9_-]+)": "/gm)].map((one) => one[1]);
    const action = [...read('action.yml').matchAll(/target=([a-z0-9_]+-[a-z0-9_-]+)/g)].map((one) => one[1]);
    must(npm.join() === pypi.join() && npm.join() === action.join(), `npm ${npm}, PyPI ${pypi}, the action ${action}`);
    must(npm.every((target) => matrix.includes(target)), `the release has ${matrix}`);
    const gitlab = read('ci/gitlab/seamline.yml').match(/SEAMLINE_TARGET: (.*)/)[1];
    must(matrix.includes(gitlab), `GitLab asks for ${gitlab}`);
    return `${matrix.length} in a release, ${npm.length} in packages`;
  },

  binstall() {
    const manifest = JSON.parse(run('cargo', ['metadata', '--no-deps', '--format-version', '1', '--offline'], { cwd: ROOT }));
    const { repository, metadata } = manifest.packages.find((one) => one.name === 'seamline');
    const values = { repo: repository, version: VERSION, name: 'seamline', target: MUSL, 'archive-suffix': '.tar.gz', bin: 'seamline', 'binary-ext': '' };
    const filled = (text) => text.replace(/\{ ([a-z-]+) \}/g, (_, key) => values[key]);
    const url = `${repository}/releases/download/v${VERSION}/seamline-${VERSION}-${MUSL}.tar.gz`;
    must(filled(metadata.binstall['pkg-url']) === url, filled(metadata.binstall['pkg-url']));
    must(filled(metadata.binstall['bin-dir']) === `seamline-${VERSION}-${MUSL}/seamline`, metadata.binstall['bin-dir']);
    for (const file of ['action.yml', 'ci/gitlab/seamline.yml']) must(read(file).includes(`${repository}/releases/download/v$`), `${file} asks elsewhere`);
    return url;
  },

  'action.yml'() {
    schema('github-actions', 'action.yml');
    run(path.join(BIN, 'action-validator'), [path.join(ROOT, 'action.yml')]);
    return 'as its schema and action-validator say';
  },

  'the action installs'() {
    const [install] = yaml('action.yml').runs.steps;
    const net = release('net-action');
    const temp = path.join(BASE, 'runner');
    fs.mkdirSync(temp);
    const env = { ...before(programs('action-curl', { curl: curl(net) })), GITHUB_ACTION_PATH: ROOT, RUNNER_TEMP: temp, GITHUB_PATH: path.join(temp, 'path'), RUNNER_OS: 'Linux', RUNNER_ARCH: 'X64' };
    run('bash', ['-c', install.run], { env });
    const place = fs.readFileSync(path.join(temp, 'path'), 'utf8').trim();
    must(run(path.join(place, 'seamline'), ['--version']).trim() === `seamline ${VERSION}`, 'another program');
    fs.appendFileSync(path.join(net, `seamline-${VERSION}-${MUSL}.tar.gz`), 'x');
    const bad = tried('bash', ['-c', install.run], { env });
    must(bad.code !== 0 && /FAILED/.test(bad.said), `a wrong checksum is taken:\n${bad.said}`);
    const odd = tried('bash', ['-c', install.run], { env: { ...env, ASKED: '1.0; id' } });
    must(odd.code === 2, odd.said);
    return 'from an archive with its checksum, and not with another';
  },

  'the action checks'() {
    const check = yaml('action.yml').runs.steps[1];
    for (const [code, result, sarif, form] of [[0, 'pass', '', ''], [1, 'fail', 'x.sarif', '<--format><github-sarif=x.sarif>'], [3, 'error', '', '']]) {
      const out = path.join(BASE, `output-${code}`);
      const env = { ...before(programs(`action-${code}`, { seamline: `printf '<%s>' "$@"\nexit ${code}` })), CHECKED: 'a b', BASE: '', SARIF: sarif, MORE: '--trust-owner --quiet', TARGET_BRANCH: 'main', GITHUB_OUTPUT: out };
      const done = tried('bash', ['-c', check.run], { env });
      must(done.code === code && fs.readFileSync(out, 'utf8') === `result=${result}\n`, `${done.code} ${done.said}`);
      must(done.out === `<check><a b><--base><origin/main>${form}<--trust-owner><--quiet>`, done.out);
    }
    return 'arguments, exit codes and results';
  },

  'release.yml'() {
    schema('github-workflows', '.github/workflows/release.yml');
    return 'as its schema says';
  },

  'GitLab template'() {
    schema('gitlab-ci', 'ci/gitlab/seamline.yml');
    const job = yaml('ci/gitlab/seamline.yml').seamline;
    const net = release('net-gitlab');
    const braces = 'for last; do :; done\nfor one in "$(basename "${last%\\{*}")" "$(basename "${last%\\{*}").sha256"; do cp "' + net + '/$one" .; done';
    const folder = path.join(BASE, 'gitlab');
    fs.mkdirSync(folder);
    const bin = programs('gitlab-curl', { curl: braces, 'apt-get': 'exit 0', install: `cp "$1" "${folder}/seamline"` });
    const lines = [...job.before_script].map((line) => line.replace('/usr/local/src', folder));
    const env = { ...before(bin), CI_PROJECT_DIR: folder, ...job.variables };
    run('bash', ['-ec', lines.join('\n')], { env });
    must(run(path.join(folder, 'seamline'), ['--version']).trim() === `seamline ${VERSION}`, 'another program');
    must(job.variables.GIT_DEPTH === '0', 'a shallow clone cannot be checked');
    return 'as its schema says, and it installs';
  },

  'pre-commit'() {
    run(venv('pre-commit'), ['validate-manifest', path.join(ROOT, '.pre-commit-hooks.yaml')]);
    const hooks = path.join(BASE, 'hooks');
    fs.mkdirSync(hooks);
    fs.copyFileSync(path.join(ROOT, '.pre-commit-hooks.yaml'), path.join(hooks, '.pre-commit-hooks.yaml'));
    git(hooks, 'init', '-q', '-b', 'main');
    git(hooks, 'add', '-A');
    git(hooks, 'commit', '-qm', 'Hooks');
    const project = path.join(BASE, 'committed');
    fs.cpSync(path.join(ROOT, 'tests', 'gates', 'samples', 'python'), project, { recursive: true });
    git(project, 'init', '-q', '-b', 'main');
    git(project, 'add', '-A');
    git(project, 'commit', '-qm', 'A shop');
    const args = ['try-repo', hooks, 'seamline-check', '--verbose', '--color', 'never'];
    const home = { PRE_COMMIT_HOME: path.join(BASE, 'pre-commit') };
    for (const [code, word] of [[0, 'Passed'], [1, 'Failed']]) {
      const bin = programs(`hook-${code}`, { seamline: `printf '<%s>' "$@"\nexit ${code}` });
      const done = tried(venv('pre-commit'), args, { cwd: project, env: { ...before(bin), ...home } });
      must(done.code === code && done.said.includes('<check><--staged>') && done.said.includes(word), done.said);
    }
    const place = path.join(project, 'shop', 'catalog', 'search.py');
    fs.writeFileSync(place, `from shop.orders.order import Order\n${fs.readFileSync(place, 'utf8')}\n\ndef of(order: Order):\n    return order\n`);
    git(project, 'add', '-A');
    const bin = programs('hook-real', { seamline: `exec "${SEAMLINE}" "$@"` });
    const done = tried(venv('pre-commit'), args, { cwd: project, env: { ...before(bin), ...home, XDG_CACHE_HOME: path.join(BASE, 'cache') } });
    must(done.code === 1 && done.said.includes('shop/catalog/search.py'), done.said);
    return 'runs the hook, which stops a new import across a border';
  },

  Dockerfile() {
    const said = tried(path.join(BIN, 'dockerfile-utils'), ['lint', path.join(ROOT, 'Dockerfile')]);
    must(said.code === 0 && !/error|warning/i.test(said.said), said.said);
    const last = read('Dockerfile').split('\nFROM ').at(-1);
    must(/^USER nonroot$/m.test(last), 'it runs as root');
    const rust = read('Cargo.toml').match(/^rust-version = "(.*)"$/m)[1];
    must(read('Dockerfile').includes(`rust:${rust}-`), `it is not built with Rust ${rust}`);
    return 'linted, not built';
  },

  npm() {
    const out = path.join(BASE, 'npm');
    run(process.execPath, [path.join(ROOT, 'npm', 'build.mjs'), '--out', out, `${MUSL}=${SEAMLINE}`]);
    const packages = fs.readdirSync(out).sort();
    must(packages.join() === 'platform-linux-x64,seamline', `${packages}`);
    const tarballs = packages.map((name) => path.join(out, run('npm', ['pack', '--silent', path.join(out, name)], { cwd: out }).trim()));
    const folder = path.join(BASE, 'npm-project');
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
    if (process.platform !== 'linux' || process.arch !== 'x64') return 'packed, not installed here';
    run('npm', ['install', '--offline', '--omit=optional', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', ...tarballs], { cwd: folder });
    const npx = (...args) => tried('npx', ['--no-install', 'seamline', ...args], { cwd: folder });
    must(npx('--version').out.trim() === `seamline ${VERSION}`, npx('--version').said);
    must(npx('export', '--sample', 'shop', '--format', 'nothing').code === 2, 'the exit code is lost');
    fs.rmSync(path.join(folder, 'node_modules', '@seamline'), { recursive: true });
    const alone = npx('--version');
    must(alone.code === 2 && alone.said.includes('there is no program for linux-x64'), alone.said);
    const scripts = packages.filter((name) => 'scripts' in JSON.parse(fs.readFileSync(path.join(out, name, 'package.json'), 'utf8')));
    must(!scripts.length, `${scripts} run something when they are installed`);
    return `${packages.length} packages, installed and run`;
  },

  PyPI() {
    const out = path.join(BASE, 'pypi');
    const build = () => run(venv('python'), [path.join(ROOT, 'pypi', 'build.py'), '--out', out, `${MUSL}=${SEAMLINE}`]).trim();
    const wheel = build();
    const first = fs.readFileSync(wheel);
    must(first.equals(fs.readFileSync(build())), 'the same program gives other bytes');
    const env = path.join(BASE, 'wheel-env');
    run(venv('python'), ['-m', 'venv', env]);
    if (process.platform !== 'linux' || process.arch !== 'x64') return 'built, not installed here';
    run(path.join(env, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', '--no-index', wheel]);
    must(run(path.join(env, 'bin', 'seamline'), ['--version']).trim() === `seamline ${VERSION}`, 'another program');
    must(run(path.join(env, 'bin', 'pip'), ['show', '--files', 'seamline']).includes(`Version: ${VERSION}`), 'another version');
    run(path.join(env, 'bin', 'pip'), ['uninstall', '--quiet', '--yes', 'seamline']);
    must(!fs.existsSync(path.join(env, 'bin', 'seamline')), 'it stays after it was uninstalled');
    return `${path.basename(wheel)}, installed and run`;
  },
});
