// An analysis whose every foreign text is full of syntax: behind what it was, and, but for the paths of routes, before it.
// The words of the program itself stay, since a stored analysis with others is refused.
const OURS = new Set(['effect', 'evidence', 'granularity', 'id', 'kind', 'method', 'place', 'relation', 'replacement', 'treatment',
  'untested', 'weight', 'work', 'weights', 'schema_version', 'modes', 'mode', 'band', 'state', 'direction', 'becomes', 'division',
  'first', 'list', 'pattern', 'rule', 'side']);

const PAYLOADS = {
  'with quotes and braces in every name': '"\'`{{7*7}}${x}\\"];}',
  'with line breaks and comments in every name': '\n# heading\n- item: x\n---\n*/ // <!-- \u2028\u202e',
  'with markup and formulas in every name': '=cmd|\'/c calc\'!A0 <script>alert(1)</script> @team %0d%0a',
  'with nothing but letters of another script in every name': '日本語',
  'with paths in every name': '/../../etc/passwd:*?[!a]#',
  'with parameters in every name': '/:a/{b}/<c>/*',
};

function changed(value, change, kept = new Set(), key = '') {
  if (OURS.has(key) || kept.has(key)) return value;
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one) => changed(one, change, kept));
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, changed(one, change, kept, key)]));
  return value;
}

/** Name and analysis of each. */
export function* hostile(analysis) {
  for (const [name, payload] of Object.entries(PAYLOADS)) {
    yield [name, changed(analysis, (text) => text + payload)];
    yield [`${name}, first`, changed(analysis, (text) => payload + text, new Set(['path', 'label']))];
  }
}
