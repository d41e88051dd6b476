// The gateway with a stand-in behind each upstream: every route of the OpenAPI drafts has to come to its service.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import YAML from 'yaml';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'patch'];
/** More parts than any route has, so that only what takes the rest of a path takes it. */
const REST = 'a/b/c/d/e/f/g/h/i/j/k/l';
const nginx = (folder) => ['-e', 'stderr', '-p', folder, '-c', path.join(folder, 'nginx.conf'), '-g', 'daemon off; master_process off;'];

/** Routes by "METHOD path", each with what to ask for and the services that are said to answer it. */
function routes(drafts, plan) {
  const found = new Map();
  const add = (method, url, service) => {
    // A slash at the end makes no other route.
    const key = `${method.toUpperCase()} ${encodeURI(decode(url)).replace(/(.)\/$/, '$1')}`;
    const there = found.get(key) ?? { url: encodeURI(decode(url)), services: new Set() };
    there.services.add(service);
    found.set(key, there);
  };
  const folder = path.join(drafts, 'openapi');
  for (const name of fs.existsSync(folder) ? fs.readdirSync(folder).sort() : []) {
    const document = YAML.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
    for (const [route, item] of Object.entries(document.paths)) {
      const methods = METHODS.filter((method) => item[method]?.tags.includes('public'));
      if (methods.length === 0 && item['x-seamline-evidence']) methods.push('get', 'post');
      const rest = (item.parameters ?? []).filter((one) => one.description).map((one) => `{${one.name}}`);
      const url = rest.reduce((url, one) => url.replace(one, REST), route).replace(/\{[^}]*\}/g, 'x1');
      for (const method of methods) {
        add(method, url, path.basename(name, '.yaml'));
      }
    }
  }
  // What no service of the plan answers is in no document, and leads to the monolith.
  const services = new Set(plan.steps.map((step) => step.service));
  for (const route of plan.routes.filter((one) => !services.has(one.service) && /^[\w/.-]*$/.test(one.path))) {
    for (const method of route.method === 'ANY' ? ['get', 'post'] : [route.method]) add(method, route.path || '/', 'monolith');
  }
  return found;
}

function decode(url) {
  try { return decodeURI(url); } catch { return url; }
}

function ask(socketPath, method, url) {
  return new Promise((resolve, reject) => {
    const request = http.request({ socketPath, method, path: url, timeout: 5000 }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => { text += part; }).on('end', () => resolve(`${response.statusCode} ${text}`));
    });
    request.on('error', reject).end();
  });
}

export async function answers(drafts, plan) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gw-'));
  const door = path.join(folder, 'door');
  const stands = [];
  const config = fs.readFileSync(path.join(drafts, 'nginx', 'gateway.conf'), 'utf8')
    .replace(/^( *upstream (\S+) \{ server) (\S+):8080; \}$/gm, (_, start, name, host) => {
      if (name !== host) throw new Error(`upstream ${name} is ${host}`);
      stands.push(`server { listen unix:${path.join(folder, `s${stands.length}`)}; location / { return 200 ${name}; } }`);
      return `${start} unix:${path.join(folder, `s${stands.length - 1}`)}; }`;
    })
    .replace('listen 8080;', `listen unix:${door};`)
    .replace('events {}', `pid ${path.join(folder, 'pid')}; events {}`)
    .replace('http {', `http { access_log off; client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/c;\n${stands.join('\n')}\n`);
  fs.writeFileSync(path.join(folder, 'nginx.conf'), config);
  let child;
  try {
    const tested = spawnSync('nginx', ['-t', ...nginx(folder)], { encoding: 'utf8' });
    if (tested.status !== 0) throw new Error(tested.stderr);
    child = spawn('nginx', nginx(folder), { stdio: 'ignore' });
    for (let tries = 0; !fs.existsSync(door); tries++) {
      if (tries > 100) throw new Error('nginx does not start');
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
    const wanted = routes(drafts, plan);
    const wrong = [];
    for (const [route, { url, services }] of wanted) {
      const method = route.slice(0, route.indexOf(' '));
      const said = await ask(door, method, url);
      if (![...services].some((service) => said === `200 ${service}`)) wrong.push(`${route} is of ${[...services].join(' or ')}, and comes to ${said.trim()}`);
    }
    const lost = await ask(door, 'GET', '/no/route/leads/here');
    if (lost !== '200 monolith' && ![...wanted.keys()].some((key) => key.includes(REST))) wrong.push(`what has no route comes to ${lost}`);
    if (wrong.length) throw new Error(wrong.join('\n'));
    return `${wanted.size} routes come to their services`;
  } finally {
    child?.kill('SIGTERM');
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
