// Runs the tools that the rules of a cut are exported to: each has to pass on today's code, to fail after one more import
// across a border, and to name that import.
//   node tests/gates/check.mjs [--seamline BIN] [--venv DIR]
// Needs `npm ci` here and a Python environment with requirements.txt; `tests/run` makes both.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { BASE, BIN, HERE, ROOT, SEAMLINE, all, must, run, tried, venv } from './lib.mjs';

/** A copy of a sample as a repository of its own, with the rules in it. */
function project(sample, format, file) {
  const from = sample === 'figure-app' ? path.join(ROOT, 'fixtures', 'figure-app', 'monolith') : path.join(HERE, 'samples', sample);
  const folder = path.join(BASE, `${sample}-${format}`);
  fs.cpSync(from, folder, { recursive: true, filter: (one) => path.basename(one) !== 'node_modules' });
  const source = sample === 'figure-app' ? ['--sample', 'figure-app'] : ['--no-history', folder];
  run(SEAMLINE, ['export', '--quiet', '--format', format, '--out', path.join(folder, file), ...source]);
  return folder;
}

/** Adds an import, which the tool must tell of; every word must be in what it says. */
function caught(check, folder, file, line, words) {
  const before = check();
  must(before.code === 0, `it does not pass today:\n${before.said}`);
  const place = path.join(folder, file);
  const text = fs.readFileSync(place, 'utf8');
  fs.writeFileSync(place, `${line}\n${text}`);
  const after = check();
  fs.writeFileSync(place, text);
  must(after.code !== 0, `it passes with \`${line}\` in ${file}:\n${after.said}`);
  for (const word of words) must(after.said.replace(/\s+/g, ' ').includes(word), `it does not tell of ${word}:\n${after.said}`);
  return `passes today, fails with \`${line}\``;
}

function cruise(sample, folders) {
  const folder = project(sample, 'dependency-cruiser', '.dependency-cruiser.cjs');
  const known = run(process.execPath, ['.dependency-cruiser.cjs'], { cwd: folder });
  fs.writeFileSync(path.join(folder, '.dependency-cruiser-known-violations.json'), known);
  const check = () => tried(path.join(BIN, 'depcruise'), ['--ignore-known', '--config', '.dependency-cruiser.cjs', ...folders], { cwd: folder });
  return [folder, check];
}

