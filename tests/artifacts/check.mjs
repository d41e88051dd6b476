// Writes the drafts of plans and reads them with the tools that they are for.
//   node tests/artifacts/check.mjs [--seamline BIN] [PATH...]
// Plans are made of the bundled samples, of the figure app as it was divided in truth, of the app with every name full of
// syntax, and of every PATH (a repository, or an analysis.json). Needs what `node fixtures/figure-app/run/setup.mjs` installs
// (openapi-spec-validator, check-jsonschema, kubernetes-validate; nginx and promtool of Debian) and `npm ci` here.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import YAML from 'yaml';
import { VENV } from '../../fixtures/figure-app/run/lib/paths.mjs';
import { answers } from './gateway.mjs';
import { hostile } from './hostile.mjs';
import { chart, contexts, owners, workspace } from './structure.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.resolve(HERE, '..', '..');
const SCHEMA = path.join(HERE, 'node_modules', '@asyncapi', 'specs', 'schemas', '3.0.0-without-$id.json');
const venv = (program) => path.join(VENV, 'bin', program);

/** Runs a command to its end; throws with what it printed when it fails. */
function run(program, ...args) {
  const done = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.error) throw new Error(`${program}: ${done.error.message}`);
  if (done.status !== 0) throw new Error(`${path.basename(program)} ended with ${done.status}\n${done.stdout}${done.stderr}`);
  return done.stdout;
}

function files(folder, ending, below = '') {
  return fs.readdirSync(path.join(folder, below)).filter((name) => name.endsWith(ending)).sort().map((name) => path.join(folder, below, name));
}

function all(folder) {
  return fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))).sort();
}

const read = (folder, ...parts) => fs.readFileSync(path.join(folder, ...parts), 'utf8');
const must = (holds, what) => { if (!holds) throw new Error(what); };

// ---- one check for each artifact ---------------------------------------------------------------------------------

const CHECKS = {
  heads(folder) {
    for (const name of all(folder)) {
      must(/^[A-Za-z0-9./-]+$/.test(name) && !name.includes('..'), `an odd name: ${name}`);
      must(/draft/i.test(read(folder, name).split('\n').slice(0, 3).join('\n')), `${name} does not say that it is a draft`);
    }
    return `${all(folder).length} files`;
  },

  openapi(folder) {
    const documents = fs.existsSync(path.join(folder, 'openapi')) ? files(folder, '.yaml', 'openapi') : [];
    if (documents.length) run(venv('openapi-spec-validator'), ...documents);
    return `${documents.length} documents`;
  },

  asyncapi(folder) {
    run(venv('check-jsonschema'), '--schemafile', SCHEMA, path.join(folder, 'asyncapi.yaml'));
    const document = YAML.parse(read(folder, 'asyncapi.yaml'));
    const found = (reference) => reference.slice(2).split('/').reduce((at, part) => at?.[part], document);
    const references = JSON.stringify(document).match(/"#\/[^"]*"/g) ?? [];
    for (const reference of references) must(found(JSON.parse(reference)), `${reference} leads nowhere`);
    return `${Object.keys(document.channels).length} channels`;
  },

  compose(folder) {
    run(venv('check-jsonschema'), '--builtin-schema', 'vendor.compose-spec', path.join(folder, 'compose.yaml'));
    return `${Object.keys(YAML.parse(read(folder, 'compose.yaml')).services).length} services`;
  },

  kubernetes(folder) {
    const manifests = fs.existsSync(path.join(folder, 'k8s')) ? files(folder, '.yaml', 'k8s') : [];
    if (manifests.length) run(venv('kubernetes-validate'), '--strict', '--quiet', ...manifests);
    for (const manifest of manifests) {
      const kinds = YAML.parseAllDocuments(fs.readFileSync(manifest, 'utf8')).map((one) => one.toJS().kind);
      must(kinds.join() === 'Deployment,Service,NetworkPolicy', `${manifest} has ${kinds}`);
    }
    return `${manifests.length} services`;
  },

  prometheus(folder) {
    run('promtool', 'check', 'config', path.join(folder, 'monitoring', 'prometheus.yml'));
    return 'configuration';
  },

  nginx: (folder, plan) => answers(folder, plan),
  contexts: (folder) => contexts(read(folder, 'context-map.cml')),
  chart: (folder) => chart(read(folder, 'context-map.mmd')),
  workspace: (folder) => workspace(read(folder, 'workspace.dsl')),
  codeowners: (folder) => owners(read(folder, 'CODEOWNERS')),

  monomorph(folder) {
    const document = JSON.parse(read(folder, 'monomorph.json'));
    must(['name', 'app_name', 'partitions', 'language', 'granularity'].every((key) => key in document), 'a key is missing');
    return `${document.partitions.reduce((sum, one) => sum + one.classes.length, 0)} classes in ${document.partitions.length} partitions`;
  },

  decisions(folder) {
    const records = files(folder, '.md', 'adr');
    for (const record of records) {
      const parts = ['Context', 'Decision'].every((part) => fs.readFileSync(record, 'utf8').includes(`\n## ${part}\n`));
      must(/^\d{4}-[a-z0-9-]+\.md$/.test(path.basename(record)) && parts, `${record} is no record`);
    }
    return `${records.length} records`;
  },
};

// ---- which plans -------------------------------------------------------------------------------------------------

const argv = process.argv.slice(2);
const at = argv.indexOf('--seamline');
const [seamline] = at < 0 ? [path.join(ROOT, 'target', 'debug', 'seamline')] : argv.splice(at, 2).slice(1);
const base = fs.mkdtempSync(path.join(os.tmpdir(), 'seamline-artifacts-'));
process.on('exit', () => fs.rmSync(base, { recursive: true, force: true }));

const truth = path.join(base, 'truth.json');
fs.writeFileSync(truth, JSON.stringify(JSON.parse(fs.readFileSync(path.join(ROOT, 'fixtures', 'figure-app', 'truth.json'), 'utf8')).service_of));
const stored = path.join(base, 'stored');
run(seamline, 'analyze', '--quiet', '--sample', 'figure-app', '--out', stored);

const plans = new Map([
  ['shop', ['--sample', 'shop']],
  ['figure-app', ['--sample', 'figure-app']],
  ['figure-app, as it was divided', ['--sample', 'figure-app', '--assignments', truth]],
]);
for (const [name, analysis] of hostile(JSON.parse(fs.readFileSync(path.join(stored, 'analysis.json'), 'utf8')))) {
  const file = path.join(base, `hostile-${plans.size}.json`);
  fs.writeFileSync(file, JSON.stringify(analysis));
  plans.set(`figure-app, ${name}`, ['--from', file]);
}
for (const place of argv) plans.set(place, place.endsWith('.json') ? ['--from', place] : [place]);

let failed = 0;
for (const [name, args] of plans) {
  console.log(name);
  const folder = path.join(base, `drafts-${[...plans.keys()].indexOf(name)}`);
  let plan;
  try {
    const out = path.join(base, 'plan.json');
    run(seamline, 'plan', '--quiet', ...args, '--artifacts', folder, '--format', 'json', '--out', out);
    plan = JSON.parse(fs.readFileSync(out, 'utf8')).plan;
  } catch (error) {
    failed += 1;
    console.log(`  FAIL  ${error.message}`);
    continue;
  }
  for (const [what, check] of Object.entries(CHECKS)) {
    try {
      console.log(`  ok    ${what.padEnd(12)} ${await check(folder, plan)}`);
    } catch (error) {
      failed += 1;
      console.log(`  FAIL  ${what}\n${error.message.trim().replace(/^/gm, '        ')}`);
    }
  }
}
console.log(failed ? `${failed} failed` : 'all drafts are valid');
process.exit(failed ? 1 : 0);