await all({
  tach() {
    const folder = project('python', 'tach', 'tach.toml');
    const check = () => tried(venv('tach'), ['check'], { cwd: folder });
    return caught(check, folder, 'shop/catalog/search.py', 'from shop.orders.order import Order', ['shop/catalog/search.py:1', 'shop.orders.order.Order']);
  },

  'import-linter'() {
    const folder = project('python', 'import-linter', '.importlinter');
    const check = () => tried(venv('lint-imports'), ['--no-cache'], { cwd: folder, env: { ...process.env, PYTHONPATH: folder } });
    return caught(check, folder, 'shop/orders/invoice.py', 'from shop.catalog.search import search', ['shop.orders.invoice -> shop.catalog.search']);
  },

  'dependency-cruiser, TypeScript'() {
    const [folder, check] = cruise('typescript', ['catalog', 'orders', 'views']);
    return caught(check, folder, 'catalog/search.ts', 'import type { Order } from "../orders/order";', ['catalog/search.ts → orders/order.ts']);
  },

  'dependency-cruiser, a new file'() {
    const [folder, check] = cruise('typescript', ['catalog', 'orders', 'views']);
    fs.writeFileSync(path.join(folder, 'catalog', 'fresh.ts'), '');
    return caught(check, folder, 'catalog/fresh.ts', 'import { invoice } from "../orders/invoice";', ['catalog/fresh.ts → orders/invoice.ts']);
  },

  'dependency-cruiser, figure-app'() {
    const [folder, check] = cruise('figure-app', ['.']);
    return caught(check, folder, 'services/sharingService.js', 'require("../jobs/backfill");', ['services/sharingService.js → jobs/backfill.js']);
  },

  // The plugin of Nx wants a workspace that Nx has installed; what it is told is looked at here.
  async nx() {
    const folder = project('workspace', 'nx', 'eslint.seamline.mjs');
    const plugin = path.join(folder, 'node_modules', '@nx', 'eslint-plugin');
    fs.mkdirSync(plugin, { recursive: true });
    fs.writeFileSync(path.join(plugin, 'package.json'), '{ "name": "@nx/eslint-plugin", "type": "module", "main": "index.js" }');
    fs.writeFileSync(path.join(plugin, 'index.js'), 'export default { rules: {} };');
    run(process.execPath, ['eslint.seamline.mjs', '--tag'], { cwd: folder });
    const { default: config, tags, depConstraints } = await import(pathToFileURL(path.join(folder, 'eslint.seamline.mjs')));
    must(config[0].rules['@nx/enforce-module-boundaries'][1].depConstraints === depConstraints, 'the rule has other constraints');
    const tagged = (name) => JSON.parse(fs.readFileSync(path.join(folder, 'packages', name, 'package.json'), 'utf8')).nx.tags;
    must(tagged('orders').join() === 'service:orders,project:packages/orders', `${tagged('orders')}`);
    // As the rule does it: every constraint of a tag of the user has to allow a tag of what is used.
    const may = (user, used) =>
      depConstraints.filter((one) => tagged(user).includes(one.sourceTag)).every((one) => one.onlyDependOnLibsWithTags.some((tag) => tagged(used).includes(tag)));
    for (const [user, used, expected] of [['orders', 'catalog', true], ['invoices', 'orders', true], ['invoices', 'catalog', false], ['catalog', 'orders', false]]) {
      must(may(user, used) === expected, `${user} ${expected ? 'may not' : 'may'} use ${used}`);
    }
    return `${tags.size} projects, ${depConstraints.length} constraints`;
  },

  // Maven's plugins and ArchUnit are not fetched here: what the compiler tells without them may only be that they are missing.
  archunit() {
    const folder = project('java', 'archunit', 'SeamlineBordersTest.java');
    let done;
    try {
      done = tried('javac', ['-proc:none', '-d', path.join(folder, 'out'), 'SeamlineBordersTest.java'], { cwd: folder });
    } catch {
      return 'not looked at, there is no javac';
    }
    const errors = done.said.split('\n').filter((line) => / error: /.test(line));
    const other = errors.filter((line) => !/package (com\.tngtech\S+|ImportOption) does not exist|cannot find symbol|static import only|does not override/.test(line));
    must(errors.length && !other.length, other.join('\n') || 'nothing was compiled');
    return 'syntax only';
  },

  // A build of pks takes minutes, so that it is not fetched here: `cargo install pks` brings it.
  packwerk() {
    const has = (program) => {
      try {
        return tried(program, ['--version']).code === 0;
      } catch {
        return false;
      }
    };
    if (!has('ruby')) return 'not looked at, there is no ruby';
    const folder = project('ruby', 'packwerk', 'packwerk.seamline.rb');
    const said = run('ruby', ['packwerk.seamline.rb'], { cwd: folder });
    must(said.includes('2 packages of 2 services'), said);
    const written = () => ['packwerk.yml', 'package.yml', 'packs/orders/package.yml'].map((one) => fs.readFileSync(path.join(folder, one), 'utf8'));
    const before = written();
    run('ruby', ['packwerk.seamline.rb'], { cwd: folder });
    must(written().join('\n') === before.join('\n'), 'it writes other files when it runs again');
    if (!has('pks')) return `not checked, there is no pks; ${said.trim()}`;
    const check = () => tried('pks', ['check'], { cwd: folder });
    must(check().code !== 0, 'what crosses today is not told before it is recorded');
    run('pks', ['update'], { cwd: folder });
    return caught(check, folder, 'packs/catalog/app/models/catalog/search.rb', 'Orders::Order.first', ['packs/catalog/app/models/catalog/search.rb', '::Orders::Order']);
  },

  refused() {
    for (const [sample, format] of [['python', 'dependency-cruiser'], ['typescript', 'tach'], ['java', 'import-linter'], ['typescript', 'nx'], ['python', 'archunit'], ['python', 'packwerk']]) {
      const done = tried(SEAMLINE, ['export', '--quiet', '--no-history', '--format', format, path.join(HERE, 'samples', sample)]);
      must(done.code === 3 && done.out === '' && / here/.test(done.said), `${format} of ${sample}: ${done.code} ${done.said}`);
    }
    return 'tools of other languages';
  },
});
